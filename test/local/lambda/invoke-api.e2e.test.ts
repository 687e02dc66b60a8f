import { InvokeCommand, type InvokeCommandInput, LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type TestLambda, useLocalLambda } from './local-lambda-fixture.ts';

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

const start = useLocalLambda();

const invoker = ({ invokeEndpoint, functionName }: TestLambda) => {
  const client = new LambdaClient({
    endpoint: invokeEndpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  });
  onTestFinished(() => client.destroy());
  return async (event: object, input: Partial<InvokeCommandInput> = {}) => {
    const Payload = JSON.stringify(event);
    const answer = await client.send(
      new InvokeCommand({ FunctionName: functionName, Payload, ...input }),
    );
    const text = answer.Payload?.transformToString() ?? '';
    const log = Buffer.from(answer.LogResult ?? '', 'base64').toString();
    return { ...answer, json: text === '' ? undefined : JSON.parse(text), log };
  };
};

it('operations that are not played are refused and start nothing', async () => {
  const { url, stats } = await start();
  for (const path of ['/2021-10-31/functions/f/url', '/2016-08-19/account-settings/']) {
    expect((await fetch(url + path)).status).toBe(404);
  }
  expect(stats().invocations).toBe(0);
});

describe('a function error', () => {
  it('thrown by the handler', async () => {
    const invoke = invoker(await start());
    expect(await invoke({ do: 'throw' }, { LogType: 'Tail' })).toMatchObject({
      StatusCode: 200,
      FunctionError: 'Unhandled',
      json: {
        errorType: 'TypeError',
        errorMessage: 'it broke',
        trace: expect.arrayContaining(['TypeError: it broke']),
      },
      log: expect.stringContaining('\tStatus: error\t'),
    });
  });

  it('a time-out', async () => {
    const invoke = invoker(await start({ timeoutMs: 300 }));
    const answer = await invoke({ do: 'sleep', ms: 60_000 }, { LogType: 'Tail' });
    expect(answer).toMatchObject({
      FunctionError: 'Unhandled',
      json: {
        errorType: 'Sandbox.Timedout',
        errorMessage: `RequestId: ${answer.$metadata.requestId} Error: Task timed out after 0.30 seconds`,
      },
    });
    expect(answer.log).toMatch(/\tDuration: 300\.00 ms\t.*\tStatus: timeout\t\n$/);
  });

  it.each([
    ['exit', { do: 'exit', code: 7 }, 'exit status 7'],
    ['a signal', { do: 'kill' }, 'signal: SIGKILL'],
    ['an exception outside', { do: 'crash' }, 'exit status 1'],
  ])('the end of the process: %s', async (_, event, reason) => {
    const invoke = invoker(await start());
    const answer = await invoke(event, { LogType: 'Tail' });
    expect(answer).toMatchObject({
      FunctionError: 'Unhandled',
      json: {
        errorType: 'Runtime.ExitError',
        errorMessage: `RequestId: ${answer.$metadata.requestId} Error: Runtime exited with error: ${reason}`,
      },
    });
    if (event.do === 'crash') expect(answer.log).toContain('Error: out of the loop');
  });

  it('an answer over 6 MB', async () => {
    const invoke = invoker(await start());
    expect(await invoke({ do: 'large', bytes: 7 * 2 ** 20 })).toMatchObject({
      FunctionError: 'Unhandled',
      json: { errorType: 'Function.ResponseSizeTooLarge' },
    });
  });
});

describe('an invocation', () => {
  it('of no value answers null', async () => {
    const invoke = invoker(await start());
    expect((await invoke({ do: 'nothing' })).json).toBeNull();
  });

  it('carries the client context', async () => {
    const invoke = invoker(await start());
    const ClientContext = Buffer.from('{"custom":{"a":1}}').toString('base64');
    const { json } = await invoke({ do: 'echo' }, { ClientContext });
    expect(json.context.clientContext).toEqual({ custom: { a: 1 } });
  });

  it.each([
    'arn:aws:lambda:local:000000000000:function:GetFibonacciImage',
    '000000000000:function:GetFibonacciImage',
    'GetFibonacciImage:$LATEST',
  ])('is addressed as %s', async (FunctionName) => {
    const invoke = invoker(await start());
    expect((await invoke({ do: 'nothing' }, { FunctionName })).StatusCode).toBe(200);
  });

  it('shows what the handler wrote in its log, in order, and the last 4 KB of a long one', async () => {
    const lambda = await start();
    const invoke = invoker(lambda);
    const { log, $metadata } = await invoke({ do: 'log', text: 'first' }, { LogType: 'Tail' });
    expect(log.split('\n').slice(0, 4)).toEqual([
      `START RequestId: ${$metadata.requestId} Version: $LATEST`,
      'first',
      'to stderr',
      `END RequestId: ${$metadata.requestId}`,
    ]);
    expect(lambda.logs).toEqual([log]);
    const long = await invoke({ do: 'log', text: 'x'.repeat(9000) }, { LogType: 'Tail' });
    expect(Buffer.byteLength(long.log)).toBe(4096);
    expect(long.log).toContain('REPORT RequestId: ');
  });

  it('bills the initialisation with the first duration', async () => {
    const invoke = invoker(await start());
    const { log } = await invoke({ do: 'sleep', ms: 5 }, { LogType: 'Tail' });
    const [, duration, billed, init] =
      /\tDuration: ([\d.]+) ms\tBilled Duration: (\d+) ms.*\tInit Duration: ([\d.]+) ms/.exec(
        log,
      ) ?? [];
    expect(Math.abs(Number(billed) - (Number(duration) + Number(init)))).toBeLessThanOrEqual(1);
  });

  it('is refused with its reason when all environments are busy', async () => {
    const lambda = await start({ concurrency: 1 });
    const invoke = invoker(lambda);
    const running = invoke({ do: 'sleep', ms: 400 });
    await expect.poll(() => lambda.stats().environments.busy).toBe(1);
    await expect(invoke({ do: 'nothing' })).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      Reason: 'ConcurrentInvocationLimitExceeded',
      $metadata: { httpStatusCode: 429 },
    });
    await running;
    expect(lambda.stats().throttled).toBe(1);
  });
});

describe('an asynchronous invocation', () => {
  const event = { InvocationType: 'Event' } as const;

  it('that fails is tried three times in all, under one request id', async () => {
    const lambda = await start({ delivery: { retryDelayMs: 20 } });
    const { StatusCode, $metadata } = await invoker(lambda)({ do: 'throw' }, event);
    expect(StatusCode).toBe(202);
    await expect.poll(() => lambda.stats().functionErrors).toBe(3);
    await lambda.close();
    expect(lambda.stats().invocations).toBe(3);
    expect(new Set(lambda.logs.map((log) => /^START RequestId: (\S+)/.exec(log)?.[1]))).toEqual(
      new Set([$metadata.requestId]),
    );
  });

  it('that succeeds runs once', async () => {
    const lambda = await start({ delivery: { retryDelayMs: 1 } });
    await invoker(lambda)({ do: 'nothing' }, event);
    await expect.poll(() => lambda.logs.length).toBe(1);
    expect(await lambda.close()).toBe(0);
    expect(lambda.stats().invocations).toBe(1);
  });

  it('waits for an environment, and what still waits at the end is counted', async () => {
    const lambda = await start({ concurrency: 1 });
    const invoke = invoker(lambda);
    const running = invoke({ do: 'sleep', ms: 300 });
    await expect.poll(() => lambda.stats().environments.busy).toBe(1);
    await invoke({ do: 'nothing' }, event);
    await running;
    await expect.poll(() => lambda.logs.length).toBe(2);
    await invoke({ do: 'throw' }, event);
    await expect.poll(() => lambda.stats().functionErrors).toBe(1);
    expect(await lambda.close()).toBe(1);
  });
});

it.each([
  ['GET', '/2015-03-31/functions/'],
  ['POST', '/2015-03-31/functions/%zz/invocations'],
  ['GET', '/2015-03-31/functions/GetFibonacciImage/invocations'],
])('knows no %s %s', async (method, path) => {
  const { url } = await start();
  const response = await fetch(url + path, { method });
  expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([
    404,
    'UnknownOperationException',
  ]);
});
