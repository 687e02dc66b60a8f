import { afterEach, describe, expect, it, vi } from 'vitest';
import type { BenchDocument } from '../../../src/bench/record/document.ts';
import type { PlaneFault } from '../../support/aws/lambda/lambda-stand-in.ts';
import { schemaErrors } from '../../support/cli/schema.ts';
import {
  type FunctionRig,
  fewRequests as load,
  rigName as name,
  rigFunction as setUp,
  updatesIn,
} from '../../support/load/bench-function.ts';

afterEach(() => vi.unstubAllEnvs());

describe('bench --function --cold-starts', () => {
  it.each([
    ['env', name],
    ['version', `${name}:live`],
    ['auto', `${name}:live`],
  ])(
    'by --cold-method %s: proves its cold starts, and leaves the function as it was',
    async (method, target) => {
      const rig = await setUp({ initMs: 200 });
      const argv = [
        '--function',
        target,
        '--cold-method',
        method,
        '--cold-starts',
        '12',
        '--burst',
        '4',
      ];
      const { code, out, err } = await rig.bench([...argv, ...load, '--yes', '--json']);
      const document = JSON.parse(out) as BenchDocument;
      expect([code, schemaErrors('bench', document)]).toEqual([0, []]);
      expect(document.coldStarts).toMatchObject({ proven: 12, unproven: 0, failed: 0, atOnce: 4 });
      for (const { coldMs, warmMs } of document.coldStarts?.bursts ?? []) {
        expect(Math.min(...coldMs)).toBeGreaterThan(199);
        expect(warmMs).toHaveLength(12);
      }
      expect(document.effects.find(({ of }) => of === 'cold-start')?.ms).toBeGreaterThan(100);
      expect(err).toContain('sets the variable FIBIMG_COLD_MARKER of function images');
      expect(err).toContain('function images is as it was: ');
      expect([rig.record.remembered(), await rig.journals()]).toEqual([rig.original, []]);
    },
  );

  it('rejects and counts what should have been cold and was not', async () => {
    const rig = await setUp({ stale: 3 });
    const argv = ['--function', name, '--cold-starts', '12', '--burst', '4', ...load];
    const { code, out } = await rig.bench([...argv, '--yes', '--json']);
    expect(code).toBe(0);
    const { coldStarts } = JSON.parse(out) as BenchDocument;
    expect(coldStarts).toMatchObject({ unproven: 3, failed: 0 });
    expect(coldStarts?.proven).toBeGreaterThanOrEqual(12);
  });

  it.each<readonly [readonly string[], number, string]>([
    [['--cold-starts', '4'], 2, 'add --yes'],
    [['--cold-starts', '4', '--no-input'], 2, '--no-input forbids the question'],
    [['--cold-starts', '4', '--cold-method', 'none'], 2, 'leaves them alone'],
    [['--cold-starts', '4', '--cold-method', 'version'], 2, 'name it as NAME:ALIAS'],
  ])('%j changes nothing', async (argv, exit, why) => {
    const rig = await setUp();
    const { code, err } = await rig.bench(['--function', name, ...load, ...argv]);
    expect([code, err]).toEqual([exit, expect.stringContaining(why)]);
    expect([updatesIn(rig), rig.environments.truths.length]).toEqual([0, 0]);
    expect(await rig.journals()).toEqual([]);
  });

  it.each([
    [`${name}:live`, 'env', 'alias live serves a version'],
    [`${name}:1`, 'auto', 'version 1 can never be changed'],
  ])('%s by --cold-method %s is refused', async (target, method, why) => {
    const rig = await setUp();
    const argv = ['--function', target, ...load, '--cold-starts', '4', '--cold-method', method];
    const { code, err } = await rig.bench([...argv, '--yes']);
    expect([code, err]).toEqual([2, expect.stringContaining(why)]);
    expect(updatesIn(rig)).toBe(0);
  });

  it('asks on a terminal, and changes nothing without the name', async () => {
    const rig = await setUp();
    const argv = ['--function', name, ...load, '--cold-starts', '4'];
    const terminal = { stdinIsTTY: true, stderrIsTTY: true, env: { TERM: 'dumb' } };
    const refused = await rig.bench(argv, { ...terminal, lines: ['no'] });
    expect([refused.code, refused.err]).toEqual([
      1,
      expect.stringContaining('nothing was changed'),
    ]);
    expect(updatesIn(rig)).toBe(0);
    const allowed = await rig.bench(argv, { ...terminal, lines: [name] });
    expect(allowed.code).toBe(0);
    expect(rig.record.remembered()).toBe(rig.original);
  });

  it('without --cold-starts changes nothing and asks nothing', async () => {
    const rig = await setUp();
    const { code } = await rig.bench(['--function', name, ...load, '--json']);
    expect([code, updatesIn(rig)]).toEqual([0, 0]);
  });

  it('lacking the permission says which, and leaves no journal', async () => {
    const rig = await setUp();
    const denied: PlaneFault = { kind: 'error', status: 403, type: 'AccessDeniedException' };
    rig.server.plan((operation) => (operation.startsWith('Update') ? denied : undefined));
    const argv = ['--function', name, ...load, '--cold-starts', '4', '--yes'];
    const { code, err } = await rig.bench(argv);
    expect([code, err]).toEqual([4, expect.stringContaining('lambda:UpdateFunctionConfiguration')]);
    expect([rig.record.remembered(), await rig.journals()]).toEqual([rig.original, []]);
  });
});

describe('a bench that is ended at work', { timeout: 60_000 }, () => {
  const forever = [
    '--iterations',
    '4',
    '--vus',
    '2',
    '--ints',
    '400',
    '--cold-starts',
    '5000',
    '--burst',
    '2',
    '--yes',
  ];

  /** Ends the process when Lambda has got the nth call of an operation. */
  const endAt = async (
    rig: FunctionRig,
    argv: readonly string[],
    at: string,
    signal: NodeJS.Signals,
  ) => {
    const { child, done } = rig.spawned(...argv, ...forever);
    rig.server.plan((operation, nth) => {
      if (`${operation} ${nth}` === at) child.kill(signal);
      return undefined;
    });
    const result = await done;
    rig.server.plan(() => undefined);
    return result;
  };

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'by %s puts the function back itself',
    async (signal) => {
      const rig = await setUp();
      const { err } = await endAt(
        rig,
        ['--function', name],
        'UpdateFunctionConfiguration 3',
        signal,
      );
      expect(err).toContain('function images is as it was: removed FIBIMG_COLD_MARKER');
      expect([rig.record.remembered(), await rig.journals()]).toEqual([rig.original, []]);
    },
  );

  it.each([
    ['--restore', name, 'UpdateFunctionConfiguration 1'],
    ['--restore', `${name}:live`, 'PublishVersion 2'],
    ['--restore', `${name}:live`, 'UpdateAlias 1'],
    ['the next bench', name, 'GetFunctionConfiguration 6'],
    ['the next bench', `${name}:live`, 'DeleteFunction 1'],
  ])('by SIGKILL is repaired by %s: %s at %s', async (by, target, at) => {
    const rig = await setUp();
    const argv = ['--function', target, '--cold-method', 'auto'];
    const { signal } = await endAt(rig, argv, at, 'SIGKILL');
    expect(signal).toBe('SIGKILL');
    expect(await rig.journals()).toHaveLength(1);
    const next = by === '--restore' ? ['--restore'] : ['--function', name, ...load];
    const { code, err } = await rig.bench(next);
    expect([code, err]).toEqual([
      0,
      expect.stringContaining('changed by a bench that was ended at work'),
    ]);
    expect([rig.record.remembered(), await rig.journals()]).toEqual([rig.original, []]);
  });

  it('has nothing to restore where no run has left anything', async () => {
    const rig = await setUp();
    const { code, err } = await rig.bench(['--restore']);
    expect([code, err]).toEqual([0, expect.stringContaining('no run has left anything changed')]);
  });

  it('keeps the journal where the function cannot be reached', async () => {
    const rig = await setUp();
    await endAt(rig, ['--function', name], 'UpdateFunctionConfiguration 2', 'SIGKILL');
    const denied: PlaneFault = { kind: 'error', status: 403, type: 'AccessDeniedException' };
    rig.server.plan(() => denied);
    const { code, err } = await rig.bench(['--restore']);
    expect([code, err]).toEqual([1, expect.stringContaining('of account 123456789012')]);
    expect(await rig.journals()).toHaveLength(1);
    rig.server.plan(() => undefined);
    expect((await rig.bench(['--restore'])).code).toBe(0);
    expect(rig.record.remembered()).toBe(rig.original);
  });
});
