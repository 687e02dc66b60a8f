import type { Agent } from 'node:http';
import { codeOf, FibimgError, messageOf } from '../../core/error.ts';
import type { Rng } from '../../core/service/ports.ts';
import { headerOf, sendRequest, TooLarge, targetOf } from '../../net/send-request.ts';
import type { Credentials } from './credentials.ts';
import { withRetries } from './retry.ts';
import { createSigner, type SignerOptions } from './sign-request.ts';

interface WholeClientOptions extends Omit<SignerOptions, 'host'> {
  readonly base: URL;
  /** Asked at every try: they rotate. */
  readonly credentials: () => Credentials;
  readonly rng: Rng;
}

interface WholeRequest {
  readonly method: string;
  /** Relative to the base, as it goes over the wire. */
  readonly path: string;
  /** As it goes over the wire: sorted and encoded, as a signature wants it. */
  readonly query?: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Of the answer; a longer one is an `invalid_input` error. */
  readonly maxBytes?: number;
}

interface WholeServiceAnswer {
  readonly status: number;
  readonly bytes: Buffer;
  /** The text of a failure; empty for a success. */
  readonly body: string;
  header(name: string): string | undefined;
}

/** One AWS service over Node's own HTTP, for what an event needs and a request does not: bytes, headers, queries. */
export interface WholeClient {
  /** Sent up to three times. Without any answer: a `storage` error with the message `what`. */
  call(what: string, request: WholeRequest, signal?: AbortSignal): Promise<WholeServiceAnswer>;
}

const mostBytes = 2 ** 20;

/** A server that says nothing for this long is taken for gone. */
const silenceMs = 5000;

export const createWholeClient = (options: WholeClientOptions): WholeClient => {
  const { base, rng } = options;
  const sign = createSigner({ ...options, host: base.host });
  const target = targetOf(base);
  let opened: Promise<Agent> | undefined;
  const agentOf = (): Promise<Agent> => {
    opened ??= openAgent(base.protocol);
    return opened;
  };
  const attempt = async (
    what: string,
    { method, path: key, query = '', headers, body: content, maxBytes = mostBytes }: WholeRequest,
    signal: AbortSignal | undefined,
  ): Promise<WholeServiceAnswer> => {
    const path = base.pathname + key;
    const body = content === undefined ? undefined : Buffer.from(content);
    const signed = sign({ method, path, query, headers, body }, options.credentials());
    // An error may be longer than what was asked for.
    const most = Math.max(maxBytes, mostBytes);
    const whole = query === '' ? path : `${path}?${query}`;
    const call = { method, path: whole, body, maxBytes: most, signal };
    const length = body === undefined ? {} : { 'content-length': String(body.length) };
    try {
      const agent = await agentOf();
      const answer = await sendRequest(target, {
        ...call,
        agent,
        headers: { ...signed, ...length },
        onRequest: (request) => request.setTimeout(silenceMs, () => request.destroy(silent())),
      });
      const { status, body: bytes } = answer;
      if (status < 300 && bytes.length > maxBytes) throw new TooLarge(maxBytes);
      const text = status < 300 ? '' : bytes.toString();
      return { status, bytes, body: text, header: (name) => headerOf(answer, name) };
    } catch (thrown) {
      if (!(thrown instanceof TooLarge)) throw thrown;
      throw new FibimgError('invalid_input', what, { why: thrown.message });
    }
  };
  return {
    call: async (what, request, signal) => {
      // Connections that lay idle while the environment was frozen are not to be trusted.
      const onRetry = () => {
        opened = undefined;
      };
      try {
        return await withRetries(() => attempt(what, request, signal), { rng, signal, onRetry });
      } catch (thrown) {
        if (signal?.aborted) throw signal.reason;
        if (thrown instanceof FibimgError) throw thrown;
        const why = [codeOf(thrown), messageOf(thrown)].filter(Boolean).join(': ');
        throw new FibimgError('storage', what, { why, cause: thrown });
      }
    },
  };
};

const openAgent = async (protocol: string): Promise<Agent> => {
  const { Agent } = await (protocol === 'https:' ? import('node:https') : import('node:http'));
  return new Agent({ keepAlive: true });
};

const silent = (): Error => new Error('no answer in time');
