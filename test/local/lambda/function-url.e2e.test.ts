import { describe, expect, it } from 'vitest';
import { serverTimesIn } from '../../../src/core/invocation/evidence-headers.ts';
import { useLocalLambda } from './local-lambda-fixture.ts';
import { toldIn } from './told.ts';

const start = useLocalLambda();

describe('the function URL', () => {
  it('hands the request over as an event, with the context of an invocation', async () => {
    const { url, functionName } = await start({ memoryMb: 512, timeoutMs: 9000 });
    const response = await fetch(`${url}/a/b?x=1&x=2`, { headers: { cookie: 'a=1; b=2' } });
    const told = await toldIn(response);
    const requestId = response.headers.get('x-amzn-requestid');
    expect(told).toMatchObject({
      event: {
        version: '2.0',
        rawPath: '/a/b',
        rawQueryString: 'x=1&x=2',
        queryStringParameters: { x: '1,2' },
        cookies: ['a=1', 'b=2'],
        requestContext: { http: { method: 'GET', sourceIp: '127.0.0.1' }, requestId },
        isBase64Encoded: false,
      },
      context: {
        awsRequestId: requestId,
        functionName,
        functionVersion: '$LATEST',
        memoryLimitInMB: '512',
        invokedFunctionArn: `arn:aws:lambda:local:000000000000:function:${functionName}`,
      },
      traceId: response.headers.get('x-amzn-trace-id'),
      variables: { BucketName: 'local-bucket', AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512' },
    });
    expect(told.traceId).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
    expect(told.context.remainingMs).toBeGreaterThan(5000);
    expect(told.context.remainingMs).toBeLessThanOrEqual(9000);
  });

  it('keeps the environment clean of what the parent has', async () => {
    const { ask } = await start();
    const { variables } = await toldIn(await ask('echo'));
    expect(Object.keys(variables).filter((name) => /^(PATH|HOME|VITEST|NODE_)/.test(name))).toEqual(
      [],
    );
  });

  it.each([
    [
      'a response',
      { statusCode: 201, headers: { 'X-A': 'b' }, cookies: ['c=1'], body: 'made' },
      201,
      'made',
    ],
    ['base64', { statusCode: 200, body: 'aGk=', isBase64Encoded: true }, 200, 'hi'],
    ['any other JSON', { a: [1] }, 200, '{"a":[1]}'],
    ['text', 'hello', 200, '"hello"'],
    ['null', null, 200, 'null'],
    ['a status that is none', { statusCode: 'many' }, 502, 'Internal Server Error'],
    ['a body that is no text', { statusCode: 200, body: {} }, 502, 'Internal Server Error'],
  ])('turns %s into what the client gets', async (_, value, status, body) => {
    const { url } = await start();
    const response = await fetch(`${url}/?do=answer`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(value),
    });
    expect([response.status, await response.text()]).toEqual([status, body]);
  });

  it('answers 502 to a function that fails in any way, and lives on', async () => {
    const { ask, stats } = await start({ timeoutMs: 1500 });
    for (const behaviour of ['throw', 'crash', 'kill', 'exit&code=3', 'sleep&ms=60000']) {
      const response = await ask(behaviour);
      expect([behaviour, response.status]).toEqual([behaviour, 502]);
      expect(await response.text()).toBe('Internal Server Error');
    }
    const recovered = await ask('echo');
    expect(recovered.status).toBe(200);
    expect(recovered.headers.get('server-timing')).toContain('fibimg-init;dur=');
    expect(stats()).toMatchObject({ invocations: 6, functionErrors: 5, throttled: 0 });
  });

  it("tells its own queue from the function's time", async () => {
    const { ask } = await start();
    await ask('echo');
    const beganMs = performance.now();
    const response = await ask('sleep&ms=200');
    const tookMs = performance.now() - beganMs;
    const times = serverTimesIn(new Map(response.headers));
    expect(times).not.toHaveProperty('initMs');
    const { handlerMs = 0, queueMs = 0 } = times ?? {};
    expect(handlerMs).toBeGreaterThan(199);
    expect(queueMs).toBeGreaterThan(0);
    expect(handlerMs + queueMs).toBeLessThanOrEqual(tookMs);
  });

  it('refuses a body of 7 MB with 413 and lives on', async () => {
    const { url, ask, stats } = await start();
    const response = await fetch(url, { method: 'POST', body: Buffer.alloc(7 * 2 ** 20) });
    expect(response.status).toBe(413);
    expect((await ask('echo')).status).toBe(200);
    expect(stats().invocations).toBe(1);
  });

  it('takes a body of 6 MB', async () => {
    const { url } = await start();
    const body = JSON.stringify('x'.repeat(4 * 2 ** 20));
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}/?do=answer`, { method: 'POST', headers, body });
    expect([response.status, (await response.text()).length]).toEqual([200, body.length]);
  });
});
