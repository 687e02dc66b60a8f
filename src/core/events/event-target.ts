import type { Thumbnail } from './thumbnail-item.ts';

/** A bucket that tells a function of its objects, and the table in which the function keeps what became of them. */
export interface EventTarget {
  upload(key: string, bytes: Uint8Array, signal: AbortSignal): Promise<void>;
  /** A consistent read. */
  find(key: string, signal: AbortSignal): Promise<Thumbnail | undefined>;
  /** Removes uploads, with all that was made of them; absent where they go with the target. */
  remove?(keys: readonly string[]): Promise<void>;
  /** What the queue of events says of itself; absent where it says nothing. */
  delivery?(): Promise<Delivery>;
}

export interface Delivery {
  readonly duplicated: number;
  readonly retried: number;
  /** Uploads whose events were given to the destination of failures. */
  readonly deadLetteredKeys: readonly string[];
}
