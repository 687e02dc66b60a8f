import type { Agent, ClientRequest } from 'node:http';
import type { EndpointV2 } from '@smithy/types';
import { isObject, parseJson } from '../../core/json.ts';
import { omitUndefined } from '../../core/omit-undefined.ts';
import { headerOf, sendRequest, targetOf, type WholeAnswer } from '../../net/send-request.ts';
import { maxBytes, refuseForeign } from '../client/answer-guard.ts';
import { type AwsClients, connectionTimeoutOf } from '../client/clients.ts';
import type { Credentials } from '../light/credentials.ts';
import { serviceError } from '../light/service-error.ts';
import { createSigner } from '../light/sign-request.ts';

interface DirectRequest {
  /** Such as `GetItem`. */
  readonly operation: string;
  readonly method: string;
  /** Below the address. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/** Sends one request once; rejects with what `callAws` puts into words. */
export type DirectSender = (request: DirectRequest, signal: AbortSignal) => Promise<WholeAnswer>;

/** What of an SDK client's configuration its requests are addressed and signed by. */
interface SigningConfig {
  readonly region: () => Promise<string>;
  readonly credentials: () => Promise<
    Omit<Credentials, 'sessionToken'> & { sessionToken?: string }
  >;
  readonly systemClockOffset: number;
}

interface SenderOptions {
  readonly service: 's3' | 'dynamodb';
  readonly options: AwsClients['options'];
  readonly config: SigningConfig;
  /** By the SDK's own rules; where it cannot be told, the SDK is to say why. */
  readonly endpoint: Promise<EndpointV2>;
  readonly now: () => Date;
}

/**
 * Requests to where the SDK would send them, with its credentials and through its kind of connections, but signed and
 * sent by ourselves: for calls by the thousand, of which the SDK's middleware is most of the cost. Undefined where more
 * than a plain signature is asked for.
 */
export const openDirectSender = async ({
  service,
  options,
  config,
  endpoint,
  now,
}: SenderOptions): Promise<DirectSender | undefined> => {
  const found = await endpoint.catch(() => undefined);
  if (found === undefined) return undefined;
  const schemes: readonly AuthScheme[] = found.properties?.['authSchemes'] ?? [{ name: 'sigv4' }];
  const plain = schemes[0];
  if (plain?.name !== 'sigv4' || (plain.signingName ?? service) !== service) return undefined;
  const base = found.url;
  const sign = createSigner({
    ...{ service, host: base.host, region: plain.signingRegion ?? (await config.region()) },
    now: () => new Date(now().getTime() + config.systemClockOffset),
  });
  const [agent, target, most] = [await agentOf(base, options), targetOf(base), maxBytes[service]];
  const onRequest = endSlowConnection(connectionTimeoutOf(options));
  return async ({ operation, method, path: below, headers, body }, signal) => {
    const { accessKeyId, secretAccessKey, sessionToken = '' } = await config.credentials();
    const path = `${base.pathname.replace(/\/$/, '')}/${below}`;
    const signed = sign(
      { method, path, headers, body },
      { accessKeyId, secretAccessKey, sessionToken },
    );
    const answer = await sendRequest(target, {
      ...{ method, path, body, agent, maxBytes: most, signal, onRequest },
      headers: { ...signed, ...(body && { 'content-length': body.byteLength }) },
    });
    if (answer.status >= 300) throw failureOf(answer);
    refuseForeign(service, operation, {
      ...{ statusCode: answer.status, body: answer.body },
      headers: omitUndefined({ etag: headerOf(answer, 'etag') }),
    });
    return answer;
  };
};

/** As an endpoint's rules name it. */
interface AuthScheme {
  readonly name: string;
  readonly signingName?: string;
  readonly signingRegion?: string;
}

const agentOf = async (url: URL, { agents }: AwsClients['options']): Promise<Agent> => {
  if (agents !== undefined) return (await agents())(url);
  const { Agent: Plain } = await (url.protocol === 'https:'
    ? import('node:https')
    : import('node:http'));
  return new Plain({ keepAlive: true });
};

const endSlowConnection =
  (timeoutMs: number) =>
  (request: ClientRequest): void => {
    request.once('socket', (socket) => {
      if (!socket.connecting) return;
      const timer = setTimeout(() => {
        const error = new Error(`no connection within ${timeoutMs / 1000} s`);
        request.destroy(Object.assign(error, { name: 'TimeoutError' }));
      }, timeoutMs);
      socket.once('connect', () => clearTimeout(timer));
      request.once('close', () => clearTimeout(timer));
    });
  };

/** A refusal with what an error of the SDK tells, so that it gets the same words. */
const failureOf = (answer: WholeAnswer): Error => {
  const body = answer.body.toString();
  const { code, message } = serviceError({ status: answer.status, body });
  const json = parseJson(body);
  const said = isObject(json) ? (json['message'] ?? json['Message']) : decodeEntities(message);
  const unnamed = code.startsWith('HTTP ');
  return Object.assign(
    new Error(typeof said === 'string' && said !== '' ? said : 'no reason given'),
    {
      name: unnamed && answer.status === 404 ? 'NotFound' : code,
      $metadata: {
        httpStatusCode: answer.status,
        requestId: headerOf(answer, 'x-amzn-requestid') ?? headerOf(answer, 'x-amz-request-id'),
      },
      Region: headerOf(answer, 'x-amz-bucket-region') ?? /<Region>([^<]+)</.exec(body)?.[1],
    },
  );
};

const entities: Readonly<Record<string, string>> = {
  quot: '"',
  apos: "'",
  lt: '<',
  gt: '>',
  amp: '&',
};

const decodeEntities = (text: string): string =>
  text.replace(/&(quot|apos|lt|gt|amp);/g, (_, name: string) => entities[name] ?? '');
