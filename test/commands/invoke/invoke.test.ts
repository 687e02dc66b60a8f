import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createServices } from '../../../src/cli/wiring/wiring.ts';
import { invokeCommand } from '../../../src/commands/invoke/invoke.ts';
import { fibonacci } from '../../../src/core/service/fibonacci.ts';
import type { ResolvedStack } from '../../../src/core/stack/stack.ts';
import { stubAwsEnv } from '../../support/aws/aws-env.ts';
import {
  apiError,
  barrier,
  type InvokeScript,
  startLambdaApiServer,
} from '../../support/aws/lambda-api-server.ts';
import { type InProcessOptions, runFibimg, temporaryFolder } from '../../support/cli/run-fibimg.ts';
import { schemaErrors } from '../../support/cli/schema.ts';
import { createTestIo } from '../../support/cli/test-io.ts';
import { serviceBody as body } from '../../support/load/service-body.ts';

beforeEach(() => stubAwsEnv());
afterEach(() => vi.unstubAllEnvs());

const http = (status: number, text: string, headers: object = {}): string =>
  JSON.stringify({ statusCode: status, headers, body: text });
const log = (...more: string[]) =>
  `START RequestId: r\nhello\nEND RequestId: r\nREPORT RequestId: r\t${[
    'Duration: 100.00 ms',
    'Billed Duration: 100 ms',
    'Memory Size: 1024 MB',
    'Max Memory Used: 71 MB',
    ...more,
  ].join('\t')}\t\n`;
const coldLog = log('Init Duration: 0.50 ms');

const start = async (script: InvokeScript, architecture?: string) => {
  const server = await startLambdaApiServer(script, architecture);
  onTestFinished(() => server[Symbol.asyncDispose]());
  const invoke = (argv: readonly string[], options: InProcessOptions = {}) =>
    runFibimg(['invoke', '--function', 'f', '--endpoint-url', server.url, ...argv], options);
  return { server, invoke };
};

describe('invoke --int', () => {
  it('sends the event of a function URL and prints a card, its costs on standard error', async () => {
    const headers = { 'X-Fibimg-Outcome': 'fetched', 'x-fibimg-environment': 'e1' };
    const rig = await start(() => ({ body: http(200, body(400), headers), log: coldLog }), 'arm64');
    const { code, out, err } = await rig.invoke(['--int', '400']);
    expect(code).toBe(0);
    expect(JSON.parse(rig.server.calls[0]?.payload ?? '')).toMatchObject({
      version: '2.0',
      rawQueryString: 'int=400',
      queryStringParameters: { int: '400' },
      requestContext: { http: { method: 'GET' } },
    });
    expect(out).toContain('F(400)      17602368064501396');
    expect(out).toContain('84 digits');
    expect(out).toContain('outcome     fetched');
    expect(out).toContain('lives in    e1');
    expect(err).toBe(
      'cold start: 1.00 ms at the client; init 500 µs ahead of the call, duration 100 ms, billed 100 ms; 71 of 1024 MB; $0.00000153 (arm64 in eu-west-1, prices of 2026-11-21)\n',
    );
  });

  it('prints the body unchanged with --json, every digit, and nothing else', async () => {
    const rig = await start(() => ({ body: http(200, body(5000)), log: log() }));
    const { code, out, err } = await rig.invoke(['--int', '5000', '--json']);
    expect([code, out, err]).toEqual([0, `${body(5000)}\n`, '']);
    expect(out).toContain(`"fibonacci":${fibonacci(5000)},`);
  });

  it('tells costs beside --json with --verbose', async () => {
    const rig = await start(() => ({ body: http(200, body(7)), log: log() }));
    const { err } = await rig.invoke(['--int', '7', '--json', '--verbose']);
    expect(err).toContain('warm: 1.00 ms at the client; duration 100 ms, billed 100 ms');
  });

  it('decodes a body in base64', async () => {
    const payload = JSON.stringify({
      statusCode: 200,
      isBase64Encoded: true,
      body: Buffer.from(body(7)).toString('base64'),
    });
    const rig = await start(() => ({ body: payload }));
    expect((await rig.invoke(['--json', '--int', '7'])).out).toBe(`${body(7)}\n`);
  });

  it('says when the architecture, or all of the REPORT, is not known', async () => {
    const logs = [log(), undefined];
    const rig = await start((_, index) => ({
      body: http(200, body(7)),
      ...(logs[index] === undefined ? {} : { log: logs[index] }),
    }));
    expect((await rig.invoke(['--int', '7'])).err).toContain('(if x86_64 in eu-west-1,');
    expect((await rig.invoke(['--int', '7'])).err).toBe(
      'start unknown: 1.00 ms at the client; the log has no REPORT of it\n',
    );
  });

  it("takes the service's own word where the log proves nothing", async () => {
    const headers = { 'x-fibimg-cold-start': 'true' };
    const rig = await start(() => ({ body: http(200, body(7), headers) }));
    expect((await rig.invoke(['--int', '7'])).err).toContain('cold start: 1.00 ms at the client');
  });

  it('prices by --arch and --prices', async () => {
    const folder = await temporaryFolder();
    const prices = join(folder, 'prices.json');
    await writeFile(prices, '{"asOf":"2001-02-03","lambda":{"usdPerMillionRequests":1000000}}');
    const rig = await start(() => ({ body: http(200, body(7)), log: log() }));
    const { err } = await rig.invoke(['--int', '7', '--arch', 'arm64', '--prices', prices]);
    expect(err).toContain('$1.00 (arm64 in eu-west-1, prices of 2001-02-03)');
  });

  it('refuses an answer that is not the one asked for', async () => {
    const rig = await start(() => ({ body: http(200, body(8)), log: log() }));
    const { code, out, err } = await rig.invoke(['--int', '7']);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain("fibimg invoke: the answer is not the service's");
    expect(err).toContain('int is 8, but 7 was asked for');
  });

  it("passes on the service's own error", async () => {
    const error = '{"error":{"code":"origin","message":"picsum.photos answered 500"}}';
    const rig = await start(() => ({ body: http(502, error), log: log() }));
    const { code, out, err } = await rig.invoke(['--int', '7', '--json']);
    expect([code, out]).toEqual([1, '']);
    expect(JSON.parse(err)).toEqual({
      error: {
        kind: 'function_error',
        message: 'f answered 502',
        why: 'origin: picsum.photos answered 500',
      },
    });
  });
});

describe('invoke with another payload', () => {
  it.each([
    ['--payload', '{"a": 1}', '{"a": 1}', {}],
    ['--payload', '-', '[1,2]', { stdin: '[1,2]' }],
    ['--operation', 'ping', '{"operation":"ping"}', {}],
  ])('%s %s', async (flag, value, sent, options) => {
    const rig = await start(() => ({ body: '"pong"' }));
    const { code, out } = await rig.invoke([flag, value], options);
    expect([code, out]).toEqual([0, 'pong\n']);
    expect(rig.server.calls).toMatchObject([{ payload: sent }]);
  });

  it('reads a payload and an image from files', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'fields.json'), '{"width":10}');
    await writeFile(join(folder, 'image.png'), Buffer.from([0, 1, 2]));
    const rig = await start(() => ({ body: '"70x46\\n"' }));
    const { out } = await rig.invoke([
      ...['--operation', 'resize', '--payload', `@${join(folder, 'fields.json')}`],
      ...['--image', join(folder, 'image.png')],
    ]);
    expect(out).toBe('70x46\n');
    expect(rig.server.calls).toMatchObject([
      { payload: '{"operation":"resize","base64Image":"AAEC","width":10}' },
    ]);
  });

  it('prints an answer of JSON as it is', async () => {
    const rig = await start(() => ({ body: '{"n": 12345678901234567890}' }));
    expect((await rig.invoke(['--payload', '{}'])).out).toBe('{"n": 12345678901234567890}\n');
    expect((await rig.invoke(['--operation', 'ping', '--json'])).out).toBe(
      '{"n": 12345678901234567890}\n',
    );
  });

  it('fails where an operation answers an error', async () => {
    const rig = await start(() => ({
      body: '{"error":{"code":"unknown_operation","message":"no such"}}',
    }));
    const { code, err } = await rig.invoke(['--payload', '{"operation":"fly"}']);
    expect(code).toBe(1);
    expect(err).toContain('f answered an error');
    expect(err).toContain('unknown_operation: no such');
  });

  it.each([
    [['--payload', '{oops'], '--payload is not JSON'],
    [['--operation', 'ping', '--payload', '[]'], '--payload beside --operation must be'],
    [['--payload', '{}', '--int', '5'], '--int makes an event of its own'],
    [['--image', 'x.png'], '--image needs --operation'],
    [['--operation', 'pong'], 'there is no operation "pong": ping, getSample'],
    [['--int', '5001'], '--int is "5001", expected a plain whole number from 1 to 5000'],
    [['--async', '--dry-run'], '--async and --dry-run exclude each other'],
    [['--parallel', '2'], '--parallel needs --repeat'],
    [['--repeat', '0'], '--repeat is "0"'],
    [['--repeat', '2', '--log'], '--log shows the log of one call'],
    [['--arch', 'mips'], 'there is no architecture "mips": x86_64 or arm64'],
    [['--prices', '/nonexistent.json'], 'cannot read /nonexistent.json'],
  ])('refuses %j before anything is sent', async (argv, message) => {
    const rig = await start(() => ({}));
    const { code, err } = await rig.invoke(argv);
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(rig.server.calls).toEqual([]);
  });

  it.each([
    [[], 6 * 1024 * 1024],
    [['--async'], 1024 * 1024],
  ])('checks the size first %j', async (argv, most) => {
    const rig = await start(() => ({ status: argv.length === 0 ? 200 : 202, body: '1' }));
    const stdin = (bytes: number) => ({ stdin: `"${'x'.repeat(bytes - 2)}"` });
    const large = await rig.invoke(['--payload', '-', ...argv], stdin(most + 1));
    expect(large.code).toBe(2);
    expect(large.err).toContain(`the payload has ${most + 1} bytes`);
    expect(rig.server.calls).toEqual([]);
    expect((await rig.invoke(['--payload', '-', ...argv], stdin(most))).code).toBe(0);
  });

  it('needs a function', async () => {
    const { code, err } = await runFibimg(['invoke', '--int', '5']);
    expect(code).toBe(2);
    expect(err).toContain('there is no function to invoke');
    const byUrl = await runFibimg(['invoke', '--int', '5'], {
      env: { FIBIMG_URL: 'https://x.lambda-url.eu-west-1.on.aws' },
    });
    expect(byUrl.err).toContain('fibimg get --url');
  });
});

describe('the function', () => {
  const stack = (functionName: string | undefined): ResolvedStack => ({
    ...{ name: 'my-stack', region: 'eu-west-1', status: 'CREATE_COMPLETE' },
    ...{
      statusReason: undefined,
      account: undefined,
      tags: {},
      outputs: {},
      resources: [],
      functionUrl: undefined,
    },
    ...{ table: undefined, bucket: undefined, functionName },
  });
  const byStack = async (resolved: ResolvedStack) => {
    const server = await startLambdaApiServer(() => ({ body: '"pong"' }));
    onTestFinished(() => server[Symbol.asyncDispose]());
    const argv = ['invoke', '--stack', 'my-stack', '--operation', 'ping'];
    const result = await runFibimg([...argv, '--endpoint-url', server.url], {
      services: (io, settings) => ({
        ...createServices(io, settings),
        resolveStack: async (name) => ({ ...resolved, name }),
      }),
    });
    return { server, result };
  };

  it("is the stack's with --stack", async () => {
    const { server, result } = await byStack(stack('GetFibonacciImage'));
    expect([result.code, result.out]).toEqual([0, 'pong\n']);
    expect(server.calls).toMatchObject([{ functionName: 'GetFibonacciImage' }]);
  });

  it('is missing where the stack has none', async () => {
    const { result } = await byStack(stack(undefined));
    expect(result.code).toBe(1);
    expect(result.err).toContain('stack my-stack has no function of ours');
  });

  it('brings its region in its ARN', async () => {
    vi.stubEnv('AWS_REGION', undefined);
    const server = await startLambdaApiServer(() => ({ body: '1' }));
    onTestFinished(() => server[Symbol.asyncDispose]());
    const arn = 'arn:aws:lambda:af-south-1:123456789012:function:f';
    const argv = ['invoke', '--function', arn, '--payload', '1', '--endpoint-url', server.url];
    expect((await runFibimg(argv)).code).toBe(0);
    expect(server.calls[0]?.authorization).toContain('/af-south-1/lambda/');
  });

  it.each(
    invokeCommand.examples.map(({ line }) => line).filter((line) => !line.includes('--stack')),
  )('runs as printed: %s', async (line) => {
    const server = await startLambdaApiServer(() => ({ body: http(200, body(500)), log: log() }));
    onTestFinished(() => server[Symbol.asyncDispose]());
    vi.stubEnv('AWS_ENDPOINT_URL_LAMBDA', server.url);
    const { code, out } = await runFibimg(line.split(' ').slice(1));
    expect(code).toBe(0);
    expect(out).not.toBe('');
  });
});

describe('invoke in its other modes', () => {
  it('queues with --async', async () => {
    const rig = await start(() => ({ status: 202 }));
    const { code, out } = await rig.invoke(['--async', '--qualifier', 'prod']);
    expect([code, out]).toEqual([0, 'queued for f, request request-1\n']);
    expect(rig.server.calls).toMatchObject([{ invocationType: 'Event', qualifier: 'prod' }]);
  });

  it('only checks with --dry-run', async () => {
    const rig = await start(() => ({ status: 204 }));
    const { out } = await rig.invoke(['--dry-run', '--json']);
    expect(JSON.parse(out)).toEqual({
      schemaVersion: 1,
      function: 'f',
      mode: 'dry-run',
      status: 204,
      requestId: 'request-1',
    });
    expect(rig.server.calls).toMatchObject([{ invocationType: 'DryRun' }]);
  });

  it('does not believe a wrong status', async () => {
    const rig = await start(() => ({ status: 200, body: '1' }));
    const { code, err } = await rig.invoke(['--dry-run']);
    expect(code).toBe(1);
    expect(err).toContain('f answered dry-run with 200');
  });

  it('shows the log with --log', async () => {
    const rig = await start(() => ({ body: '1', log: log() }));
    const { out, err } = await rig.invoke(['--payload', '{}', '--log']);
    expect(out).toBe('1\n');
    expect(err).toContain('START RequestId: r\nhello\nEND RequestId: r\nREPORT RequestId: r\t');
  });
});

describe('invoke of a function that fails', () => {
  it('ends with 1, its error and what it cost', async () => {
    const rig = await start(() => ({
      functionError: 'Unhandled',
      body: '{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: r Error: Task timed out after 6.00 seconds"}',
      log: log('Status: timeout'),
    }));
    const { code, out, err } = await rig.invoke(['--int', '7']);
    expect([code, out]).toEqual([1, '']);
    expect(err).toBe(
      [
        'start unknown: 1.00 ms at the client; duration 100 ms, billed 100 ms, timeout; 71 of 1024 MB; $0.00000187 (if x86_64 in eu-west-1, prices of 2026-11-21)',
        'fibimg invoke: function f failed',
        '  why   Sandbox.Timedout: RequestId: r Error: Task timed out after 6.00 seconds',
        '  try   raise its time-out or its memory; --log shows the end of its log',
        '',
      ].join('\n'),
    );
  });

  it('survives an error of another form', async () => {
    const rig = await start(() => ({ functionError: 'Unhandled', body: 'segfault' }));
    expect((await rig.invoke(['--int', '7'])).err).toContain('why   segfault');
  });

  it.each([
    [429, 'TooManyRequestsException', 1, 'Lambda throttled function f'],
    [403, 'AccessDeniedException', 4, 'permission lambda:InvokeFunction'],
    [404, 'ResourceNotFoundException', 1, 'function f does not exist'],
    [413, 'RequestTooLargeException', 1, 'Lambda refused to run function f'],
  ])('has words of its own for %i', async (status, type, exitCode, message) => {
    const rig = await start(() => apiError(status, type, 'no'));
    const { code, err } = await rig.invoke(['--int', '7']);
    expect(code).toBe(exitCode);
    expect(err).toContain(message);
    expect(rig.server.calls).toHaveLength(1);
  });

  it('ends with 130 on Ctrl-C', async () => {
    const rig = await start(() => 'hang');
    const io = createTestIo();
    const running = rig.invoke(['--int', '7'], { io });
    await vi.waitFor(() => expect(rig.server.calls).toHaveLength(1));
    io.interruptWith('SIGINT');
    expect(await running).toMatchObject({ code: 130, out: '' });
  });
});

describe('invoke --repeat', () => {
  const script: InvokeScript = (_, index) =>
    index === 4
      ? apiError(429, 'TooManyRequestsException', 'no', {
          Reason: 'ConcurrentInvocationLimitExceeded',
        })
      : index === 5
        ? { functionError: 'Unhandled', body: '{}', log: log('Status: error') }
        : { body: http(200, body(7)), log: index < 2 ? coldLog : log() };

  it('sums up cold and warm calls apart, and counts failures by reason', async () => {
    const rig = await start(script, 'x86_64');
    const { code, out } = await rig.invoke(['--int', '7', '--repeat', '8', '--json']);
    expect(code).toBe(1);
    const document = JSON.parse(out);
    expect(document).toMatchObject({
      schemaVersion: 1,
      function: 'f',
      asked: 8,
      parallel: 1,
      calls: 8,
      outcomes: [
        { outcome: 'ok', reason: null, count: 6 },
        { outcome: 'throttled', reason: 'ConcurrentInvocationLimitExceeded', count: 1 },
        { outcome: 'function_error', reason: null, count: 1 },
      ],
      starts: { cold: 2, warm: 4, unknown: 1 },
      memory: { sizeMb: 1024, maxUsedMb: { count: 7, min: 71, med: 71, max: 71 } },
      price: { pricedCalls: 7, region: 'eu-west-1', architecture: 'x86_64' },
    });
    expect(schemaErrors('invoke-repeat', document)).toEqual([]);
    expect(document.price.usd).toBeCloseTo(7 * (0.00000166667 + 0.0000002), 15);
    expect(document.timesMs).toContainEqual({
      ...{ measure: 'init', start: 'cold' },
      ...{ count: 2, min: 0.5, med: 0.5, max: 0.5 },
    });
    expect(document.timesMs).not.toContainEqual(
      expect.objectContaining({ measure: 'init', start: 'warm' }),
    );
    expect(rig.server.calls).toHaveLength(8);
  });

  it('prints a table', async () => {
    const rig = await start(({ payload }) => ({
      body: http(200, body(7)),
      log: payload.length > 0 ? log() : '',
    }));
    const { code, out, err } = await rig.invoke(['--int', '7', '--repeat', '3']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toBe(
      [
        'calls       3 of 3, up to 1 at once',
        'outcomes    3 ok',
        'starts      0 cold, 3 warm',
        'memory      71 of 1024 MB',
        'price       $0.00000560 (if x86_64 in eu-west-1, prices of 2026-11-21)',
        '',
        '                 count        min        med        max',
        'warm client          3    1.00 ms    1.00 ms    1.00 ms',
        'warm duration        3     100 ms     100 ms     100 ms',
        'warm billed          3     100 ms     100 ms     100 ms',
        '',
      ].join('\n'),
    );
  });

  it('has so many calls under way as --parallel says', async () => {
    const rig = await start(barrier(4, { body: '1' }));
    const { code } = await rig.invoke(['--payload', '{}', '--repeat', '12', '--parallel', '4']);
    expect([code, rig.server.calls.length, rig.server.mostOpen()]).toEqual([0, 12, 4]);
  });

  it('lets Node find nothing to warn of', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on('warning', onWarning);
    onTestFinished(() => void process.off('warning', onWarning));
    const rig = await start(barrier(30, { body: '1' }));
    await rig.invoke(['--payload', '{}', '--repeat', '60', '--parallel', '30']);
    await new Promise((resolve) => setImmediate(resolve));
    expect(warnings).toEqual([]);
    expect(rig.server.mostOpen()).toBe(30);
  });

  it('stops at a failure that all calls would meet', async () => {
    const rig = await start(() => apiError(403, 'AccessDeniedException', 'no'));
    const { code, out } = await rig.invoke(['--int', '7', '--repeat', '50']);
    expect([code, out, rig.server.calls.length]).toEqual([4, '', 1]);
  });

  it('prints what it has on Ctrl-C', async () => {
    const rig = await start((_, index) => (index === 2 ? 'hang' : { body: '1', log: log() }));
    const io = createTestIo();
    const running = rig.invoke(['--payload', '{}', '--repeat', '9', '--arch', 'arm64'], { io });
    await vi.waitFor(() => expect(rig.server.calls).toHaveLength(3));
    io.interruptWith('SIGINT');
    const { code, out } = await running;
    expect(code).toBe(130);
    expect(out).toContain('calls       2 of 9');
  });
});
