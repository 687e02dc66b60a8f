import type { Agent } from 'node:http';
import { codeOf, messageOf } from '../core/error.ts';
import { withoutSecrets } from '../core/secrets.ts';
import { isCompleteJpeg, jpegDimensions } from '../core/service/jpeg.ts';
import { originUrl } from '../core/service/keys.ts';
import type { FetchedImage, ImageOrigin } from '../core/service/ports.ts';
import { headerOf, TooLarge, type WholeAnswer } from '../net/send-request.ts';
import { ConnectFailure, httpGet } from './http-get.ts';
import { OriginUnreachable, originError } from './origin-error.ts';

export interface PicsumOptions {
  /** Without a slash at its end; `${baseUrl}/N` answers with the image or redirects to it. */
  readonly baseUrl: string;
  /** For the whole fetch, from name look-up to last byte. */
  readonly timeoutMs: number;
  readonly userAgent: string;
  readonly connectTimeoutMs?: number;
  readonly maxBytes?: number;
  /** Chooses the agent for a URL: proxies and certificates. */
  readonly agentFor?: (url: URL) => Agent | Promise<Agent>;
}

const maxRedirects = 5;
const redirects: readonly number[] = [301, 302, 303, 307, 308];

/**
 * Images over HTTP as picsum.photos gives them. Throws `OriginUnreachable` when no connection can be made, and an
 * `origin` error for every other failure; an abort by the caller throws the signal's reason.
 */
export const createPicsumOrigin = (options: PicsumOptions): ImageOrigin => {
  const get = createGet(options);
  return {
    fetch: async (pixels, signal) => {
      signal?.throwIfAborted();
      const deadline = createDeadline(options.timeoutMs, signal);
      try {
        return await follow(pixels, options, (url) => get(url, deadline.signal));
      } catch (error) {
        signal?.throwIfAborted();
        throw deadline.passed()
          ? originError(pixels, `no complete answer within ${options.timeoutMs / 1000} s`)
          : error;
      } finally {
        deadline.clear();
      }
    },
  };
};

type Get = (url: URL) => Promise<WholeAnswer>;

const createGet = (options: PicsumOptions) => {
  const agentFor = options.agentFor ?? createAgents();
  const { connectTimeoutMs = 2000, maxBytes = 64 * 2 ** 20, userAgent } = options;
  const headers = { 'user-agent': userAgent, accept: 'image/jpeg' };
  return async (url: URL, signal: AbortSignal): Promise<WholeAnswer> =>
    httpGet(url, { agent: await agentFor(url), headers, connectTimeoutMs, maxBytes, signal });
};

/** Keeps connections alive: the next image of a warm process needs no new handshake. */
const createAgents = () => {
  const agents = new Map<string, Promise<Agent>>();
  const open = async (protocol: string): Promise<Agent> => {
    const http = await (protocol === 'https:' ? import('node:https') : import('node:http'));
    return new http.Agent({ keepAlive: true });
  };
  return ({ protocol }: URL): Promise<Agent> => {
    const agent = agents.get(protocol) ?? open(protocol);
    agents.set(protocol, agent);
    return agent;
  };
};

const createDeadline = (timeoutMs: number, outer: AbortSignal | undefined) => {
  const controller = new AbortController();
  let passed = false;
  const timer = setTimeout(() => {
    passed = true;
    controller.abort();
  }, timeoutMs);
  const onAbort = (): void => controller.abort();
  outer?.addEventListener('abort', onAbort, { once: true });
  return {
    signal: controller.signal,
    passed: () => passed,
    clear: () => {
      clearTimeout(timer);
      outer?.removeEventListener('abort', onAbort);
    },
  };
};

const follow = async (pixels: number, options: PicsumOptions, get: Get): Promise<FetchedImage> => {
  let url = new URL(originUrl(pixels, options.baseUrl));
  for (let hops = 0; hops <= maxRedirects; hops += 1) {
    const answer = await explained(pixels, url, get);
    if (!redirects.includes(answer.status)) return checked(pixels, url, answer);
    url = redirectTarget(pixels, url, headerOf(answer, 'location'));
  }
  throw originError(pixels, `it redirected more than ${maxRedirects} times, last to ${shown(url)}`);
};

const explained = async (pixels: number, url: URL, get: Get): Promise<WholeAnswer> => {
  try {
    return await get(url);
  } catch (cause) {
    if (cause instanceof ConnectFailure) throw new OriginUnreachable(url, cause.message, cause);
    const why =
      cause instanceof TooLarge
        ? `the answer from ${url.host} is larger than an image of this size can be`
        : `the connection to ${url.host} failed: ${messageOf(cause)}`;
    throw originError(
      pixels,
      why,
      isCertificateProblem(cause) ? { cause, hint: trustHint } : { cause },
    );
  }
};

const trustHint = 'name the certificate authority to trust with --ca FILE';

const isCertificateProblem = (error: unknown): boolean =>
  /CERT|SIGNATURE/.test(codeOf(error) ?? '');

const redirectTarget = (pixels: number, from: URL, location: string | undefined): URL => {
  if (location === undefined) throw originError(pixels, `${shown(from)} redirected to nowhere`);
  const target = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  if (target?.protocol === 'https:' || target?.protocol === 'http:') return target;
  throw originError(
    pixels,
    `${shown(from)} redirected to ${withoutSecrets(location)}, which is not a web address`,
  );
};

/** An address as it is stored, logged and printed. */
const shown = (url: URL): string => withoutSecrets(url.href);

const checked = (pixels: number, url: URL, answer: WholeAnswer): FetchedImage => {
  const { status, headers, body } = answer;
  const contentType = headers.get('content-type') ?? null;
  if (status !== 200) throw originError(pixels, `${shown(url)} answered with status ${status}`);
  const size = jpegDimensions(body);
  if (size === undefined) {
    const sent = contentType ? `content type ${contentType.join(', ')}` : 'no content type';
    throw originError(pixels, `${shown(url)} did not send a JPEG (${body.length} bytes, ${sent})`);
  }
  if (size.width !== pixels || size.height !== pixels) {
    throw originError(
      pixels,
      `${shown(url)} sent an image of ${size.width} x ${size.height} pixels`,
    );
  }
  if (!isCompleteJpeg(body)) {
    throw originError(pixels, `${shown(url)} sent an image cut short after ${body.length} bytes`);
  }
  const contentDisposition = headers.get('content-disposition') ?? null;
  return { image: body, finalUrl: shown(url), contentType, contentDisposition };
};
