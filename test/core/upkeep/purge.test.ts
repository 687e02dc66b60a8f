import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FibimgError } from '../../../src/core/error.ts';
import { createAdaptiveLimiter } from '../../../src/core/upkeep/adaptive-limiter.ts';
import { type PurgeOptions, purge } from '../../../src/core/upkeep/purge.ts';
import { tolerateMissing } from '../../../src/core/upkeep/purge-missing.ts';
import { planPurge } from '../../../src/core/upkeep/purge-plan.ts';
import type {
  Deletable,
  Failure,
  PurgeStage,
  PurgeTarget,
} from '../../../src/core/upkeep/purge-target.ts';
import { virtualTime } from '../../support/load/virtual-time.ts';

const object = (key: string): Deletable => ({ kind: 'object', key, bytes: 10 });

/** A service of stages in memory, whose faults a test puts between. */
const createService = (content: Record<string, readonly string[]>, pageSize = 4, batchSize = 3) => {
  const log: string[] = [];
  const stages = Object.entries(content).map(([name, keys]) => ({ name, keys: new Set(keys) }));
  const fault: { of: (batch: readonly Deletable[]) => readonly Failure[] } = { of: () => [] };
  const stageOf = ({ name, keys }: (typeof stages)[number]): PurgeStage => ({
    name,
    batchSize,
    list: async (from = '') => {
      log.push(`list ${name}`);
      const rest = [...keys].filter((key) => key > from).sort();
      const things = rest.slice(0, pageSize).map(object);
      const last = things.at(-1)?.key;
      return rest.length > pageSize && last !== undefined ? { things, next: last } : { things };
    },
    remove: async (batch) => {
      const failures = fault.of(batch);
      log.push(`remove ${name} ${batch.length - failures.length}/${batch.length}`);
      const failed = new Set(failures.map(({ thing }) => thing.key));
      for (const { key } of batch) if (!failed.has(key)) keys.delete(key);
      return failures;
    },
  });
  const target: PurgeTarget = { stages: stages.map(stageOf), foreign: async () => ['other/'] };
  return { target, log, fault, left: () => stages.flatMap(({ keys }) => [...keys]) };
};

const optionsOf = (rest: Partial<PurgeOptions> = {}): PurgeOptions => {
  const { clock, sleep } = virtualTime();
  const rng = { below: (bound: number) => bound - 1, uuid: () => '' };
  const limiter = createAdaptiveLimiter({ clock, rng, sleep, patienceMs: 30_000 });
  return { concurrency: 4, limiter, rng, sleep, ...rest };
};

const keys = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, at) => `${prefix}${String(at).padStart(4, '0')}`);

test('whatever the sizes, everything goes, stage after stage, in the fewest requests', async () => {
  const size = fc.integer({ min: 0, max: 40 });
  const batch = fc.integer({ min: 1, max: 7 });
  await fc.assert(
    fc.asyncProperty(
      size,
      size,
      batch,
      batch,
      batch,
      async (items, images, page, each, workers) => {
        const content = { items: keys('a', items), images: keys('b', images) };
        const { target, log, left } = createService(content, page * each, each);
        const { removed, leftoverCount } = await purge(target, optionsOf({ concurrency: workers }));
        expect([left(), removed.total, leftoverCount]).toEqual([[], items + images, 0]);
        const removals = log.filter((line) => line.startsWith('remove'));
        expect(removals.length).toBe(Math.ceil(items / each) + Math.ceil(images / each));
        const lastItem = log.findLastIndex((line) => line.includes('items'));
        const firstImage = log.findIndex((line) => line.includes('images'));
        expect(firstImage).toBeGreaterThan(lastItem);
      },
    ),
    { numRuns: 60 },
  );
});

test('the next page is listed while a batch is being deleted, and no more than there is room for', async () => {
  const { target, log, left } = createService({ images: keys('k', 40) });
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const stages = target.stages.map((stage) => ({
    ...stage,
    remove: async (batch: readonly Deletable[]) => {
      await held;
      return stage.remove(batch);
    },
  }));
  const purging = purge({ ...target, stages }, optionsOf({ concurrency: 2 }));
  await new Promise((resolve) => setImmediate(resolve));
  expect(log).toEqual(['list images', 'list images']);
  release();
  await purging;
  expect(left()).toEqual([]);
});

test('keys that fail for a while are asked for again until they are gone', async () => {
  const { target, fault, left } = createService({ images: keys('k', 20) });
  const tries = new Map<string, number>();
  fault.of = (batch) =>
    batch
      .filter(({ key }) => {
        tries.set(key, (tries.get(key) ?? 0) + 1);
        return key.endsWith('7') && (tries.get(key) ?? 0) < 4;
      })
      .map((thing) => ({ thing, why: 'InternalError', retryability: 'transient' }));
  const { removed, leftoverCount } = await purge(target, optionsOf());
  expect([left(), removed.total, leftoverCount]).toEqual([[], 20, 0]);
  expect(tries.get('k0007')).toBe(4);
});

test('keys that fail for ever are given up and named, the others go', async () => {
  const { target, fault, left } = createService({ images: keys('k', 40) });
  fault.of = (batch) =>
    batch
      .filter(({ key }) => key.endsWith('5'))
      .map((thing) => ({ thing, why: 'InternalError', retryability: 'transient' }));
  const result = await purge(target, optionsOf());
  const stubborn = ['k0005', 'k0015', 'k0025', 'k0035'];
  expect(left()).toEqual(stubborn);
  expect(result.leftovers.map(({ thing }) => thing.key).sort()).toEqual(stubborn);
  expect([result.leftoverCount, result.removed.total]).toEqual([4, 36]);
});

test('a lasting failure is not tried again', async () => {
  const { target, fault, log } = createService({ images: ['k'] });
  fault.of = (batch) =>
    batch.map((thing) => ({ thing, why: 'AccessDenied', retryability: 'permanent' }));
  const { leftovers } = await purge(target, optionsOf());
  expect(leftovers).toMatchObject([{ thing: { key: 'k' }, why: 'AccessDenied' }]);
  expect(log.filter((line) => line.startsWith('remove')).length).toBe(1);
});

test('throttling for ever ends when patience does, and says so', async () => {
  const { target } = createService({ images: keys('k', 9) });
  const stage = target.stages[0];
  if (stage === undefined) throw new Error('no stage');
  const remove = () => Promise.reject(new FibimgError('throttled', 'slow down'));
  const endless = { ...target, stages: [{ ...stage, remove }] };
  const { clock, sleep } = virtualTime();
  const rng = { below: (bound: number) => bound - 1, uuid: () => '' };
  const limiter = createAdaptiveLimiter({ clock, rng, sleep, patienceMs: 30_000 });
  const result = await purge(endless, { concurrency: 2, limiter, rng, sleep });
  expect(result.stoppedBy).toMatchObject({ kind: 'throttled' });
  expect(clock.elapsedMs()).toBeGreaterThan(30_000);
  expect(clock.elapsedMs()).toBeLessThan(60_000);
});

test('a refusal that time cannot heal stops everything at once', async () => {
  const { target } = createService({ items: ['a'], images: ['b'] });
  const [items, images] = target.stages;
  if (items === undefined || images === undefined) throw new Error('no stages');
  const denied = new FibimgError('denied', 'no');
  const remove = () => Promise.reject(denied);
  const result = await purge({ ...target, stages: [{ ...items, remove }, images] }, optionsOf());
  expect(result).toMatchObject({ stoppedBy: denied, removed: { total: 0 }, interrupted: false });
});

test('an interrupt ends the purge after what is under way, and what went is counted', async () => {
  const { target, left } = createService({ images: keys('k', 60) });
  const interrupt = new AbortController();
  const onProgress = ({ total }: { total: number }) => {
    if (total >= 12) interrupt.abort();
  };
  const result = await purge(target, optionsOf({ signal: interrupt.signal, onProgress }));
  expect(result.interrupted).toBe(true);
  expect(result.stoppedBy).toBeUndefined();
  expect(result.removed.total).toBe(60 - left().length);
  expect(left().length).toBeGreaterThan(30);
});

test('a plan counts everything, changes nothing and names a few', async () => {
  const { target, log } = createService({ items: keys('a', 9), images: keys('b', 2) });
  const plan = await planPurge(target, optionsOf().limiter);
  expect(plan).toMatchObject({ total: 11, bytes: 110, foreign: ['other/'] });
  expect(plan.samples).toEqual(['a0000', 'a0001', 'b0000', 'b0001']);
  expect(log.every((line) => line.startsWith('list'))).toBe(true);
});

test('what a plan has listed is deleted without being listed again', async () => {
  const { target, log, left } = createService({ items: keys('a', 9), images: keys('b', 5) });
  const { listing } = await planPurge(target, optionsOf().limiter);
  log.length = 0;
  const { removed } = await purge(target, optionsOf({ listing }));
  expect([left(), removed.total]).toEqual([[], 14]);
  expect(log.filter((line) => line.startsWith('list'))).toEqual([]);
});

test('a stage of more than memory should hold is not remembered, and listed again', async () => {
  const many = keys('b', 25_000);
  const { target, log, left } = createService({ items: keys('a', 9), images: many }, 1000, 1000);
  const { listing, total } = await planPurge(target, optionsOf().limiter);
  expect([total, [...listing.values()].map(({ length }) => length)]).toEqual([25_009, [9]]);
  log.length = 0;
  await purge(target, optionsOf({ listing }));
  expect(left()).toEqual([]);
  expect(new Set(log.filter((line) => line.startsWith('list')))).toEqual(new Set(['list images']));
});

test('a bucket that does not exist is empty where that is tolerated, other failures stay', async () => {
  const missing = (kind: 'not_found' | 'denied'): PurgeTarget => ({
    stages: [
      {
        name: 'images',
        batchSize: 1,
        list: () => Promise.reject(new FibimgError(kind, 'bucket b does not exist')),
        remove: async () => [],
      },
    ],
    foreign: async () => [],
  });
  const told: string[] = [];
  const tolerant = tolerateMissing(missing('not_found'), (why) => told.push(why));
  expect((await planPurge(tolerant, optionsOf().limiter)).total).toBe(0);
  expect(told).toEqual(['bucket b does not exist']);
  const denied = tolerateMissing(missing('denied'), () => {});
  await expect(planPurge(denied, optionsOf().limiter)).rejects.toMatchObject({ kind: 'denied' });
});
