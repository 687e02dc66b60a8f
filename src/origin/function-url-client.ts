import type { Agent } from 'node:http';
import { codeOf, FibimgError, messageOf } from '../core/error.ts';
import { isLoopback } from '../core/loopback.ts';
import type { RequestSigner, UrlAnswer } from '../core/stack/function-url.ts';
import { TooLarge } from '../net/send-request.ts';
import { httpGet } from './http-get.ts';

interface FunctionUrlOptions {
  /** For the whole call, from name look-up to last byte. */
  readonly timeoutMs: number;
  readonly userAgent: string;
  /** Chooses the agent for a URL: proxies and certificates. */
  readonly agentFor: (url: URL) => Agent;
  readonly sign?: RequestSigner | undefined;
}

/** Lambda answers no more than 6 MB. */
const maxBytes = 7 * 2 ** 20;

/** One GET of a function's URL. Any status is an answer; only a broken or missing connection throws. */
export const getFunctionUrl = async (
  url: URL,
  { timeoutMs, userAgent, agentFor, sign }: FunctionUrlOptions,
  signal?: AbortSignal,
): Promise<UrlAnswer> => {
  const plain = { accept: 'application/json', 'user-agent': userAgent };
  const headers = sign === undefined ? plain : await sign(url, plain);
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const {
      status,
      headers: answered,
      body,
    } = await httpGet(url, {
      agent: agentFor(url),
      headers,
      connectTimeoutMs: Math.min(5_000, timeoutMs),
      maxBytes,
      signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
    });
    const joined = [...answered].map(([name, values]) => [name, values.join(', ')] as const);
    return { status, headers: new Map(joined), body: new TextDecoder().decode(body) };
  } catch (thrown) {
    signal?.throwIfAborted();
    throw timeout.aborted ? late(url, timeoutMs) : broken(url, thrown);
  }
};

const late = (url: URL, timeoutMs: number): FibimgError =>
  new FibimgError('timeout', `${url.host} did not answer in time`, {
    why: `no complete answer within ${timeoutMs / 1000} s`,
    hint: 'try again, or allow more with --timeout',
  });

const broken = (url: URL, thrown: unknown): FibimgError => {
  if (thrown instanceof FibimgError) return thrown;
  if (thrown instanceof TooLarge) {
    return new FibimgError('function_error', `${url.host} answered more than Lambda can`, {
      why: `more than ${maxBytes} bytes`,
      hint: 'is this the URL of the function? fibimg stack NAME shows it',
    });
  }
  const code = codeOf(thrown) ?? codeOf(thrown instanceof Error ? thrown.cause : undefined);
  const certificate = /CERT|SIGNATURE/.test(code ?? '');
  return new FibimgError('network', `no answer from ${url.host}`, {
    why: code === 'EPROTO' ? 'what answers there does not speak TLS' : messageOf(thrown),
    hint: certificate
      ? 'name the certificate authority to trust with --ca FILE'
      : hintFor(url, code),
    cause: thrown,
  });
};

const hintFor = (url: URL, code: string | undefined): string => {
  if (code === 'EPROTO') return `http://${url.host}`;
  return code === 'ECONNREFUSED' && isLoopback(url)
    ? 'is it running? fibimg serve starts the local Lambda'
    : 'check the URL, the network and HTTPS_PROXY';
};
