import { isObject, type JsonObject } from '../../core/json.ts';

/** What the parent asks of an environment, over their channel. */
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
  /** Of the whole process so far. */
  readonly cpuMs: number;
  /** What was written since the last `log` message. */
  readonly log: string;
}

/** A function's error as Lambda's Node.js runtime reports it. */
export interface ErrorPayload {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** One line of JSON, and after it as it is what would be quoted twice in there. */
export const encodeInvoke = ({ event, ...rest }: InvokeMessage): string =>
  `${JSON.stringify(rest)}\n${event}`;

export const decodeInvoke = (text: string): InvokeMessage => {
  const lineEnd = text.indexOf('\n');
  return { ...JSON.parse(text.slice(0, lineEnd)), event: text.slice(lineEnd + 1) };
};

export const encodeMessage = (message: EnvironmentMessage): string => {
  if (message.type !== 'result') return JSON.stringify(message);
  const { payload, log, ...rest } = message;
  return `${JSON.stringify({ ...rest, payloadLength: payload.length })}\n${payload}${log}`;
};

/** What a child sent; undefined for anything that the bootstrap never sends, as a handler might. */
export const decodeMessage = (text: string): EnvironmentMessage | undefined => {
  const lineEnd = text.indexOf('\n');
  const json = parsed(lineEnd === -1 ? text : text.slice(0, lineEnd));
  if (!isObject(json)) return undefined;
  const { payloadLength, ...message } = json;
  if (typeof payloadLength !== 'number') return isMessage(message) ? message : undefined;
  const payloadEnd = lineEnd + 1 + payloadLength;
  const payload = text.slice(lineEnd + 1, payloadEnd);
  const result = { ...message, payload, log: text.slice(payloadEnd) };
  return isMessage(result) ? result : undefined;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

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

const isResult = ({ ok, payload, durationMs, maxMemoryMb, cpuMs, log }: JsonObject): boolean =>
  typeof ok === 'boolean' &&
  typeof payload === 'string' &&
  typeof durationMs === 'number' &&
  typeof maxMemoryMb === 'number' &&
  Number.isFinite(cpuMs) &&
  typeof log === 'string';

const isErrorPayload = (value: unknown): boolean =>
  isObject(value) &&
  typeof value['errorType'] === 'string' &&
  typeof value['errorMessage'] === 'string';
