import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { BenchDocument } from '../../../src/bench/record/document.ts';
import { originalFunction, originalName, originalTable } from '../../support/aws/original-stack.ts';
import { runFibimg } from '../../support/cli/run-fibimg.ts';
import { quick, setUp, things } from '../../support/load/bench-deployed.ts';
import { elsewhere } from '../../support/load/elsewhere.ts';

afterEach(() => vi.unstubAllEnvs());

describe('what a deployed function refuses', () => {
  it('is counted by its reason, and fewer environments are warmed', async () => {
    const rig = await setUp({ concurrency: 2 });
    const argv = ['--via', 'invoke', '--phase', 'warm', '--vus', '6', '--iterations', '60'];
    const { code, out } = await rig.bench([
      ...['--stack', originalName, '--ints', '400-402', '--source', 'generated', '--json'],
      ...argv,
    ]);
    expect(code).toBe(0);
    const [warm] = (JSON.parse(out) as BenchDocument).phases;
    expect(warm?.notes.join()).toContain('Only 2 of 6 execution environments');
    const { started = 0, ok = 0, throttled = 0 } = warm?.classes ?? {};
    expect([started, ok + throttled]).toEqual([60, 60]);
    expect(throttled).toBeGreaterThan(0);
    expect(warm?.errors).toEqual([
      {
        class: 'throttled',
        code: 'ConcurrentInvocationLimitExceeded',
        count: throttled,
      },
    ]);
  });

  it.each([
    [['--vus', '51'], '51 virtual users'],
    [['--rate', '200/s', '--duration', '51s'], '10200 requests'],
  ])('a heavy load that is not this machine’s without --allow-load: %j', async (argv, why) => {
    const rig = await setUp();
    const line = ['bench', '--endpoint-url', rig.endpointUrl, '--function', originalFunction];
    const { code, err } = await runFibimg([...line, ...argv, '--yes'], { services: elsewhere });
    expect([code, err]).toEqual([2, expect.stringContaining(why)]);
    expect(err).toContain(`a heavy load on function ${originalFunction}, and nothing was sent`);
    expect(err).toContain('add --allow-load');
    expect(rig.invokes()).toBe(0);
  });
});

describe('bench refuses, before any request,', () => {
  it.each([
    [['--matrix', '--cold-method', 'none'], 2, 'cannot give the phase cold-empty'],
    [[], 2, 'add --yes'],
    [['--no-input'], 2, '--no-input forbids the question'],
    [['--yes', '--max-cost', '0.0000000001'], 2, 'pays for not even one request'],
    [['--yes', '--max-cost', '0.012', '--rate', '1000/s'], 2, '1000 requests a phase are too dear'],
  ])('%j', async (argv, exit, what) => {
    const rig = await setUp();
    rig.bucket.put('image/400.jpg', Buffer.from('stale'), 'image/jpeg');
    const plain = quick.filter((word, at) => !argv.includes('--rate') || at > 1 || word === '');
    const { code, out, err } = await rig.bench(['--stack', originalName, ...plain, ...argv]);
    expect([code, out]).toEqual([exit, '']);
    expect(err).toContain(what);
    expect([rig.urlRequests, rig.lambda.stats().invocations]).toEqual([[], 0]);
    expect(things(rig)).toEqual(['image/400.jpg']);
  });

  it.each([
    ['ROLLBACK_COMPLETE', 1, 'is rolled back'],
    ['DELETE_IN_PROGRESS', 1, 'is being deleted'],
    ['CREATE_IN_PROGRESS', 1, 'is still being created'],
  ])('a stack in %s', async (status, exit, words) => {
    const rig = await setUp();
    const [stack] = rig.plane.content.stacks ?? [];
    if (stack) rig.plane.content = { ...rig.plane.content, stacks: [{ ...stack, status }] };
    const { code, err } = await rig.bench(['--stack', originalName, ...quick, '--yes']);
    expect([code, err]).toEqual([exit, expect.stringContaining(words)]);
    expect([rig.urlRequests, rig.lambda.stats().invocations]).toEqual([[], 0]);
  });

  it.each([
    [['--url', 'http://127.0.0.1:9', '--via', 'invoke'], '--via chooses the way to a stack'],
    [['--function', 'f', '--auth', 'iam'], '--auth is for requests to a URL'],
    [['--function', 'f', '--matrix'], 'behind a function there is none to be seen'],
    [['--function', 'f', '--engine', 'autocannon'], 'this function is invoked directly'],
    [['--function', 'f', '--no-keepalive'], '--no-keepalive is for URLs'],
    [['--stack', 's', '--via', 'tunnel'], 'there is no transport "tunnel": url or invoke'],
    [['--stack', 's', '--auth', 'iam', '--engine', 'autocannon'], 'autocannon signs nothing'],
    [['--engine', 'invoke'], '--engine invoke needs a function'],
    [['--max-cost', '1'], '--max-cost needs a target whose price is known'],
    [['--stack', 's', '--max-cost', 'much'], 'expected an amount of US dollars'],
  ])('%j', async (argv, what) => {
    const { code, err } = await runFibimg(['bench', ...argv]);
    expect([code, err]).toEqual([2, expect.stringContaining(what)]);
  });

  it('a table and a bucket', async () => {
    const env = { FIBIMG_TABLE: 't', FIBIMG_BUCKET: 'b' };
    const { code, err } = await runFibimg(['bench'], { env });
    expect([code, err]).toEqual([2, expect.stringContaining('a table with a bucket has none')]);
  });

  it('a stack with a problem that spoils the figures, which --allow-problems measures', async () => {
    const rig = await setUp();
    const strict = quick.filter((word) => word !== '--allow-problems');
    const argv = ['--stack', originalName, ...strict, '--yes'];
    const { code, out, err } = await rig.bench(argv);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(`stack ${originalName} is in no state to be measured`);
    expect(err).toContain('the function URL lacks lambda:InvokeFunction');
    expect([rig.urlRequests, rig.s3Proxy.count('PutObject')]).toEqual([[], 0]);
  });

  it('a stack that another run is writing to, whose lock --break-lock breaks', async () => {
    const rig = await setUp();
    const held = { owner: 'x', command: 'fibimg seed', since: '2026-11-21 10:00:00' };
    const Item = {
      ...{ PK: { S: 'FIBIMG' }, SK: { S: 'LOCK' } },
      ...Object.fromEntries(Object.entries(held).map(([key, S]) => [key, { S }])),
      expiresMs: { N: String(Date.now() + 60_000) },
    };
    const TableName = originalTable;
    await rig.dynamoDb.send(new PutItemCommand({ TableName, Item }));
    const argv = ['--stack', originalName, ...quick, '--yes', '--phase', 'warm'];
    const { code, err } = await rig.bench(argv);
    expect([code, err]).toEqual([1, expect.stringContaining('is locked by another run')]);
    expect(err).toContain('fibimg seed has been writing there since 2026-11-21 10:00:00');
    expect([rig.urlRequests, rig.s3Proxy.count('PutObject')]).toEqual([[], 0]);
    expect((await rig.bench([...argv, '--break-lock'])).code).toBe(0);
    const { Items } = await rig.dynamoDb.send(new ScanCommand({ TableName }));
    expect(Items?.filter(({ PK }) => PK?.S === 'FIBIMG')).toEqual([]);
  });

  it('a store that cannot be emptied', async () => {
    const rig = await setUp();
    rig.bucket.put('image/400.jpg', Buffer.from('stale'), 'image/jpeg');
    rig.s3Proxy.plan = ({ operation }) =>
      operation === 'DeleteObjects'
        ? { kind: 'error', status: 403, code: 'AccessDenied' }
        : undefined;
    const { code, out, err } = await rig.bench(['--stack', originalName, ...quick, '--yes']);
    expect([code, out]).toEqual([4, '']);
    expect(err).toContain('S3 denied DeleteObjects');
    expect([rig.urlRequests, rig.lambda.stats().invocations]).toEqual([[], 0]);
  });

  it('a store that cannot be filled: no images are generated unless asked for', async () => {
    const rig = await setUp();
    const plain = quick.filter((word) => !['--source', 'generated'].includes(word));
    const argv = [...plain, '--phase', 'warm', '--origin-url', 'http://127.0.0.1:9'];
    const { code, err } = await rig.bench(['--stack', originalName, ...argv]);
    expect([code, err]).toEqual([
      1,
      expect.stringContaining('the image origin 127.0.0.1:9 cannot be reached'),
    ]);
    expect([rig.urlRequests, rig.s3Proxy.count('PutObject')]).toEqual([[], 0]);
  });
});
