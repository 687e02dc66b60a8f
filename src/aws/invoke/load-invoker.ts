import http, { type Agent, type OutgoingHttpHeaders } from 'node:http';
import https from 'node:https';
import aws4, { type Credentials } from 'aws4';
import type { FunctionCall, FunctionInvoker, InvokeAnswer } from '../../core/invocation/invoker.ts';
import { membersOf, parseJson, stringOrNone } from '../../core/json.ts';
import { omitUndefined } from '../../core/omit-undefined.ts';
import { headerOf, sendRequest, targetOf, type WholeAnswer } from '../../net/send-request.ts';
import type { LambdaFailure } from './invoke-error.ts';
import { createInvoker, invocationTypes } from './one-invoke.ts';

interface LoadInvokerOptions {
  /** Lambda's endpoint in the region. */
  readonly endpoint: URL;
  readonly region: string;
  /** Asked at every call: they rotate. */
  readonly credentials: () => Promise<Credentials>;
  /** The most calls in flight at once. */
  readonly maxSockets: number;
  /** Connections for an address, such as through a proxy; plain ones when absent. */
  readonly agentFor?: ((url: URL) => Agent) | undefined;
  /** Of one call, the function's run included. */
  readonly timeoutMs: number;
}

/** Lambda answers no more than 6 MB. */
const maxBytes = 8 * 2 ** 20;

/**
 * Lambda's Invoke over node:http, signed by aws4, for thousands of calls. The SDK takes several times as much CPU a
 * call; under load its calls queue in this process and that shows as latency of the function.
 */
export const createLoadInvoker = (options: LoadInvokerOptions): FunctionInvoker => {
  const { endpoint, maxSockets, timeoutMs, agentFor } = options;
  const client = endpoint.protocol === 'http:' ? http : https;
  const agent = agentFor?.(endpoint) ?? new client.Agent({ keepAlive: true, maxSockets });
  const target = targetOf(endpoint);
  const send = async (request: FunctionCall, tail: boolean, signal: AbortSignal) => {
    const parts = await signedParts(request, tail, options);
    const call = { ...parts, body: request.payload, agent, maxBytes, signal };
    const answer = await sendRequest(target, call);
    if (answer.status >= 200 && answer.status < 300) return answerOf(answer);
    throw failureOf(answer);
  };
  const closeIdle = (): void => agent.destroy();
  return { ...createInvoker(send, { timeoutMs, close: closeIdle }), closeIdle };
};

const signedParts = async (
  request: FunctionCall,
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

const answerOf = (answer: WholeAnswer): InvokeAnswer => {
  const log = headerOf(answer, 'x-amz-log-result');
  return omitUndefined({
    status: answer.status,
    functionError: headerOf(answer, 'x-amz-function-error'),
    payload: answer.body,
    logTail: log && Buffer.from(log, 'base64').toString('utf8'),
    executedVersion: headerOf(answer, 'x-amz-executed-version'),
    requestId: headerOf(answer, 'x-amzn-requestid'),
  });
};

/** In the form of the SDK's exceptions, so that one function words both. */
const failureOf = (answer: WholeAnswer): Error => {
  const { status, body } = answer;
  const members = membersOf(parseJson(body.toString('utf8')));
  const message = stringOrNone(members.get('Message')) ?? stringOrNone(members.get('message'));
  const type = headerOf(answer, 'x-amzn-errortype') ?? stringOrNone(members.get('__type'));
  const facts: LambdaFailure & { readonly $fault: 'client' | 'server' } = {
    name: type?.split(':')[0]?.split('#').at(-1) ?? `status ${status}`,
    message: message ?? 'it says no more',
    Reason: stringOrNone(members.get('Reason')),
    $fault: status < 500 ? 'client' : 'server',
    $metadata: { httpStatusCode: status, requestId: headerOf(answer, 'x-amzn-requestid') },
  };
  return Object.assign(new Error(facts.message), facts);
};
