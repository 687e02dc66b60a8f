import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { sampleMetadata } from '../../contract/sample.ts';
import { secrets } from '../../support/aws/aws-env.ts';
import { deployOriginal } from '../../support/aws/deployed-stack.ts';
import { originalBucket, originalName, originalTable } from '../../support/aws/original-stack.ts';
import { runFibimg, temporaryFolder } from '../../support/cli/run-fibimg.ts';
import { schemaErrors } from '../../support/cli/schema.ts';
import { createTestIo } from '../../support/cli/test-io.ts';
import type { Fault } from '../../support/faults/fault-proxy.ts';
import { realClock } from '../../support/load/real-clock.ts';

afterEach(() => vi.unstubAllEnvs());

const terminal = { stdinIsTTY: true, stderrIsTTY: true, env: { TERM: 'dumb' } } as const;

const seeded = async (count: number): Promise<string> => {
  const dir = await temporaryFolder();
  const argv = ['seed', '--source', 'generated', '--ints', `1-${count}`, '--data-dir', dir];
  expect((await runFibimg(argv)).code).toBe(0);
  return dir;
};

describe('of the embedded store', () => {
  test('plans, deletes what is ours, and proves that nothing is left', async () => {
    const dir = await seeded(3);
    writeFileSync(join(dir, 'image', 'cat.gif'), 'not ours');
    const plan = await runFibimg(['purge', '--dry-run', '--data-dir', dir]);
    expect([plan.code, plan.err]).toEqual([0, '']);
    expect(plan.out).toMatch(/ 3 items of /);
    expect(plan.out).toMatch(/ 6 objects \([\d.]+ kB\) of /);
    expect(plan.out).toMatch(/stays +1 object: image\/cat\.gif \(not ours\)\n/);
    expect(plan.out).toMatch(/nothing was deleted\n$/);
    expect(readdirSync(join(dir, 'image')).length).toBe(4);

    const { code, out } = await runFibimg(['purge', '--yes', '--json', '--data-dir', dir]);
    expect(code).toBe(0);
    expect(schemaErrors('purge', JSON.parse(out))).toEqual([]);
    expect(JSON.parse(out)).toMatchObject({
      plan: { items: 3, objects: 6 },
      removed: { items: 3, objects: 6 },
      leftovers: [],
      stays: { items: 0, objects: 1 },
      left: 0,
      verified: true,
    });
    expect(readdirSync(join(dir, 'image'))).toEqual(['cat.gif']);
    expect(readdirSync(join(dir, 'metadata'))).toEqual([]);

    const again = await runFibimg(['purge', '--yes', '--data-dir', dir]);
    expect([again.code, again.out]).toEqual([
      0,
      expect.stringContaining('nothing to delete; stays: 1 object: image/cat.gif (not ours)'),
    ]);
  });

  test('its result says what stays', async () => {
    const dir = await seeded(1);
    writeFileSync(join(dir, 'metadata', 'notes.txt'), 'not ours');
    const { code, out } = await runFibimg(['purge', '--yes', '--data-dir', dir]);
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(
        /left +nothing .*\n +stays +1 object: metadata\/notes\.txt \(not ours\)/,
      ),
    ]);
  });

  test('names what is of no size of ours, and says that nothing is looked into', async () => {
    const dir = await seeded(2);
    writeFileSync(join(dir, 'image', '2.jpg'), 'a note');
    const argv = ['purge', '--dry-run', '--data-dir', dir];
    const { out } = await runFibimg(argv);
    expect(out).toMatch(/ odd +1 object of no size of ours: image\/2\.jpg \(6 B\)\n/);
    expect(out).toMatch(/ note +what has a key of our form goes, whatever it holds/);
    const { plan } = JSON.parse((await runFibimg([...argv, '--json'])).out);
    expect(plan.odd).toEqual({ count: 1, names: ['image/2.jpg (6 B)'] });
  });

  test('skips a directory in the place of a file, names it, and goes on', async () => {
    const dir = await seeded(3);
    const item = join(dir, 'table/IMAGE/PIXELS#2.json');
    rmSync(item);
    mkdirSync(join(item, 'inside'), { recursive: true });
    const { code, out } = await runFibimg(['purge', '--yes', '--json', '--data-dir', dir]);
    expect([code, JSON.parse(out)]).toEqual([
      1,
      expect.objectContaining({
        removed: expect.objectContaining({ items: 2, objects: 6 }),
        leftovers: [
          { name: 'item IMAGE PIXELS#2', why: expect.stringContaining('it is a directory') },
        ],
      }),
    ]);
    expect(existsSync(join(item, 'inside'))).toBe(true);
  });

  test('has no --all-keys: other files of a folder are not for a purge', async () => {
    const dir = await seeded(1);
    const { code, err } = await runFibimg(['purge', '--yes', '--all-keys', '--data-dir', dir]);
    expect([code, err]).toEqual([2, expect.stringContaining('--all-keys is for a deployed table')]);
    expect(readdirSync(join(dir, 'image'))).toEqual(['1.jpg']);
  });

  test('a store that was never made is empty and stays unmade', async () => {
    const dir = join(await temporaryFolder(), 'never');
    const { code, out } = await runFibimg(['purge', '--yes', '--json', '--data-dir', dir]);
    expect([code, JSON.parse(out).left, existsSync(dir)]).toEqual([0, 0, false]);
    expect(schemaErrors('purge', JSON.parse(out))).toEqual([]);
  });

  test.each([
    ['table', { items: 2, objects: 0 }],
    ['bucket', { items: 0, objects: 4 }],
  ])(
    '--only %s leaves the other half, and what is left is repaired by the next get',
    async (only, removed) => {
      const dir = await seeded(2);
      const argv = ['purge', '--yes', '--json', '--only', only, '--data-dir', dir];
      const { code, out } = await runFibimg(argv);
      expect([code, JSON.parse(out).removed]).toEqual([0, expect.objectContaining(removed)]);
      const seeding = [
        'seed',
        '--source',
        'generated',
        '--ints',
        '1-2',
        '--json',
        '--data-dir',
        dir,
      ];
      expect(JSON.parse((await runFibimg(seeding)).out)).toMatchObject({ written: 2, skipped: 0 });
    },
  );
});

describe('asks before it deletes', () => {
  test('and says after Ctrl-C that nothing was deleted', async () => {
    const dir = await seeded(1);
    const io = createTestIo(terminal);
    const stdin = {
      ...io.stdin,
      readLine: async () => {
        io.interruptWith('SIGINT');
        throw io.interrupt.reason;
      },
    };
    const { code, err } = await runFibimg(['purge', '--data-dir', dir], { io: { ...io, stdin } });
    expect(code).toBe(130);
    expect(err).toMatch(
      /Type embedded to delete this: \nnothing was deleted\nfibimg purge: interrupted by SIGINT\n$/,
    );
  });

  test('and deletes when the name is typed', async () => {
    const dir = await seeded(1);
    const argv = ['purge', '--data-dir', dir];
    const { code, out, err } = await runFibimg(argv, { ...terminal, lines: ['embedded'] });
    expect(err).toMatch(/1 item of [\s\S]*Type embedded to delete this: /);
    expect([code, out]).toEqual([0, expect.stringContaining('nothing (listed again)')]);
  });

  test.each([
    ['another name', ['yes'], '"yes" is not embedded'],
    ['nothing', [''], 'no name was typed'],
    ['the end of input', [], 'no name was typed'],
  ])('and deletes nothing when %s is typed', async (_, lines, why) => {
    const dir = await seeded(1);
    const { code, err } = await runFibimg(['purge', '-q', '--data-dir', dir], {
      ...terminal,
      lines,
    });
    expect([code, err]).toEqual([1, expect.stringContaining(why)]);
    expect(err).toMatch(/1 item of /);
    expect(readdirSync(join(dir, 'image'))).toEqual(['1.jpg']);
  });

  test.each([
    ['off a terminal', [], {}],
    ['with --no-input', ['--no-input'], terminal],
  ])('and names --yes %s, with nothing attempted', async (_, more, options) => {
    const { s3Proxy, dynamoProxy, plane } = await deployOriginal();
    const { code, err } = await runFibimg(['purge', '--stack', originalName, ...more], options);
    expect([code, err]).toEqual([2, expect.stringContaining('--yes')]);
    expect([s3Proxy.requests, dynamoProxy.requests, plane.operations]).toEqual([[], [], []]);
  });
});

test.each([
  [['--only', 'both'], /there is no part "both": table or bucket/],
  [['--concurrency', '0'], /from 1 to 64/],
  [['--concurrency', '65', '--only', 'x'], /2 problems/],
  [['--table', 't'], /--table needs --bucket/],
])('%j is exit 2', async (argv, message) => {
  const { code, err } = await runFibimg(['purge', '--yes', ...argv]);
  expect([code, err]).toEqual([2, expect.stringMatching(message)]);
});

test('a URL cannot be purged', async () => {
  const env = { FIBIMG_URL: 'http://127.0.0.1:1/' };
  const { code, err } = await runFibimg(['purge', '--yes'], { env });
  expect([code, err]).toEqual([2, expect.stringContaining('nothing to purge behind a URL')]);
});

const deployed = async (count: number) => {
  const stack = await deployOriginal();
  for (let pixels = 1; pixels <= count; pixels += 1) {
    await stack.images.putImage(pixels, new Uint8Array(10));
    await stack.images.putMetadata(pixels, sampleMetadata.full);
    await stack.metadata.put(pixels, sampleMetadata.full);
  }
  const onStack = (...argv: string[]) =>
    runFibimg(['purge', '--stack', originalName, '--yes', ...argv], { clock: realClock });
  return { ...stack, onStack };
};

const keysIn = ({ bucket }: Awaited<ReturnType<typeof deployOriginal>>): string[] =>
  [...bucket.versionsAfter('', undefined)].map(({ key }) => key);

describe('of a stack', () => {
  test('empties its table and bucket of what is ours', async () => {
    const stack = await deployed(30);
    stack.bucket.put('other/readme', Buffer.from('x'), 'text/plain');
    const { code, out, err } = await stack.onStack();
    expect(err).toContain('stays     other/ (not ours; --all-keys deletes that too)');
    expect(out).toContain(`30 items of ${originalTable}`);
    expect(out).toContain(`60 objects (`);
    expect(code).toBe(0);
    expect(keysIn(stack)).toEqual(['other/readme']);
    for await (const pixels of stack.metadata.list()) expect.unreachable(`${pixels} is left`);
  });

  test('--dry-run makes no call that writes', async () => {
    const { s3Proxy, dynamoProxy, onStack } = await deployed(2);
    const { code, out } = await onStack('--dry-run', '--json');
    expect([code, schemaErrors('purge', JSON.parse(out))]).toEqual([0, []]);
    expect(JSON.parse(out)).toMatchObject({ dryRun: true, left: 6, plan: { total: 6 } });
    expect(new Set(s3Proxy.requests.map(({ method }) => method))).toEqual(new Set(['GET']));
    expect(new Set(dynamoProxy.requests.map(({ operation }) => operation))).toEqual(
      new Set(['DescribeTable', 'Query']),
    );
  });

  test.each([
    ['--bucket', 'somebody-elses', /bucket somebody-elses does not belong to stack/],
    ['--table', 'somebody-elses', /table somebody-elses does not belong to stack/],
  ])('refuses %s of another', async (flag, name, message) => {
    const { s3Proxy, dynamoProxy, onStack } = await deployed(1);
    const { code, err } = await onStack(flag, name);
    expect([code, err]).toEqual([1, expect.stringMatching(message)]);
    expect(s3Proxy.requests).toEqual([]);
    expect(dynamoProxy.requests.map(({ operation }) => operation)).toEqual(['DescribeTable']);
    const own = await onStack('--bucket', originalBucket, '--table', originalTable);
    expect(own.code).toBe(0);
  });

  test('a bucket alone is emptied by its name with --only bucket', async () => {
    const stack = await deployed(3);
    const argv = ['purge', '--only', 'bucket', '--bucket', originalBucket];
    const { code, err } = await runFibimg(argv, { ...terminal, lines: [originalBucket] });
    expect([code, err]).toEqual([0, expect.stringContaining(`Type ${originalBucket} to delete`)]);
    expect([keysIn(stack), stack.dynamoProxy.requests]).toEqual([[], []]);
  });

  test('a stack that is not there is an error, or none with --missing-ok', async () => {
    await deployOriginal();
    const argv = ['purge', '--stack', 'gone', '--yes'];
    const strict = await runFibimg(argv);
    expect([strict.code, strict.err]).toEqual([1, expect.stringContaining('no stack gone')]);
    const lenient = await runFibimg([...argv, '--missing-ok', '--json']);
    expect([lenient.code, JSON.parse(lenient.out).left]).toEqual([0, 0]);
    expect(schemaErrors('purge', JSON.parse(lenient.out))).toEqual([]);
  });

  test('a table that is gone does not keep the bucket from being emptied with --missing-ok', async () => {
    const stack = await deployed(2);
    stack.dynamoProxy.plan = () => ({
      kind: 'error',
      status: 400,
      code: 'ResourceNotFoundException',
    });
    expect((await stack.onStack()).code).toBe(1);
    const { code, err } = await stack.onStack('--missing-ok');
    expect([code, err]).toEqual([0, expect.stringContaining('does not exist: skipped')]);
    expect(keysIn(stack)).toEqual([]);
  });

  test('keys that cannot be deleted are listed, with exit 1', async () => {
    const stack = await deployed(20);
    stack.s3Proxy.plan = ({ operation }) =>
      operation === 'DeleteObjects'
        ? { kind: 'key-errors', code: 'AccessDenied', fails: (key) => /0\.jpg$/.test(key) }
        : undefined;
    const { code, out } = await stack.onStack();
    expect(code).toBe(1);
    expect(out).toContain('image/10.jpg: AccessDenied\n');
    expect(out).toContain('image/20.jpg: AccessDenied\n');
    expect(out).toMatch(/left +2 \(listed again\)/);
    const json = await stack.onStack('--json');
    expect(schemaErrors('purge', JSON.parse(json.out))).toEqual([]);
    expect(JSON.parse(json.out)).toMatchObject({ left: 2, leftoverCount: 2, verified: true });
  });

  test('Ctrl-C ends it after what is under way and says how much is left', async () => {
    const stack = await deployed(60);
    const io = createTestIo();
    stack.dynamoProxy.plan = ({ operation, nth }) => {
      if (operation === 'BatchWriteItem' && nth === 0) io.interruptWith('SIGINT');
      return undefined;
    };
    const argv = ['purge', '--stack', originalName, '--yes', '--json', '--concurrency', '1'];
    const { code, out } = await runFibimg(argv, { io });
    expect(code).toBe(130);
    expect(schemaErrors('purge', JSON.parse(out))).toEqual([]);
    expect(JSON.parse(out)).toMatchObject({
      interrupted: true,
      removed: { items: 25, objects: 0 },
      left: 155,
      verified: false,
    });
    expect(keysIn(stack).length).toBe(120);
    stack.dynamoProxy.plan = undefined;
    expect((await stack.onStack()).out).toContain('nothing (listed again)');
  });

  test.each<[string, Fault, number, RegExp]>([
    ['expired credentials', { kind: 'error', status: 400, code: 'ExpiredToken' }, 4, /expired/],
    ['no permission', { kind: 'error', status: 403, code: 'AccessDenied' }, 4, /s3:DeleteObject/],
    ['throttling for ever', { kind: 'error', status: 503, code: 'SlowDown' }, 1, /throttled/],
    ['a hung endpoint', { kind: 'hang' }, 1, /did not answer/],
    ['garbage', { kind: 'garbage' }, 1, /S3 failed DeleteObjects/],
  ])(
    '%s while deleting: what was done is said, then why it stopped',
    async (_, fault, exit, why) => {
      const stack = await deployed(2);
      stack.s3Proxy.plan = ({ operation }) => (operation === 'DeleteObjects' ? fault : undefined);
      const { code, out, err } = await stack.onStack('--timeout', '700ms', '--verbose');
      expect([code, err]).toEqual([exit, expect.stringMatching(why)]);
      expect(out).toMatch(/left +4 \(stopped; purge again for the rest\)/);
      for (const secret of Object.values(secrets)) expect(out + err).not.toContain(secret);
    },
  );
});
