/** What the parent asks of an environment, over the IPC channel. */
export interface InvokeMessage {
  readonly requestId: string;
  /** The event as JSON text. */
  readonly event: string;
  /** Unix milliseconds. */
  readonly deadlineMs: number;
  readonly functionArn: string;
  readonly traceId: string;
  /** JSON text. */
  readonly clientContext?: string | undefined;
}

/** What an environment says. Logs come in order, before or in the result that they belong to. */
export type EnvironmentMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'broken'; readonly error: ErrorPayload }
  | { readonly type: 'log'; readonly text: string }
  | ({ readonly type: 'result' } & Result);

export interface Result {
  readonly ok: boolean;
  /** The handler's answer, or an `ErrorPayload`, as JSON text. */
  readonly payload: string;
  readonly durationMs: number;
  readonly maxMemoryMb: number;
  /** What was written since the last `log` message. */
  readonly log: string;
}

/** A function's error as Lambda's Node.js runtime reports it. */
export interface ErrorPayload {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}
