import type { Start, StoreOutcome } from '../engine/sample.ts';

/** What lies between the generator and its target. */
export interface NetworkSummary {
  /** Of TCP connects on sockets of their own, in milliseconds: at its least the network's round trip. */
  readonly roundTripMs: {
    readonly count: number;
    readonly min: number;
    readonly med: number;
    readonly p95: number;
  };
  /** Connects that came to nothing. */
  readonly failed: number;
  /** Who answered them: with a proxy in between, the way behind it is not in the round trip. */
  readonly to: 'target' | 'proxy';
  readonly addressFamily: 'IPv4' | 'IPv6';
  /** Of AWS; null where nothing says it. */
  readonly clientRegion: string | null;
  readonly targetRegion: string | null;
  readonly parts: readonly RequestParts[];
}

/** Where the median request of a population spent its time, in milliseconds. */
export interface RequestParts {
  readonly part: string;
  readonly start: Start;
  readonly outcome: StoreOutcome;
  readonly requests: number;
  readonly totalMs: number;
  /** One round trip. */
  readonly networkMs: number;
  /** Init and handler; null where nothing says it. */
  readonly functionMs: number | null;
  /** The rest; null where the function's part is not known. */
  readonly platformMs: number | null;
}
