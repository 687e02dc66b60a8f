import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { deployOriginal } from '../../support/aws/deployed-stack.ts';
import {
  contentsOf,
  deployForeign,
  fillForeign,
  foreignKeys,
  foreignStacks,
} from '../../support/aws/foreign-stacks.ts';
import {
  originalFunctions,
  originalName,
  originalStack,
  originalTable,
} from '../../support/aws/original-stack.ts';
import { runFibimg } from '../../support/cli/run-fibimg.ts';
import { realClock } from '../../support/load/real-clock.ts';

afterEach(() => vi.unstubAllEnvs());

const generated = ['--source', 'generated'] as const;

/** Every command that writes to a stack, as far as it can go without a question. */
const writers: Readonly<Record<string, readonly string[]>> = {
  purge: ['purge', '--yes'],
  'purge --all-keys': ['purge', '--yes', '--all-keys'],
  seed: ['seed', ...generated, '--ints', '400-404'],
  'seed --force': ['seed', ...generated, '--ints', '402', '--force'],
  'seed --verify': ['seed', ...generated, '--ints', '402', '--verify'],
  get: ['get', ...generated, '--int', '402'],
  'bench cold': ['bench', '--yes', '--iterations', '2', '--ints', '402', ...generated],
  'bench warm': ['bench', '--yes', '--phase', 'warm', '--iterations', '2', '--ints', '402'],
  serve: ['serve', '--port', '0'],
};

const cases = Object.keys(foreignStacks).flatMap((whose) =>
  Object.keys(writers).map((writer) => [writer, whose] as const),
);

test.each(cases)('%s leaves %s as it is', async (writer, whose) => {
  const foreign = foreignStacks[whose];
  if (foreign === undefined) throw new Error('no such stack');
  const deployed = await deployForeign(foreign);
  const before = await deployed.contents();
  const argv = [...(writers[writer] ?? []), '--stack', foreign.stack.name];
  const { code, out, err } = await runFibimg(argv, { clock: realClock });
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(foreign.why);
  expect(err).toContain('--allow-foreign-stack');
  expect(await deployed.contents()).toEqual(before);
  const writing = /^(Put|Delete|Batch|Update|Create)/;
  const { s3Proxy, dynamoProxy } = deployed;
  const calls = [...s3Proxy.requests, ...dynamoProxy.requests].map(({ operation }) => operation);
  expect(calls.filter((operation) => writing.test(operation))).toEqual([]);
});

describe('what proves that a stack is ours', () => {
  const purge = () => runFibimg(['purge', '--yes', '--stack', originalName]);

  test('its tag alone, without asking for more', async () => {
    const { plane, dynamoProxy } = await deployOriginal();
    const { outputs: _, ...bare } = originalStack;
    plane.content = { ...plane.content, stacks: [{ ...bare, tags: { fibimg: '' } }] };
    expect((await purge()).code).toBe(0);
    expect(dynamoProxy.count('DescribeTable')).toBe(0);
  });

  test("not the original's shape when its function may not be read", async () => {
    const { plane } = await deployOriginal();
    plane.fault = (operation) =>
      operation === 'GetFunctionConfiguration'
        ? { kind: 'error', status: 403, code: 'AccessDeniedException' }
        : undefined;
    const { code, err } = await purge();
    expect([code, err]).toEqual([2, expect.stringContaining('its function could not be read')]);
  });

  test('nothing is needed with --allow-foreign-stack, and still only our form goes', async () => {
    const foreign = foreignStacks['a photo album'];
    if (foreign === undefined) throw new Error('no such stack');
    const deployed = await deployForeign(foreign);
    const argv = ['purge', '--yes', '--stack', 'album', '--allow-foreign-stack'];
    expect((await runFibimg(argv, { clock: realClock })).code).toBe(0);
    const { objects, items } = await deployed.contents();
    expect(objects.map(([key]) => key)).toEqual([...foreignKeys]);
    expect(items.join()).toContain('ALBUM#1');
    expect(items).toHaveLength(1);
  });
});

describe('what is not ours in a stack of ours', () => {
  const deploy = async () => {
    const deployed = await deployOriginal();
    fillForeign(deployed);
    for (const SK of ['ALBUM#1', 'PIXELS#0402', 'PIXELS#5001']) {
      const Item = { PK: { S: 'IMAGE' }, SK: { S: SK } };
      await deployed.dynamoDb.send(new PutItemCommand({ TableName: originalTable, Item }));
    }
    const run = (...argv: string[]) =>
      runFibimg([...argv, '--stack', originalName], { clock: realClock });
    return { ...deployed, run, contents: () => contentsOf(deployed) };
  };

  test('survives a purge, and is counted', async () => {
    const { run, contents } = await deploy();
    const { code, out, err } = await run('purge', '--yes', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      plan: { items: 0, objects: 1, stays: { items: 3, objects: 5 } },
      left: 0,
      verified: true,
    });
    expect(err).toMatch(/stays +3 items, 5 objects: .*image\/0500\.jpg/);
    const { objects, items } = await contents();
    expect(objects.map(([key]) => key)).toEqual([...foreignKeys]);
    expect(items).toHaveLength(3);
  });

  test('goes with --all-keys, under another heading and another question', async () => {
    const { contents } = await deploy();
    const terminal = { stdinIsTTY: true, stderrIsTTY: true, env: { TERM: 'dumb' }, columns: 200 };
    const argv = ['purge', '--all-keys', '--stack', originalName];
    const { code, err } = await runFibimg(argv, {
      ...terminal,
      clock: realClock,
      lines: [originalName],
    });
    expect(code).toBe(0);
    expect(err).toContain(`deletes EVERYTHING in stack ${originalName}, ours or not`);
    expect(err).toContain('to delete all of this, whoever put it there: ');
    expect(await contents()).toEqual({ objects: [], items: [] });
  });

  test('is not overwritten by seed or get, which say what it is', async () => {
    const { run, contents } = await deploy();
    const before = await contents();
    for (const mode of [[], ['--force'], ['--verify']]) {
      const seeded = await run('seed', ...generated, '--ints', '402', ...mode);
      expect([seeded.code, seeded.out]).toEqual([
        1,
        expect.stringContaining(
          '402: image/402.jpg is not ours, and stays as it is (it is no JPEG',
        ),
      ]);
      expect(seeded.err).not.toMatch(/is (replaced|repaired)/);
    }
    const got = await run('get', ...generated, '--int', '402');
    expect([got.code, got.err]).toEqual([1, expect.stringContaining('"mine: image/402.jpg"')]);
    expect(await contents()).toEqual(before);
  });

  test.each([
    ['--overwrite-foreign', 'image/402.jpg is replaced: it is no'],
    ['--force --overwrite-foreign', 'image/402.jpg is replaced: it is no'],
    ['--verify --overwrite-foreign', 'image 402 is repaired: it is no'],
  ])('is overwritten with %s, which says what it was', async (words, said) => {
    const { run, images } = await deploy();
    const argv = ['seed', ...generated, '--ints', '402', ...words.split(' ')];
    const { code, err } = await run(...argv);
    expect([code, err]).toEqual([0, expect.stringContaining(said)]);
    expect((await images.readImage(402))?.length).toBeGreaterThan(1000);
  });
});

test("the original's functions do not prove a stack that is named otherwise", async () => {
  const { plane } = await deployOriginal();
  plane.content = {
    stacks: [{ ...originalStack, outputs: { TheUrl: 'https://example.invalid/' } }],
    functions: originalFunctions,
  };
  const { code, err } = await runFibimg(['purge', '--yes', '--stack', originalName]);
  expect([code, err]).toEqual([2, expect.stringContaining('nor the output Bucket')]);
});
