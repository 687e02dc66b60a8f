import type { Architecture } from '../price/price-table.ts';

/** Runs a function directly, without its URL: the port of Lambda's Invoke operation. */
export interface FunctionInvoker {
  /**
   * One call, never repeated by itself: Invoke is not idempotent, and a hidden retry would turn a throttle into
   * latency. A function that failed is an answer, not an exception.
   *
   * @throws FibimgError `throttled` (its `why` is Lambda's reason word alone), `denied`, `not_found`, `credentials`,
   * `refused`, `network` or `timeout`, or the reason of the signal.
   */
  invoke(request: FunctionCall, signal?: AbortSignal): Promise<InvokeAnswer>;
  /** Closes the connections that are kept; to be called while no call is under way. */
  closeIdle?(): void;
  close(): Promise<void>;
}

/** Wait for the answer; queue the event and return; or only check the permission. */
export type InvokeMode = 'request' | 'event' | 'dry-run';

export interface FunctionCall {
  /** A name, a partial ARN or an ARN. */
  readonly functionName: string;
  /** JSON. */
  readonly payload: Uint8Array;
  /** A version or an alias. */
  readonly qualifier?: string | undefined;
  readonly mode: InvokeMode;
  /** Asks for the end of the log, where the REPORT line is; only in mode `request`. */
  readonly logTail: boolean;
}

export interface InvokeAnswer {
  /** 200 for `request`, 202 for `event`, 204 for `dry-run`. */
  readonly status: number;
  /** `Unhandled` or `Handled` when the function failed; the payload then tells its error. */
  readonly functionError?: string;
  /** As the function wrote it: numbers of any length are intact. Empty but for mode `request`. */
  readonly payload: Uint8Array;
  /** The last 4 KB of the log, decoded. */
  readonly logTail?: string;
  readonly executedVersion?: string;
  readonly requestId?: string;
}

/** Lambda's own limits of a payload in bytes; asynchronous ones since October 2025. */
export const maxPayloadBytes: Readonly<Record<InvokeMode, number>> = {
  request: 6 * 1024 * 1024,
  event: 1024 * 1024,
  'dry-run': 6 * 1024 * 1024,
};

/** What the price of a function depends on; undefined where it could not be learnt. */
export interface FunctionPlace {
  readonly region: string | undefined;
  readonly architecture: Architecture | undefined;
}

/** The region that an ARN names. */
export const regionOfArn = (functionName: string): string | undefined =>
  /^arn:[^:]+:lambda:([^:]+):/.exec(functionName)?.[1];
