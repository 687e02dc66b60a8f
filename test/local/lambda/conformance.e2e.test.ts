/**
 * What holds for the function behind Lambda's API, whoever plays Lambda. By default that is the local one; with
 * FIBIMG_CONFORMANCE_FUNCTION=NAME it is a deployed function, reached as the SDK finds it (AWS_PROFILE, AWS_REGION,
 * AWS_ENDPOINT_URL_LAMBDA...).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvokeCommand, type InvokeCommandInput, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../../scripts/build-lambda.mjs';
import { fibonacci } from '../../../src/core/service/fibonacci.ts';
import { startLocalLambda } from '../../../src/local/lambda/start-local-lambda.ts';
import { createGeneratedOrigin } from '../../../src/origin/generated.ts';
import { createMemoryStore } from '../../support/cli/memory-store.ts';
import { buildBootstrap } from '../environment/build-bootstrap.ts';
import { testClock } from '../store/store-values.ts';
import { testRng } from './test-rng.ts';

const deployed = process.env['FIBIMG_CONFORMANCE_FUNCTION'];
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

const connect = async () => {
  if (deployed) {
    return { client: new LambdaClient({ maxAttempts: 1 }), name: deployed, end: async () => {} };
  }
  const dir = mkdtempSync(join(tmpdir(), 'fibimg-test-'));
  const outfile = join(dir, 'index.mjs');
  await bundle({ entry: 'src/lambda/handler.ts', outfile });
  const lambda = await startLocalLambda({
    bootstrap: await buildBootstrap(dir),
    bundle: outfile,
    store: createMemoryStore(),
    origin: createGeneratedOrigin(),
    clock: testClock,
    rng: testRng,
    cpuCount: 2,
  });
  const { invokeEndpoint: endpoint, functionName: name } = lambda;
  const client = new LambdaClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  const end = async (): Promise<void> => {
    await lambda.close();
    rmSync(dir, { recursive: true });
  };
  return { client, name, end };
};

let target: Awaited<ReturnType<typeof connect>>;
beforeAll(async () => {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  target = await connect();
});
afterAll(async () => {
  target.client.destroy();
  await target.end();
});

const invoke = (input: Partial<InvokeCommandInput> = {}) =>
  target.client.send(new InvokeCommand({ FunctionName: target.name, ...input }));

const eventOf = (int?: string) =>
  JSON.stringify({
    version: '2.0',
    rawPath: '/',
    rawQueryString: int === undefined ? '' : `int=${int}`,
    ...(int !== undefined && { queryStringParameters: { int } }),
    requestContext: { http: { method: 'GET', path: '/' } },
  });

describe(`Invoke on ${deployed ?? 'the local Lambda'}`, () => {
  it('answers an event with the contract', async () => {
    const answer = await invoke({ Payload: eventOf('400') });
    expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
    expect(answer.FunctionError).toBeUndefined();
    expect(answer.LogResult).toBeUndefined();
    const response = JSON.parse(answer.Payload?.transformToString() ?? '');
    expect(response.statusCode).toBe(200);
    expect(response.body).toContain(`"fibonacci":${fibonacci(400)},`);
    const { context, int } = JSON.parse(response.body);
    expect(int).toBe(400);
    expect(context.awsRequestId).toBe(answer.$metadata.requestId);
    expect(context.invokedFunctionArn).toContain(`:function:${target.name}`);
  });

  it('answers bad input with a 400 in the payload', async () => {
    const answer = await invoke({ Payload: eventOf('5001') });
    expect(answer.FunctionError).toBeUndefined();
    expect(JSON.parse(answer.Payload?.transformToString() ?? '')).toMatchObject({
      statusCode: 400,
    });
  });

  it('shows the end of the log when it is asked for', async () => {
    const { LogResult = '', $metadata } = await invoke({
      LogType: 'Tail',
      Payload: eventOf('401'),
    });
    const log = Buffer.from(LogResult, 'base64').toString();
    expect(log).toContain(`REPORT RequestId: ${$metadata.requestId}\tDuration: `);
    const [, duration, billed] = /Duration: ([\d.]+) ms\tBilled Duration: (\d+) ms/.exec(log) ?? [];
    expect(Number(billed)).toBeGreaterThanOrEqual(Number(duration));
    expect(log).toMatch(/\tMemory Size: \d+ MB\tMax Memory Used: \d+ MB\t/);
  });

  it('accepts an asynchronous invocation, and checks a dry run, without an answer', async () => {
    expect(await invoke({ InvocationType: 'Event', Payload: eventOf('400') })).toMatchObject({
      StatusCode: 202,
    });
    expect(await invoke({ InvocationType: 'DryRun' })).toMatchObject({ StatusCode: 204 });
  });

  it('takes $LATEST as a qualifier, and knows no version 999', async () => {
    expect(await invoke({ Qualifier: '$LATEST', Payload: '{"operation":"ping"}' })).toMatchObject({
      ExecutedVersion: '$LATEST',
    });
    await expect(invoke({ Qualifier: '999' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it.each([
    [
      'a function that is not there',
      { FunctionName: 'no-such-function' },
      404,
      'ResourceNotFoundException',
    ],
    ['a payload that is not JSON', { Payload: '{"int":' }, 400, 'InvalidRequestContentException'],
    ['7 MB', { Payload: JSON.stringify('x'.repeat(7 * 2 ** 20)) }, 413, 'RequestTooLargeException'],
    [
      '2 MB asynchronously',
      { InvocationType: 'Event' as const, Payload: JSON.stringify('x'.repeat(2 * 2 ** 20)) },
      413,
      'RequestTooLargeException',
    ],
  ])('refuses %s', async (_, input, status, name) => {
    await expect(invoke(input)).rejects.toMatchObject({
      name,
      $metadata: { httpStatusCode: status },
    });
  });
});
