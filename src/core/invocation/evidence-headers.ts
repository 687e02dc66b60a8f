import type { StartEvidence } from '../report-line/report-line.ts';
import type { ImageOutcome } from '../service/image-service.ts';

type Headers = ReadonlyMap<string, string>;

/** What the service's own headers prove; the original sends none. Names are in lower case. */
export const outcomeIn = (headers: Headers): ImageOutcome | undefined => {
  const outcome = headers.get('x-fibimg-outcome');
  return outcome === 'stored' || outcome === 'fetched' ? outcome : undefined;
};

export const startIn = (headers: Headers): StartEvidence => {
  const cold = headers.get('x-fibimg-cold-start');
  return cold === 'true' ? 'cold' : cold === 'false' ? 'warm' : 'unknown';
};

/** How the platform starts the environments of the function. */
export const initTypeIn = (headers: Headers): string | undefined =>
  headers.get('x-fibimg-init-type');

/** The execution environment that answered. */
export const environmentIn = (headers: Headers): string | undefined =>
  headers.get('x-fibimg-environment');

/** The platform's name for the invocation. */
export const requestIdHeader = 'x-amzn-requestid';

/**
 * The id of the invocation, as its log has it: the service says it in its answer. Of any other answer the platform's
 * header is taken, whose id is the invocation's own on this machine, and on AWS as far as its documentation tells.
 */
export const requestIdIn = (headers: Headers, body: string): string | undefined =>
  /^\s*\{\s*"context"\s*:\s*\{\s*"awsRequestId"\s*:\s*"([^"\\]{1,64})"/.exec(body)?.[1] ??
  headers.get(requestIdHeader);

/** Where the time of an invocation went, in milliseconds. */
export interface ServerTimes {
  /** Held by the front door: before the function began and after it ended. */
  readonly queueMs: number;
  /** Only of the invocation that started its environment. */
  readonly initMs?: number | undefined;
  readonly handlerMs: number;
}

/** The standard header (W3C Server Timing); the names are ours, so that no other server's figures are taken for them. */
export const serverTimingHeader = 'server-timing';

export const serverTiming = ({ queueMs, initMs, handlerMs }: ServerTimes): string => {
  const init = initMs === undefined ? '' : `, fibimg-init;dur=${initMs.toFixed(3)}`;
  return `fibimg-queue;dur=${queueMs.toFixed(3)}${init}, fibimg-handler;dur=${handlerMs.toFixed(3)}`;
};

/** What the local Lambda's front door says of itself; a function on AWS has none to speak of. */
export const serverTimesIn = (headers: Headers): ServerTimes | undefined => {
  const text = headers.get(serverTimingHeader);
  const found = text === undefined ? null : timesPattern.exec(text);
  if (found === null) return undefined;
  const [, queue, init, handler] = found;
  return {
    queueMs: Number(queue),
    handlerMs: Number(handler),
    ...(init !== undefined && { initMs: Number(init) }),
  };
};

const timesPattern =
  /fibimg-queue;dur=(\d+\.\d+)(?:, fibimg-init;dur=(\d+\.\d+))?, fibimg-handler;dur=(\d+\.\d+)/;
