import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type AwsClients, createAwsClients } from '../../../src/aws/client/clients.ts';
import { findLambdaAddress } from '../../../src/aws/invoke/lambda-address.ts';
import { createLambdaInvoker } from '../../../src/aws/invoke/lambda-invoker.ts';
import { createLoadInvoker } from '../../../src/aws/invoke/load-invoker.ts';
import { FibimgError } from '../../../src/core/error.ts';
import type { FunctionCall } from '../../../src/core/invocation/invoker.ts';
import { stubAwsEnv } from '../../support/aws/aws-env.ts';
import { expectedAuthorization } from '../../support/aws/aws-signature.ts';
import {
  apiError,
  barrier,
  type InvokeScript,
  startLambdaApiServer,
} from '../../support/aws/lambda-api-server.ts';

beforeEach(() => stubAwsEnv());
afterEach(() => vi.unstubAllEnvs());

const request = (change: Partial<FunctionCall> = {}): FunctionCall => ({
  functionName: 'GetFibonacciImage',
  payload: new TextEncoder().encode('{"int":1}'),
  mode: 'request',
  logTail: true,
  ...change,
});

interface Limits {
  readonly timeoutMs: number;
  readonly maxSockets: number;
}

/** Both ways of invoking, each made as the command line makes it. */
const ways = {
  'the SDK': async (clients: AwsClients, { timeoutMs }: Limits) =>
    createLambdaInvoker({ client: await clients.lambda(), timeoutMs }),
  'node:http': async (clients: AwsClients, limits: Limits) => {
    const { config } = await clients.lambda();
    const credentials = () => config.credentials();
    return createLoadInvoker({ ...(await findLambdaAddress(clients)), credentials, ...limits });
  },
} as const;

const starter =
  (way: keyof typeof ways) =>
  async (script: InvokeScript, { timeoutMs = 5000, maxSockets = 50 } = {}) => {
    const server = await startLambdaApiServer(script);
    const clients = createAwsClients({
      region: 'eu-west-1',
      endpointUrl: server.url,
      timeoutMs,
      maxAttempts: 1,
      maxSockets,
    });
    const invoker = await ways[way](clients, { timeoutMs, maxSockets });
    return {
      server,
      invoker,
      async [Symbol.asyncDispose]() {
        await invoker.close();
        await clients.close();
        await server[Symbol.asyncDispose]();
      },
    };
  };

const failure = async (work: Promise<unknown>): Promise<FibimgError> => {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof FibimgError) return thrown;
  throw new Error(`expected a FibimgError, got ${thrown}`);
};

const names = ['the SDK', 'node:http'] as const;

describe.each(names)('invoking by %s', (way) => {
  const start = starter(way);

  it('hands the payload over and brings the answer back, digits and all', async () => {
    const digits = '1'.repeat(300);
    await using rig = await start(() => ({
      body: `{"fibonacci":${digits}}`,
      log: 'START\nREPORT',
    }));
    const answer = await rig.invoker.invoke(request({ qualifier: 'prod' }));
    expect(new TextDecoder().decode(answer.payload)).toBe(`{"fibonacci":${digits}}`);
    expect({ ...answer, payload: undefined }).toEqual({
      status: 200,
      payload: undefined,
      logTail: 'START\nREPORT',
      executedVersion: '$LATEST',
      requestId: 'request-1',
    });
    expect(rig.server.calls).toMatchObject([
      {
        functionName: 'GetFibonacciImage',
        qualifier: 'prod',
        invocationType: 'RequestResponse',
        logType: 'Tail',
        payload: '{"int":1}',
      },
    ]);
    expect(rig.server.calls[0]?.authorization).toMatch(/^AWS4-HMAC-SHA256 .*eu-west-1\/lambda/);
  });

  it("signs as AWS's own signer does, be it an ARN, a qualifier or a payload of any length", async () => {
    await using rig = await start(() => ({ body: '1' }));
    const calls = [
      request({ payload: new Uint8Array() }),
      request({ functionName: 'arn:aws:lambda:eu-west-1:123456789012:function:f' }),
      request({ qualifier: '$LATEST', payload: new TextEncoder().encode(`"${'é'.repeat(9999)}"`) }),
    ];
    for (const call of calls) await rig.invoker.invoke(call);
    for (const { url, headers, payload: body } of rig.server.calls) {
      expect(headers.authorization).toBe(
        await expectedAuthorization({ method: 'POST', url, headers, body }),
      );
    }
    expect(rig.server.calls).toHaveLength(3);
  });

  it('needs no credentials on this machine', async () => {
    stubAwsEnv({ AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined });
    await using rig = await start(() => ({}));
    await rig.invoker.invoke(request());
    expect(rig.server.calls).toHaveLength(1);
  });

  it.each([
    ['event', 202, 'Event'],
    ['dry-run', 204, 'DryRun'],
  ] as const)('invokes in mode %s', async (mode, status, invocationType) => {
    await using rig = await start(() => ({ status }));
    const answer = await rig.invoker.invoke(request({ mode }));
    expect([answer.status, answer.payload.byteLength]).toEqual([status, 0]);
    expect(Object.keys(answer)).not.toContain('logTail');
    expect(rig.server.calls).toMatchObject([{ invocationType, logType: 'None' }]);
  });

  it('takes an ARN for a name', async () => {
    await using rig = await start(() => ({}));
    const functionName = 'arn:aws:lambda:eu-west-1:123456789012:function:f:prod';
    await rig.invoker.invoke(request({ functionName }));
    expect(rig.server.calls).toMatchObject([{ functionName }]);
  });

  it('answers with the error of a function that failed', async () => {
    const body =
      '{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: x Error: Task timed out"}';
    await using rig = await start(() => ({ body, functionError: 'Unhandled' }));
    const answer = await rig.invoker.invoke(request());
    expect(answer.functionError).toBe('Unhandled');
    expect(new TextDecoder().decode(answer.payload)).toBe(body);
  });

  it('never sends a call again by itself', async () => {
    await using rig = await start(() => apiError(500, 'ServiceException', 'sorry'));
    expect(await failure(rig.invoker.invoke(request()))).toMatchObject({
      message: 'Lambda failed Invoke on function GetFibonacciImage',
    });
    expect(rig.server.calls).toHaveLength(1);
  });

  it('tells why it was throttled, in one word', async () => {
    const Reason = 'ReservedFunctionConcurrentInvocationLimitExceeded';
    await using rig = await start(() =>
      apiError(429, 'TooManyRequestsException', 'Rate Exceeded.', { Reason }),
    );
    expect(await failure(rig.invoker.invoke(request()))).toMatchObject({
      kind: 'throttled',
      message: 'Lambda throttled function GetFibonacciImage',
      why: Reason,
      hint: expect.stringContaining('reserved concurrency'),
    });
    expect(rig.server.calls).toHaveLength(1);
  });

  it.each([
    [404, 'ResourceNotFoundException', 'not_found', 'function f:prod does not exist'],
    [403, 'AccessDeniedException', 'denied', 'Lambda denied Invoke on function f:prod'],
    [403, 'ExpiredTokenException', 'credentials', 'the AWS credentials have expired'],
    [413, 'RequestTooLargeException', 'refused', 'Lambda refused to run function f'],
    [400, 'InvalidRequestContentException', 'refused', 'Lambda refused to run function f'],
    [409, 'ResourceConflictException', 'refused', 'Lambda refused to run function f'],
  ])('puts %i %s as %s', async (status, type, kind, message) => {
    await using rig = await start(() => apiError(status, type, 'because'));
    const call = request({ functionName: 'f', qualifier: 'prod' });
    const thrown = await failure(rig.invoker.invoke(call));
    expect(thrown).toMatchObject({ kind, message, hint: expect.stringMatching(/./) });
  });

  it('names the permission that is missing', async () => {
    await using rig = await start(() => apiError(403, 'AccessDeniedException', 'no'));
    const { hint } = await failure(rig.invoker.invoke(request()));
    expect(hint).toBe('these credentials need the permission lambda:InvokeFunction');
  });

  it('asks without a tail where tails are refused, once for all calls', async () => {
    await using rig = await start(({ logType }) =>
      logType === 'Tail'
        ? apiError(
            400,
            'InvalidParameterValueException',
            'Tail logs are not supported for functions',
          )
        : { body: '1' },
    );
    await rig.invoker.invoke(request());
    const answer = await rig.invoker.invoke(request());
    expect(Object.keys(answer)).not.toContain('logTail');
    expect(rig.server.calls.map(({ logType }) => logType)).toEqual(['Tail', 'None', 'None']);
  });

  it('gives up after its time-out', async () => {
    await using rig = await start(() => 'hang', { timeoutMs: 100 });
    const thrown = await failure(rig.invoker.invoke(request()));
    expect(thrown).toMatchObject({ kind: 'timeout' });
    expect(rig.server.calls).toHaveLength(1);
  });

  it.each(['reset', 'cut'] as const)('knows a connection that was %s', async (how) => {
    await using rig = await start(() => how);
    expect(await failure(rig.invoker.invoke(request()))).toMatchObject({ kind: 'network' });
    expect(rig.server.calls).toHaveLength(1);
  });

  it('knows a port where nobody listens', async () => {
    const rig = await start(() => ({}));
    await rig.server[Symbol.asyncDispose]();
    expect(await failure(rig.invoker.invoke(request()))).toMatchObject({ kind: 'network' });
    await rig.invoker.close();
  });

  it('stops when its caller does', async () => {
    await using rig = await start(() => 'hang');
    const stop = new AbortController();
    const work = rig.invoker.invoke(request(), stop.signal);
    await vi.waitFor(() => expect(rig.server.calls).toHaveLength(1));
    const reason = new Error('interrupted');
    stop.abort(reason);
    await expect(work).rejects.toBe(reason);
  });

  it('has as many calls under way as it has sockets', async () => {
    await using rig = await start(barrier(120, { body: '1' }), { maxSockets: 120 });
    await Promise.all(Array.from({ length: 120 }, () => rig.invoker.invoke(request())));
    expect(rig.server.mostOpen()).toBe(120);
  });
});

describe('findLambdaAddress', () => {
  it.each([
    ['eu-west-1', 'https://lambda.eu-west-1.amazonaws.com/'],
    ['cn-north-1', 'https://lambda.cn-north-1.amazonaws.com.cn/'],
  ])("takes the SDK's rules for %s", async (region, href) => {
    const clients = createAwsClients({ region, timeoutMs: 5000 });
    const { endpoint } = await findLambdaAddress(clients);
    expect(endpoint.href).toBe(href);
    await clients.close();
  });

  it('says when no region is known', async () => {
    stubAwsEnv({ AWS_REGION: undefined });
    const clients = createAwsClients({ timeoutMs: 5000 });
    expect(await failure(findLambdaAddress(clients))).toMatchObject({ kind: 'config' });
    await clients.close();
  });
});
