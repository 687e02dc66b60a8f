import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { LabDocument } from '../../../src/bench/lab/lab-document.ts';
import type { Configuration } from '../../support/aws/lambda/function-record.ts';
import { runFibimg, temporaryFolder } from '../../support/cli/run-fibimg.ts';
import {
  type FunctionRig,
  rigFunction,
  rigName,
  updatesIn,
} from '../../support/load/bench-function.ts';

afterEach(() => vi.unstubAllEnvs());

/** A function that takes 50 ms from 512 MB on, and longer below; accounts end at 3008 MB. */
const setUp = async (handlerOf = (memoryMb: number) => 50 * Math.max(1, 512 / memoryMb)) => {
  let rig: FunctionRig | undefined;
  const memory = () => (rig?.record.describe() as Configuration | undefined)?.MemorySize ?? 1024;
  rig = await rigFunction(
    { initMs: 60, handlerMs: () => handlerOf(memory()) },
    { mostMemoryMb: 3008 },
  );
  return rig;
};

const sweep = (sizes: string, ...argv: readonly string[]) => [
  ...['--function', rigName, '--memory', sizes, '--rounds', '3', '--burst', '3', '--seed', '7'],
  ...['--ints', '400-402', ...argv],
];

type Memory = Extract<LabDocument, { lab: 'memory' }>;

const untouched = async (rig: FunctionRig) => {
  expect([rig.record.remembered(), await rig.journals()]).toEqual([rig.original, []]);
};

describe('bench --memory on a function', { timeout: 60_000 }, () => {
  it('finds the knee, tells refused sizes, and leaves the function as it was', async () => {
    const rig = await setUp();
    const file = join(await temporaryFolder(), 'sweep.json');
    const argv = sweep('128,512,3008,10240', '--yes', '--json', '--save', file);
    const { code, out, err } = await rig.bench(argv);
    expect([code, err]).toEqual([0, expect.stringContaining('memory size back to 1024 MB')]);
    await untouched(rig);
    const found = JSON.parse(out) as Memory;
    // Which of two equals is chosen is noise; that 128 MB is slower is not.
    const named = found.knee?.candidates.map(({ memoryMb }) => memoryMb);
    expect([found.knee?.memoryMb === 128, named?.includes(512)]).toEqual([false, true]);
    expect(found.sizes.map(({ memoryMb, status }) => [memoryMb, status])).toEqual([
      [128, 'measured'],
      [512, 'measured'],
      [3008, 'measured'],
      [10_240, 'refused'],
    ]);
    for (const { coldMs, warmMs, coldUsd, warmUsd, coldStarts } of found.sizes.slice(0, 3)) {
      expect(coldStarts).toBe(9);
      expect(coldMs?.value).toBeGreaterThan((warmMs?.value ?? 0) + 40);
      expect(coldUsd?.value).toBeGreaterThan(warmUsd?.value ?? 0);
      expect(warmMs?.interval).not.toBeNull();
    }
    const [first] = found.sizes;
    expect(first?.warmMs?.value).toBeGreaterThan(199);
    // A new order in each round, and each size once.
    const orders = [1, 2, 3].map((round) =>
      found.cells.filter((cell) => cell.round === round).map(({ memoryMb }) => memoryMb),
    );
    for (const order of orders) expect(order.toSorted((a, b) => a - b)).toEqual([128, 512, 3008]);
    expect(new Set(orders.map(String)).size).toBeGreaterThan(1);
  });

  it('marks a size that times out, gives it up, and goes on', async () => {
    const rig = await setUp((memoryMb) => (memoryMb === 128 ? 5000 : 10));
    const argv = sweep('128,512', '--yes', '--timeout', '1500ms');
    const { code, out, err } = await rig.bench(argv);
    expect([code, err]).toEqual([0, expect.anything()]);
    expect(out).toContain('128 MB was given up: no request was answered (timeout).');
    expect(out).toMatch(
      /512 MB is the smallest size within 10 % of the fastest \(over 99 % sure\)/,
    );
    await untouched(rig);
  });

  it('moves an alias and moves it back', async () => {
    const rig = await setUp();
    const argv = sweep('512,1024', '--cold-method', 'auto', '--yes', '--json');
    const { code, out } = await rig.bench(
      argv.map((one) => (one === rigName ? `${one}:live` : one)),
    );
    expect(code).toBe(0);
    expect((JSON.parse(out) as Memory).sizes.map(({ coldStarts }) => coldStarts)).toEqual([9, 9]);
    await untouched(rig);
  });

  it.each<readonly [readonly string[], string]>([
    [sweep('512,1024'), 'add --yes'],
    [sweep('512,1024', '--no-input'), '--no-input forbids the question'],
    [sweep('512,1024', '--yes', '--max-cost', '0.0000001'), 'too dear'],
    [sweep('512,1024', '--yes', '--cold-method', 'none'), 'cannot be changed'],
    [sweep('100,1024', '--yes'), 'from 128 to 10240'],
    [sweep('512,20000', '--yes'), 'from 128 to 10240'],
    [sweep('512,1024', '--yes', '--vus', '3'), '--vus has no effect'],
  ])('%j changes nothing', async (argv, why) => {
    const rig = await setUp();
    const { code, err } = await rig.bench(argv);
    expect([code, err]).toEqual([2, expect.stringContaining(why)]);
    expect([updatesIn(rig), rig.environments.truths.length, await rig.journals()]).toEqual([
      0,
      0,
      [],
    ]);
  });

  it.each(['burst', 'idle'])('%s sends nothing that is above --max-cost', async (experiment) => {
    const rig = await setUp();
    const line = ['lab', experiment, '--endpoint-url', rig.server.url, '--function', rigName];
    const { code, err } = await runFibimg([...line, '--yes', '--max-cost', '0.0000001']);
    expect([code, err]).toEqual([2, expect.stringContaining('too dear')]);
    expect([updatesIn(rig), rig.environments.truths.length]).toEqual([0, 0]);
  });

  it('prints and keeps what was measured before a permission was lost', async () => {
    const rig = await setUp();
    rig.server.plan((operation, nth) =>
      operation === 'UpdateFunctionConfiguration' && nth === 4
        ? { kind: 'error', status: 403, type: 'AccessDeniedException' }
        : undefined,
    );
    const { code, out, err } = await rig.bench(sweep('512,1024', '--yes', '--json'));
    expect([code, err]).toEqual([4, expect.stringContaining('denied')]);
    const { cells, interrupted } = JSON.parse(out) as Memory;
    expect([cells.length, interrupted]).toEqual([2, true]);
    await untouched(rig);
  });

  it('ended by SIGTERM puts the size back', async () => {
    const rig = await setUp();
    const { child, done } = rig.spawned(...sweep('128,512,3008', '--yes'));
    rig.server.plan((operation, nth) => {
      if (operation === 'UpdateFunctionConfiguration' && nth === 4) child.kill('SIGTERM');
      return undefined;
    });
    await done;
    await untouched(rig);
  });

  it('ended by SIGKILL is repaired by --restore', async () => {
    const rig = await setUp();
    const { child, done } = rig.spawned(...sweep('128,512,3008', '--yes'));
    rig.server.plan((operation, nth) => {
      if (operation === 'UpdateFunctionConfiguration' && nth === 4) child.kill('SIGKILL');
      return undefined;
    });
    await done;
    expect(await rig.journals()).toHaveLength(1);
    rig.server.plan(() => undefined);
    const { code, err } = await rig.bench(['--restore']);
    expect([code, err]).toEqual([0, expect.stringContaining('memory size back to 1024 MB')]);
    await untouched(rig);
  });
});
