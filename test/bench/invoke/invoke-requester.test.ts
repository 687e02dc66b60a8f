import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAwsClients } from '../../../src/aws/client/clients.ts';
import { createLambdaInvoker } from '../../../src/aws/invoke/lambda-invoker.ts';
import type { Sample } from '../../../src/bench/engine/sample.ts';
import { createInvokeRequester } from '../../../src/bench/invoke/invoke-requester.ts';
import type { Clock, Rng } from '../../../src/core/service/ports.ts';
import { responseBody } from '../../../src/core/service/response.ts';
import { sleep } from '../../../src/core/sleep.ts';
import { stubAwsEnv } from '../../support/aws/aws-env.ts';
import {
  apiError,
  type InvokeReply,
  type InvokeScript,
  startLambdaApiServer,
} from '../../support/aws/lambda-api-server.ts';

const clock: Clock = { now: () => new Date('2026-01-01T10:00:00Z'), elapsedMs: () => 0 };
const rng: Rng = { below: () => 0, uuid: () => '8f5c4f8e-0000-4000-8000-000000000000' };

const start = async (script: InvokeScript, timeoutMs = 5000) => {
  const server = await startLambdaApiServer(script);
  const clients = createAwsClients({
    region: 'eu-west-1',
    endpointUrl: server.url,
    timeoutMs,
    maxAttempts: 1,
    maxSockets: 10,
  });
  const requester = createInvokeRequester({
    invoker: createLambdaInvoker({ client: await clients.lambda(), timeoutMs }),
    functionName: 'GetFibonacciImage',
    qualifier: 'live',
    headers: { 'x-own': '1' },
    check: true,
    clock,
    rng,
    nowUs: () => performance.now() * 1000,
  });
  const send = (pixels?: number): Promise<Sample> =>
    new Promise((resolve) => requester.send({ pixels }, 17, resolve));
  return {
    server,
    requester,
    send,
    async [Symbol.asyncDispose]() {
      await requester.close();
      await server[Symbol.asyncDispose]();
    },
  };
};

const bodyFor = (pixels: number): string =>
  responseBody({
    context: {
      awsRequestId: 'r',
      deadlineMs: 1,
      invokedFunctionArn: 'arn',
      traceId: 'Root=1-0-0',
    },
    now: clock.now(),
    pixels,
    metadata: {
      originalUrl: 'o',
      redirectedUrl: 'r',
      imageLocation: 'i',
      contentDisposition: null,
      contentType: null,
      created: '2026-01-01 09:00:00',
    },
  });

const reportLine = (more: string): string =>
  `START RequestId: r\nREPORT RequestId: r\tDuration: 12.50 ms\tBilled Duration: 13 ms\tMemory Size: 128 MB\tMax Memory Used: 60 MB\t${more}\n`;

const httpReply = (statusCode: number, body: string, log = ''): InvokeReply => ({
  body: JSON.stringify({ statusCode, body, headers: { 'X-Fibimg-Environment': 'e1' } }),
  log,
});

beforeEach(() => stubAwsEnv());
afterEach(() => vi.unstubAllEnvs());

describe('the invoke requester', () => {
  it('sends the event of the URL and asks for the log', async () => {
    await using rig = await start(() => httpReply(200, bodyFor(5)));
    await rig.send(5);
    await rig.send();
    const [call, other] = rig.server.calls;
    expect(call).toMatchObject({
      functionName: 'GetFibonacciImage',
      qualifier: 'live',
      invocationType: 'RequestResponse',
      logType: 'Tail',
    });
    expect(JSON.parse(call?.payload ?? '')).toMatchObject({
      version: '2.0',
      rawQueryString: 'int=5',
      queryStringParameters: { int: '5' },
      headers: { 'x-own': '1' },
      requestContext: { http: { method: 'GET' }, requestId: rng.uuid() },
    });
    expect(JSON.parse(other?.payload ?? '')).not.toHaveProperty('queryStringParameters');
  });

  it('adds to what is billed what restoring a snapshot is', async () => {
    const restored = 'Restore Duration: 9.20 ms\tBilled Restore Duration: 4 ms\t';
    await using rig = await start(async () => httpReply(200, bodyFor(5), reportLine(restored)));
    expect(await rig.send(5)).toMatchObject({ functionDurationMs: 12.5, billedDurationMs: 17 });
  });

  it('reads durations and a cold start from the REPORT line, and leaves out what it lacks', async () => {
    await using rig = await start(async (_call, index) => {
      // Whoever waits less than that has not waited for the init.
      if (index === 0) await sleep(120);
      const report = reportLine(index === 0 ? 'Init Duration: 99.1 ms\t' : '');
      return httpReply(200, bodyFor(5), index < 2 ? report : '');
    });
    const samples = [await rig.send(5), await rig.send(5), await rig.send(5)];
    expect(samples[0]).toMatchObject({
      class: 'ok',
      status: 200,
      start: 'cold',
      outcome: 'stored',
      intendedUs: 17,
      pixels: 5,
      environmentId: 'e1',
      initDurationMs: 99.1,
      functionDurationMs: 12.5,
      billedDurationMs: 13,
    });
    expect(samples[0]?.bytesSent).toBe(rig.server.calls[0]?.payload.length);
    expect(samples[1]).toMatchObject({ start: 'warm', functionDurationMs: 12.5 });
    expect(samples[1]).not.toHaveProperty('initDurationMs');
    expect(samples[2]).toMatchObject({ class: 'ok', start: 'unknown' });
    expect(samples[2]).not.toHaveProperty('functionDurationMs');
  });

  it.each<[string, InvokeReply, string, string]>([
    [
      'a crash',
      { body: '{"errorType":"Runtime.ExitError"}', functionError: 'Unhandled' },
      'function_error',
      'Runtime.ExitError',
    ],
    [
      'a crash without words',
      { body: 'null', functionError: 'Unhandled' },
      'function_error',
      'Unhandled',
    ],
    [
      'an error of the service',
      httpReply(502, '{"error":{"code":"origin","message":"m"}}'),
      'http_error',
      'origin',
    ],
    ['another status', httpReply(429, ''), 'http_error', '429'],
    ['another body', httpReply(200, bodyFor(6)), 'wrong_answer', 'wrong_int'],
    ['a payload that is no HTTP answer', { body: '"pong"' }, 'wrong_answer', 'not_json'],
    [
      'a throttle',
      apiError(429, 'TooManyRequestsException', 'm', { Reason: 'CallerRateLimitExceeded' }),
      'throttled',
      'CallerRateLimitExceeded',
    ],
    [
      'a missing function',
      apiError(404, 'ResourceNotFoundException', 'm'),
      'http_error',
      'not_found',
    ],
    ['a refusal', apiError(403, 'AccessDeniedException', 'm'), 'http_error', 'denied'],
  ])('puts %s into its class', async (_name, reply, name, errorCode) => {
    await using rig = await start(() => reply);
    expect(await rig.send(5)).toMatchObject({ class: name, errorCode });
    expect(rig.server.calls).toHaveLength(1);
  });

  it.each([
    [403, 'AccessDeniedException', 'denied'],
    [404, 'ResourceNotFoundException', 'not_found'],
    [413, 'RequestTooLargeException', 'refused'],
    [429, 'TooManyRequestsException', 'TooManyRequestsException'],
    [500, 'ServiceException', 'storage'],
  ])(
    'records the status of a refusal, for it was sent and answered: %i',
    async (status, type, errorCode) => {
      await using rig = await start(() => apiError(status, type, 'm'));
      expect(await rig.send(5)).toMatchObject({ status, errorCode });
    },
  );

  it('keeps resets, time-outs and what it is told to end apart', async () => {
    await using rig = await start((_call, index) => (index === 0 ? 'reset' : 'hang'), 300);
    expect(await rig.send(5)).toMatchObject({ class: 'network_error', errorCode: 'ECONNRESET' });
    const late = await rig.send(5);
    expect(late.class).toBe('timeout');
    expect(late.endedUs - late.startedUs).toBeGreaterThanOrEqual(299_000);
    const pending = [rig.send(5), rig.send(5)];
    await expect.poll(() => rig.server.calls.length).toBe(4);
    rig.requester.abort();
    const classes = (await Promise.all(pending)).map((sample) => sample.class);
    expect(classes).toEqual(['interrupted', 'interrupted']);
  });
});
