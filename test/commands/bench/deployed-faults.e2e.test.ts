import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { BenchDocument } from '../../../src/bench/record/document.ts';
import type { EnvironmentPool } from '../../support/aws/lambda/environment-pool.ts';
import type {
  Configuration,
  FunctionRecordOptions,
} from '../../support/aws/lambda/function-record.ts';
import type { PlaneFault } from '../../support/aws/lambda/lambda-stand-in.ts';
import {
  type FunctionRig,
  fewRequests,
  rigFunction,
  rigName,
  rigVariables,
  updatesIn,
} from '../../support/load/bench-function.ts';

afterEach(() => vi.unstubAllEnvs());

const denied: PlaneFault = { kind: 'error', status: 403, type: 'AccessDeniedException' };
const throttle: PlaneFault = { kind: 'error', status: 429, type: 'TooManyRequestsException' };

const journalOf = (account: string): string =>
  JSON.stringify({
    ...{ journalVersion: 1, run: 'fibimg 2026-11-21T10:00:00.000Z x', marker: null, alias: null },
    functionArn: `arn:aws:lambda:eu-west-1:${account}:function:${rigName}`,
    ...{ since: '2026-11-21T10:00:00.000Z', endpoint: null, owner: {} },
  });

interface BadInput {
  readonly options?: FunctionRecordOptions;
  readonly target?: string;
  readonly argv?: readonly string[];
  /** Makes it bad. */
  readonly spoil?: (rig: FunctionRig) => Promise<unknown> | unknown;
  readonly exit: number;
  readonly says: string;
}

const withJournal =
  (text: string) =>
  async ({ journalFolder, server }: FunctionRig) => {
    await mkdir(journalFolder, { recursive: true });
    await writeFile(join(journalFolder, 'images-1.json'), text.replace('ENDPOINT', server.url));
  };

const unreadable = {
  Environment: { Error: { ErrorCode: 'AccessDeniedException', Message: 'unable to decrypt' } },
} as unknown as Partial<Configuration>;

const managed = {
  CapacityProviderConfig: {
    LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn: 'arn:c' },
  },
} as unknown as Partial<Configuration>;

const deny = (which: string) => (rig: FunctionRig) =>
  rig.server.plan((operation) => (operation.startsWith(which) ? denied : undefined));

/** Item, what is asked, exit code and words; what was changed is nothing, each time. */
const badInput: readonly (readonly [string, BadInput])[] = [
  [
    'no permission to read its configuration',
    { spoil: deny('GetFunctionConfiguration'), exit: 4, says: 'lambda:GetFunctionConfiguration' },
  ],
  [
    'no permission to change it',
    { spoil: deny('Update'), exit: 4, says: 'lambda:UpdateFunctionConfiguration' },
  ],
  [
    'a function that does not exist',
    { target: 'nothing', exit: 2, says: 'function nothing does not exist' },
  ],
  [
    'an alias where $LATEST is meant',
    {
      target: `${rigName}:live`,
      argv: ['--cold-method', 'env'],
      exit: 2,
      says: 'alias live serves a version',
    },
  ],
  [
    '$LATEST where an alias is meant',
    { argv: ['--cold-method', 'version'], exit: 2, says: 'name it as NAME:ALIAS' },
  ],
  [
    'an alias that does not exist',
    {
      target: `${rigName}:none`,
      argv: ['--cold-method', 'auto'],
      exit: 2,
      says: 'function images:none does not exist',
    },
  ],
  [
    'an environment of 4 KB',
    {
      options: { variables: { BIG: 'x'.repeat(4080) } },
      exit: 1,
      says: 'no room for one variable',
    },
  ],
  [
    'an environment that cannot be decrypted',
    { spoil: (rig) => rig.record.changeByOthers(unreadable), exit: 1, says: 'cannot be read' },
  ],
  [
    'reserved concurrency 0',
    { options: { reserved: 0 }, exit: 2, says: 'function images is switched off' },
  ],
  [
    'managed instances',
    {
      spoil: (rig) => rig.record.changeByOthers(managed),
      exit: 1,
      says: 'cannot be made on purpose',
    },
  ],
  [
    'a damaged journal',
    { spoil: withJournal('{"journalVersion":1,'), exit: 1, says: 'it is damaged' },
  ],
  [
    'a journal that cannot be opened',
    {
      spoil: ({ journalFolder }) =>
        mkdir(join(journalFolder, 'images-1.json'), { recursive: true }),
      exit: 1,
      says: 'cannot be read',
    },
  ],
  [
    'a journal of another account',
    {
      spoil: withJournal(
        journalOf('999999999999').replace('"endpoint":null', '"endpoint":"ENDPOINT"'),
      ),
      argv: ['--break-lock'],
      exit: 1,
      says: 'of account 999999999999',
    },
  ],
  [
    'a journal of a run on another machine',
    { spoil: withJournal(journalOf('123456789012')), exit: 1, says: 'on another machine' },
  ],
  [
    'an update that is in progress for longer than anybody waits, by its time-out',
    {
      spoil: (rig) =>
        rig.server.plan((one) => (one.startsWith('Get') ? { kind: 'wait', ms: 900 } : undefined)),
      argv: ['--aws-timeout', '300ms'],
      exit: 1,
      says: 'did not answer',
    },
  ],
];

describe('bad input: a clear error, and nothing changed', () => {
  it.each(badInput)(
    '%s',
    async (_, { options, target = rigName, argv = [], spoil, exit, says }) => {
      const rig = await rigFunction({}, options);
      await spoil?.(rig);
      const before = [rig.record.remembered(), await rig.journals()];
      const line = ['--function', target, ...fewRequests, '--cold-starts', '4', '--yes', ...argv];
      const { code, err } = await rig.bench(line);
      expect([code, err]).toEqual([exit, expect.stringContaining(says)]);
      expect([rig.record.remembered(), await rig.journals()]).toEqual(before);
      const isDenied = says.endsWith('UpdateFunctionConfiguration');
      expect(updatesIn(rig)).toBe(isDenied ? 1 : 0);
    },
  );

  it('two benches at once on one function: the second changes nothing, the first ends well', async () => {
    const rig = await rigFunction({ initMs: 60 });
    const argv = ['--function', rigName, ...fewRequests, '--cold-starts', '12', '--burst', '2'];
    let second: ReturnType<typeof rig.bench> | undefined;
    rig.server.plan((operation, nth) => {
      if (operation === 'UpdateFunctionConfiguration' && nth === 2) {
        second ??= rig.bench([...argv, '--yes']);
      }
      return undefined;
    });
    const first = await rig.bench([...argv, '--yes']);
    const refused = await second;
    expect([first.code, refused?.code]).toEqual([0, 1]);
    expect(refused?.err).toContain('a bench still changes function images');
    expect([rig.record.remembered(), await rig.journals()]).toEqual([rig.original, []]);
  });
});

const many = ['--cold-starts', '16', '--burst', '2', '--yes', '--json'];

describe('faults of the control plane while cold starts are made', () => {
  it('15 calls a second: backs off, finishes, and counts its calls', async () => {
    const rig = await rigFunction({ initMs: 50 });
    // 15 calls, and then none until a second has passed.
    let [left, throttled, openMs] = [15, 0, 0];
    rig.server.plan((operation) => {
      if (operation === 'Invoke') return undefined;
      if (left > 0) {
        left -= 1;
        if (left === 0) openMs = performance.now() + 1000;
        return undefined;
      }
      if (performance.now() >= openMs) {
        left = 14;
        return undefined;
      }
      throttled += 1;
      return throttle;
    });
    const { code, out, err } = await rig.bench(['--function', rigName, ...fewRequests, ...many]);
    const { coldStarts } = JSON.parse(out) as BenchDocument;
    expect([code, coldStarts]).toEqual([0, expect.objectContaining({ proven: 16, unproven: 0 })]);
    expect(throttled).toBeGreaterThan(0);
    expect(err).toMatch(/made \d+ calls of Lambda's control plane/);
    expect([rig.record.remembered(), await rig.journals()]).toEqual([rig.original, []]);
  });

  it('slow updates: waits for each', async () => {
    const rig = await rigFunction({ initMs: 5 }, { settleMs: 120 });
    const { code, out } = await rig.bench(['--function', rigName, ...fewRequests, ...many]);
    expect([code, (JSON.parse(out) as BenchDocument).coldStarts?.proven]).toEqual([0, 16]);
    expect(rig.record.remembered()).toBe(rig.original);
  });

  it('an update that fails: says why, keeps what was measured, and puts all back', async () => {
    const rig = await rigFunction({ initMs: 5 }, { failUpdates: (nth) => nth === 3 });
    const { code, out, err } = await rig.bench(['--function', rigName, ...fewRequests, ...many]);
    expect([code, err]).toEqual([1, expect.stringContaining('the role cannot be assumed')]);
    expect((JSON.parse(out) as BenchDocument).coldStarts?.proven).toBe(4);
    expect([rig.record.remembered(), await rig.journals()]).toEqual([rig.original, []]);
  });

  it('a deployment by others meanwhile: stops, and leaves it', async () => {
    const rig = await rigFunction({ initMs: 5 });
    rig.server.plan((operation, nth) => {
      if (operation === 'UpdateFunctionConfiguration' && nth === 3) {
        rig.record.changeByOthers({ CodeSha256: 'theirs' });
      }
      return undefined;
    });
    const { code, err } = await rig.bench(['--function', rigName, ...fewRequests, ...many]);
    expect([code, err]).toEqual([1, expect.stringContaining('was changed by others')]);
    expect(rig.record.describe()).toMatchObject({
      CodeSha256: 'theirs',
      Environment: { Variables: rigVariables },
    });
    expect(await rig.journals()).toEqual([]);
  });

  /** Answers of old environments, where new ones were asked for. */
  const staleAnswers = (environments: EnvironmentPool): number =>
    environments.truths.filter(({ isStale }) => isStale).length;

  it.each([
    ['by their headers', { headers: true, logs: false }],
    ['by their log', { headers: false, logs: true }],
  ])('warm answers from what should be cold are rejected and counted: %s', async (_, told) => {
    const rig = await rigFunction({ initMs: 5, stale: 2, ...told });
    const { code, out } = await rig.bench(['--function', rigName, ...fewRequests, ...many]);
    const { coldStarts } = JSON.parse(out) as BenchDocument;
    expect(code).toBe(0);
    expect(coldStarts).toMatchObject({ unproven: staleAnswers(rig.environments), failed: 0 });
    expect(coldStarts?.unproven).toBe(2);
    expect(coldStarts?.proven).toBeGreaterThanOrEqual(16);
  });

  it('answers that prove nothing, without log and headers, are all rejected', async () => {
    const rig = await rigFunction({ initMs: 5, headers: false, logs: false });
    const { code, out } = await rig.bench(['--function', rigName, ...fewRequests, ...many]);
    const { coldStarts, kinds, coldShares } = JSON.parse(out) as BenchDocument;
    expect(code).toBe(0);
    expect(coldStarts).toMatchObject({ proven: 0, bursts: [] });
    expect(coldStarts?.unproven).toBeGreaterThan(16);
    expect([kinds, coldShares]).toEqual([[], []]);
    expect(rig.record.remembered()).toBe(rig.original);
  });
});
