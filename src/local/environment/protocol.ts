import { isObject, type JsonObject } from '../../core/json.ts';

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
  | ({ readonly type: 'result' } & HandlerResult);

export interface HandlerResult {
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

/** What a child sent; undefined for anything that the bootstrap never sends, as a handler might. */
export const readMessage = (raw: unknown): EnvironmentMessage | undefined =>
  isMessage(raw) ? raw : undefined;

const isMessage = (raw: unknown): raw is EnvironmentMessage => {
  if (!isObject(raw)) return false;
  switch (raw['type']) {
    case 'ready':
      return true;
    case 'broken':
      return isErrorPayload(raw['error']);
    case 'log':
      return typeof raw['text'] === 'string';
    case 'result':
      return isResult(raw);
    default:
      return false;
  }
};

const isResult = ({ ok, payload, durationMs, maxMemoryMb, log }: JsonObject): boolean =>
  typeof ok === 'boolean' &&
  typeof payload === 'string' &&
  typeof durationMs === 'number' &&
  typeof maxMemoryMb === 'number' &&
  typeof log === 'string';

const isErrorPayload = (value: unknown): boolean =>
  isObject(value) &&
  typeof value['errorType'] === 'string' &&
  typeof value['errorMessage'] === 'string';
