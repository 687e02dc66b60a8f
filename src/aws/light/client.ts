import { sign } from 'aws4';
import { codeOf, FibimgError, messageOf } from '../../core/error.ts';
import type { Rng } from '../../core/service/ports.ts';
import type { WholeAnswer } from '../../net/send-request.ts';
import { openConnection, type SignedRequest } from './connection.ts';
import type { Credentials } from './credentials.ts';
import { withRetries } from './retry.ts';

export interface LightClientOptions {
  readonly service: 's3' | 'dynamodb';
  readonly base: URL;
  readonly region: string;
  /** Asked at every try: they rotate. */
  readonly credentials: () => Credentials;
  readonly rng: Rng;
  /** How long a server may say nothing in the middle of a call, before the call is tried again; 5 s by default. */
  readonly silenceMs?: number;
}

/** Signs and sends requests; the caller interprets the answer. */
export interface LightClient {
  /**
   * `path` is relative to the base. A request is sent up to three times. Without any answer: a `storage` error with
   * the message `what`.
   */
  call(what: string, request: SignedRequest, signal?: AbortSignal): Promise<WholeAnswer>;
  close(): void;
}

/** One AWS service over kept-alive connections, signed with Signature Version 4. */
export const createLightClient = (options: LightClientOptions): LightClient => {
  const connection = openConnection(options.base, options.silenceMs ?? 5000);
  return {
    call: async (what, request, signal) => {
      const attempt = () => connection.send(signed(request, options), signal);
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

const signed = (request: SignedRequest, options: LightClientOptions): SignedRequest => {
  const { service, region, base } = options;
  const path = base.pathname + request.path;
  const body = asBuffer(request.body);
  const headers = {
    ...request.headers,
    Host: base.host,
    ...(body && { 'Content-Length': body.length }),
  };
  const toSign = { service, region, method: request.method, path, headers, body: body ?? '' };
  return {
    method: request.method,
    path,
    headers: sign(toSign, { ...options.credentials() }).headers ?? headers,
    body,
  };
};

const asBuffer = (body: string | Uint8Array | undefined): Buffer | undefined => {
  if (body === undefined) return undefined;
  if (typeof body === 'string') return Buffer.from(body);
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
};
