import { afterEach, describe, expect, it, vi } from 'vitest';
import type { BenchDocument, PhaseSummary } from '../../../src/bench/document.ts';
import { secrets } from '../../support/aws-env.ts';
import { type DeployedFunctionOptions, deployFunction } from '../../support/deployed-function.ts';
import { originalFunction, originalName } from '../../support/original-stack.ts';
import { realClock } from '../../support/real-clock.ts';
import { runFibimg } from '../../support/run-fibimg.ts';
import { schemaErrors } from '../../support/schema.ts';
import { createTestIo, type TestIoOptions } from '../../support/test-io.ts';

afterEach(() => vi.unstubAllEnvs());

const quick = ['--vus', '3', '--duration', '1s', '--ints', '400-411', '--source', 'generated'];

const setUp = async (options: DeployedFunctionOptions = {}) => {
  const deployed = await deployFunction(options);
  const { endpointUrl } = deployed;
  const bench = (argv: readonly string[], io: TestIoOptions = {}) =>
    runFibimg(['bench', '--endpoint-url', endpointUrl, ...argv], {
      io: createTestIo({ clock: realClock, ...io }),
    });
  const onStack = async (...argv: readonly string[]) => {
    const { code, out, err } = await bench(['--stack', originalName, ...quick, '--json', ...argv]);
    return { code, err, document: JSON.parse(out) as BenchDocument };
  };
  return { ...deployed, bench, onStack };
};

const count = ({ metrics }: PhaseSummary, name: string): number => {
  const metric = metrics[name];
  return metric?.type === 'trend' ? (metric.values['count'] ?? 0) : 0;
};

const phasesOf = ({ phases }: BenchDocument): readonly [PhaseSummary, PhaseSummary] => {
  const [cold, warm] = phases;
  if (cold === undefined || warm === undefined) throw new Error('two phases were expected');
  return [cold, warm];
};

const things = ({ bucket }: { bucket: { objectsAfter(key: string): Iterable<{ key: string }> } }) =>
  [...bucket.objectsAfter('')].map(({ key }) => key);

describe('bench --stack', () => {
  it('by URL: cold over an emptied store, then warm over a filled one', async () => {
    const rig = await setUp();
    rig.bucket.put('notes/mine.txt', Buffer.from('not ours'), 'text/plain');
    rig.bucket.put('image/400.jpg', Buffer.from('stale'), 'image/jpeg');
    const { code, err, document } = await rig.onStack('--yes');
    expect([code, schemaErrors('bench', document)]).toEqual([0, []]);
    const [cold, warm] = phasesOf(document);
    for (const { classes } of [cold, warm]) {
      expect(classes.started).toBeGreaterThan(10);
      expect(classes.ok).toBe(classes.started);
    }
    expect(count(cold, 'http_req_duration{outcome:fetched}')).toBeGreaterThanOrEqual(12);
    expect(count(cold, 'http_req_duration{outcome:stored}')).toBeGreaterThan(0);
    expect(count(warm, 'http_req_duration{outcome:fetched}')).toBe(0);
    expect(count(warm, 'http_req_duration{start:warm}')).toBe(warm.classes.ok);
    expect(cold.notes.join()).toContain('left as they were: those of a deployed function');
    expect(warm.notes).toEqual([]);
    expect(document.comparison).not.toBeNull();
    expect(things(rig)).toContain('notes/mine.txt');
    expect(things(rig)).toHaveLength(25);
    expect(err).toContain(`bench deletes from stack ${originalName}`);
    expect(err).toContain('1 object (5 B)');
    expect(err).toContain('expected price: $');
    expect(err).toContain('5 read and 5 write units');
    expect(err).toContain('problem: the function URL lacks lambda:InvokeFunction');
    expect(rig.lambda.stats().coldStarts).toBe(
      document.phases.reduce(
        (sum, phase) => sum + count(phase, 'http_req_duration{start:cold}'),
        0,
      ),
    );
    for (const secret of Object.values(secrets)) expect(err).not.toContain(secret);
  });

  it('--via invoke: the cold starts of the REPORT lines are those that happened', async () => {
    const rig = await setUp();
    const { code, err, document } = await rig.onStack('--via', 'invoke', '--yes');
    expect([code, schemaErrors('bench', document)]).toEqual([0, []]);
    const [cold, warm] = phasesOf(document);
    expect(document.scenario).toMatchObject({
      engine: 'invoke',
      target: `stack ${originalName} (function ${originalFunction})`,
    });
    expect(rig.urlRequests).toEqual([]);
    expect(count(cold, 'http_req_duration{start:cold}')).toBe(rig.lambda.stats().coldStarts);
    expect(count(cold, 'init_duration')).toBe(rig.lambda.stats().coldStarts);
    expect(count(warm, 'http_req_duration{start:warm}')).toBe(warm.classes.started);
    expect(count(warm, 'http_req_duration{outcome:stored}')).toBe(warm.classes.started);
    expect(count(warm, 'billed_duration')).toBe(warm.classes.started);
    const probes = rig.invokes() - cold.classes.started - warm.classes.started;
    expect(probes).toBeGreaterThan(3);
    expect(err).not.toContain('the function URL lacks');
  });

  it("the original's: its starts are unknown, and it never gets a bad integer", async () => {
    const rig = await setUp({ implementation: 'original' });
    const { code, document } = await rig.onStack('--yes');
    expect(code).toBe(0);
    const [cold, warm] = phasesOf(document);
    for (const phase of [cold, warm]) {
      expect(count(phase, 'http_req_duration{start:unknown}')).toBe(phase.classes.started);
      expect(phase.notes.join('\n')).toMatch(/every start is unknown.*--via invoke/);
    }
    expect(warm.notes.join('\n')).toContain('left as they were: the function does not say');
    const asked = rig.urlRequests.map(({ path }) => new URL(path, 'http://x').searchParams);
    expect(asked.length).toBeGreaterThan(20);
    for (const query of asked) expect(query.get('int')).toMatch(/^4(0\d|1[01])$/);
  });

  it('--phase warm deletes nothing and needs no leave', async () => {
    const rig = await setUp();
    rig.bucket.put('image/999.jpg', Buffer.from('other'), 'image/jpeg');
    const { code, document } = await rig.onStack('--phase', 'warm');
    expect(code).toBe(0);
    expect(document.phases.map(({ name }) => name)).toEqual(['warm']);
    expect(things(rig)).toContain('image/999.jpg');
    expect(rig.s3Proxy.count('DeleteObjects')).toBe(0);
  });

  it('asks once on a terminal, and runs when the name was typed', async () => {
    const rig = await setUp();
    rig.bucket.put('image/400.jpg', Buffer.from('stale'), 'image/jpeg');
    const terminal = { stdinIsTTY: true, stderrIsTTY: true, env: { TERM: 'dumb' } };
    const argv = ['--stack', originalName, ...quick, '--iterations', '6'].filter(
      (word, at, all) => word !== '--duration' && all[at - 1] !== '--duration',
    );
    const refused = await rig.bench(argv, { ...terminal, lines: ['another'] });
    expect([refused.code, rig.urlRequests.length]).toEqual([1, 0]);
    expect(things(rig)).toEqual(['image/400.jpg']);
    const allowed = await rig.bench(argv, { ...terminal, lines: [originalName] });
    expect(allowed.code).toBe(0);
    expect(allowed.err.match(/Type .* to delete this/g)).toHaveLength(1);
  });

  it('signs each request with --auth iam', async () => {
    const rig = await setUp({ authType: 'AWS_IAM' });
    const { code, err } = await rig.onStack('--phase', 'warm', '--auth', 'iam');
    expect(code).toBe(0);
    expect(err).not.toContain('signed requests only');
    const signed = rig.urlRequests.filter(({ headers }) =>
      /^AWS4-HMAC-SHA256 Credential=.*\/lambda\/aws4_request/.test(headers.authorization ?? ''),
    );
    expect(signed.length).toBe(rig.urlRequests.length);
    expect(signed.length).toBeGreaterThan(10);
  });

  it('keeps to --max-cost', async () => {
    const rig = await setUp();
    const price = 0.00001 * 14;
    const { code, document, err } = await rig.onStack('--yes', '--max-cost', String(price));
    expect(code).toBe(0);
    const [cold, warm] = phasesOf(document);
    const bound = Number(/at most (\d+), /.exec(err)?.[1]);
    expect(bound).toBeGreaterThan(0);
    for (const { classes } of [cold, warm]) expect(classes.started).toBeLessThanOrEqual(bound);
  });
});

describe('bench --function', () => {
  it('invokes it in one phase, whatever is stored', async () => {
    const rig = await setUp();
    const argv = ['--function', originalFunction, '--iterations', '20', '--vus', '2'];
    const { code, out, err } = await rig.bench([...argv, '--ints', '400-402', '--json']);
    const document = JSON.parse(out) as BenchDocument;
    expect([code, schemaErrors('bench', document)]).toEqual([0, []]);
    expect(document.phases.map(({ name }) => name)).toEqual(['load']);
    const [load] = document.phases;
    expect(load?.classes).toMatchObject({ started: 20, ok: 20 });
    expect(load && count(load, 'http_req_duration{start:cold}')).toBe(
      rig.lambda.stats().coldStarts,
    );
    expect(rig.lambda.stats().invocations).toBe(20);
    expect(err).toContain('requests: at most 20, 20 expected');
    expect(rig.s3Proxy.count('DeleteObjects')).toBe(0);
  });
});

describe('bench refuses, before any request,', () => {
  it.each([
    [['--matrix'], 2, 'cannot give the phase cold-empty'],
    [[], 2, 'add --yes'],
    [['--no-input'], 2, '--no-input forbids the question'],
    [['--yes', '--max-cost', '0.0000000001'], 2, 'pays for not even one request'],
    [['--yes', '--max-cost', '0.001', '--rate', '1000/s'], 2, '1000 requests a phase are too dear'],
  ])('%j', async (argv, exit, what) => {
    const rig = await setUp();
    rig.bucket.put('image/400.jpg', Buffer.from('stale'), 'image/jpeg');
    const plain = quick.filter((word, at) => argv.length < 4 || at > 1 || word === '');
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
    [['--table', 't', '--bucket', 'b'], 'a table with a bucket has none'],
    [['--url', 'http://127.0.0.1:9', '--via', 'invoke'], '--via chooses the way to a stack'],
    [['--function', 'f', '--auth', 'iam'], '--auth is for requests to a URL'],
    [['--function', 'f', '--matrix'], 'behind a function there is none to be seen'],
    [['--function', 'f', '--engine', 'autocannon'], 'this function is invoked directly'],
    [['--function', 'f', '--no-keepalive'], '--no-keepalive is for URLs'],
    [['--stack', 's', '--via', 'tunnel'], '--via is "tunnel"'],
    [['--stack', 's', '--auth', 'iam', '--engine', 'autocannon'], 'autocannon signs nothing'],
    [['--engine', 'invoke'], '--engine invoke needs a function'],
    [['--max-cost', '1'], '--max-cost needs a target whose price is known'],
    [['--stack', 's', '--max-cost', 'much'], 'not an amount of US dollars'],
  ])('%j', async (argv, what) => {
    const { code, err } = await runFibimg(['bench', ...argv]);
    expect([code, err]).toEqual([2, expect.stringContaining(what)]);
  });
});
