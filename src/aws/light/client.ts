import { codeOf, FibimgError, messageOf } from '../../core/error.ts';
import type { Rng } from '../../core/service/ports.ts';
import { openConnection, type SignedRequest } from './connection.ts';
import type { Credentials } from './credentials.ts';
import { withRetries } from './retry.ts';
import type { ServiceAnswer } from './server-socket.ts';
import { createSigner } from './sign-request.ts';

export interface LightClientOptions {
  readonly service: 's3' | 'dynamodb';
  readonly base: URL;
  readonly region: string;
  /** Asked at every try: they rotate. */
  readonly credentials: () => Credentials;
  readonly now: () => Date;
  readonly rng: Rng;
  /** How long a server may say nothing in the middle of a call, before the call is tried again; 5 s by default. */
  readonly silenceMs?: number;
}

interface LightRequest {
  readonly method: string;
  /** Relative to the base. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** Signs and sends requests; the caller interprets the answer. */
export interface LightClient {
  /**
   * A request is sent up to three times. Without any answer: a `storage` error with
   * the message `what`.
   */
  call(what: string, request: LightRequest, signal?: AbortSignal): Promise<ServiceAnswer>;
  close(): void;
}

/** One AWS service over kept-alive connections, signed with Signature Version 4. */
export const createLightClient = (options: LightClientOptions): LightClient => {
  const { base } = options;
  const connection = openConnection(base, options.silenceMs ?? 5000);
  const sign = createSigner({ ...options, host: base.host });
  const signed = ({ method, path: key, headers, body: content }: LightRequest): SignedRequest => {
    const path = base.pathname + key;
    const body = content === undefined ? undefined : asBuffer(content);
    const all = sign({ method, path, headers, body }, options.credentials());
    if (body !== undefined) all['content-length'] = String(body.length);
    return { method, path, headers: all, body };
  };
  return {
    call: async (what, request, signal) => {
      const attempt = () => connection.send(signed(request), signal);
      const onRetry = () => connection.dropIdle();
      try {
        return await withRetries(attempt, { rng: options.rng, signal, onRetry });
      } catch (thrown) {
        throw signal?.aborted ? thrown : noAnswer(what, thrown);
      }
    },
    close: () => connection.close(),
  };
};

const noAnswer = (what: string, cause: unknown): FibimgError => {
  if (cause instanceof FibimgError) return cause;
  const why = [codeOf(cause), messageOf(cause)].filter(Boolean).join(': ');
  return new FibimgError('storage', what, { why, cause });
};

const asBuffer = (body: string | Uint8Array): Buffer =>
  typeof body === 'string'
    ? Buffer.from(body)
    : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
