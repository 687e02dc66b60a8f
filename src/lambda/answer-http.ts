import type { ImageRecord } from '../core/service/image-service.ts';
import { responseBody } from '../core/service/response.ts';
import type { RunningInvocation } from './context.ts';
import type { ImageRequest } from './event.ts';
import { failureOf, UnmetRequest } from './failure.ts';
import { choosePixels, type GetImageDeps, getImage } from './get-image.ts';
import { describeError } from './log.ts';

/** An answer, and its log fields. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly log: Readonly<Record<string, unknown>>;
}

/** The contract's answer, or the failure in its shape. */
export const answerHttp = async (
  request: ImageRequest,
  invocation: RunningInvocation,
  deps: GetImageDeps,
): Promise<HttpAnswer> => {
  try {
    refuseUnserved(request);
    const pixels = choosePixels(request.int, deps.rng);
    const record = await getImage(pixels, invocation.remainingMs, deps);
    return found(record, invocation, deps);
  } catch (thrown) {
    const { status, body } = failureOf(thrown);
    const headers = status === 405 ? { allow: 'GET, HEAD' } : {};
    return { status, headers, body: JSON.stringify(body), log: { error: describeError(thrown) } };
  }
};

/**
 * Every path is the service, as in the original: behind an API, the API decides on paths. Only the icon that browsers
 * ask for is refused.
 */
const refuseUnserved = ({ method, path }: ImageRequest): void => {
  if (method !== 'GET' && method !== 'HEAD') {
    throw new UnmetRequest(405, 'method_not_allowed', 'only GET and HEAD are answered');
  }
  if (path.endsWith('/favicon.ico')) throw new UnmetRequest(404, 'not_found', 'there is no icon');
};

const found = (
  record: ImageRecord,
  { context }: RunningInvocation,
  deps: GetImageDeps,
): HttpAnswer => {
  const { pixels, metadata, outcome, steps } = record;
  return {
    status: 200,
    headers: { 'x-fibimg-outcome': outcome },
    body: responseBody({ context, now: deps.clock.now(), pixels, metadata }),
    log: { int: pixels, outcome, ...steps },
  };
};
