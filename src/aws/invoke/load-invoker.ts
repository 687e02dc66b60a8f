import http, { type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import https from 'node:https';
import aws4, { type Credentials } from 'aws4';
import type { InvokeAnswer, InvokeRequest, Invoker } from '../../core/invocation/invoker.ts';
import { membersOf, parseJson, stringOrNone } from '../../core/json.ts';
import { omitUndefined } from '../../core/omit-undefined.ts';
import type { LambdaFailure } from './invoke-error.ts';
import { createInvoker, invocationTypes } from './one-invoke.ts';

export interface LoadInvokerOptions {
  /** Lambda's endpoint in the region. */
  readonly endpoint: URL;
  readonly region: string;
  /** Asked at every call: they rotate. */
  readonly credentials: () => Promise<Credentials>;
  /** As many as calls that shall be under way at once. */
  readonly maxSockets: number;
  /** Of one call, the function's run included. */
  readonly timeoutMs: number;
}

/**
 * Lambda's Invoke over node:http, signed by aws4: for calls by the thousand. The SDK's own work, several times as
 * much a call, would queue in this process and read as latency of the function.
 */
export const createLoadInvoker = (options: LoadInvokerOptions): Invoker => {
  const { endpoint, maxSockets, timeoutMs } = options;
  const client = endpoint.protocol === 'http:' ? http : https;
  const agent = new client.Agent({ keepAlive: true, maxSockets });
  const send = async (request: InvokeRequest, tail: boolean, signal: AbortSignal) => {
    const { method, path, headers } = await signedParts(request, tail, options);
    return new Promise<InvokeAnswer>((resolve, reject) => {
      const outgoing = client.request(endpoint, { method, path, headers, agent, signal });
      outgoing.on('error', reject);
      outgoing.on('response', (incoming) => collect(incoming, resolve, reject));
      outgoing.end(request.payload);
    });
  };
  return createInvoker(send, { timeoutMs, close: () => agent.destroy() });
};

const signedParts = async (
  request: InvokeRequest,
  tail: boolean,
  { endpoint, region, credentials }: LoadInvokerOptions,
): Promise<{ method: string; path: string; headers: OutgoingHttpHeaders }> => {
  const { functionName, qualifier, payload } = request;
  const query = qualifier === undefined ? '' : `?Qualifier=${encodeURIComponent(qualifier)}`;
  const name = encodeURIComponent(functionName);
  const method = 'POST';
  const path = `${endpoint.pathname.replace(/\/$/, '')}/2015-03-31/functions/${name}/invocations${query}`;
  const headers = {
    Host: endpoint.host,
    'Content-Type': 'application/json',
    'Content-Length': payload.byteLength,
    'X-Amz-Invocation-Type': invocationTypes[request.mode],
    'X-Amz-Log-Type': tail ? 'Tail' : 'None',
  };
  const body = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  const parts = { service: 'lambda', region, method, path, headers, body };
  return { method, path, headers: aws4.sign(parts, await credentials()).headers ?? headers };
};

const collect = (
  incoming: IncomingMessage,
  resolve: (answer: InvokeAnswer) => void,
  reject: (error: unknown) => void,
): void => {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  incoming.on('error', reject);
  incoming.on('end', () => {
    const payload = Buffer.concat(chunks);
    const status = incoming.statusCode ?? 0;
    if (status >= 200 && status < 300) resolve(answerOf(status, incoming, payload));
    else reject(failureOf(status, incoming, payload));
  });
};

const header = ({ headers }: IncomingMessage, name: string): string | undefined =>
  stringOrNone(headers[name]);

const answerOf = (status: number, incoming: IncomingMessage, payload: Buffer): InvokeAnswer => {
  const log = header(incoming, 'x-amz-log-result');
  return omitUndefined({
    status,
    functionError: header(incoming, 'x-amz-function-error'),
    payload,
    logTail: log && Buffer.from(log, 'base64').toString('utf8'),
    executedVersion: header(incoming, 'x-amz-executed-version'),
    requestId: header(incoming, 'x-amzn-requestid'),
  });
};

/** In the form of the SDK's exceptions, so that all words for them are found in one place. */
const failureOf = (status: number, incoming: IncomingMessage, body: Buffer): Error => {
  const members = membersOf(parseJson(body.toString('utf8')));
  const message = stringOrNone(members.get('Message')) ?? stringOrNone(members.get('message'));
  const type = header(incoming, 'x-amzn-errortype') ?? stringOrNone(members.get('__type'));
  const facts: LambdaFailure & { readonly $fault: 'client' | 'server' } = {
    name: type?.split(':')[0]?.split('#').at(-1) ?? `status ${status}`,
    message: message ?? 'it says no more',
    Reason: stringOrNone(members.get('Reason')),
    $fault: status < 500 ? 'client' : 'server',
    $metadata: { httpStatusCode: status, requestId: header(incoming, 'x-amzn-requestid') },
  };
  return Object.assign(new Error(facts.message), facts);
};
