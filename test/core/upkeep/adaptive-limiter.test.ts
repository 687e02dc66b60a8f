import { expect, test } from 'vitest';
import { createDraw } from '../../../src/bench/load/philox.ts';
import { FibimgError } from '../../../src/core/error.ts';
import type { Sleep } from '../../../src/core/sleep.ts';
import { createAdaptiveLimiter } from '../../../src/core/upkeep/adaptive-limiter.ts';
import { runBounded } from '../../../src/core/upkeep/run-bounded.ts';
import { virtualTime } from '../../support/load/virtual-time.ts';

const rng = { below: (bound: number) => Math.floor(bound / 2), uuid: () => '' };

/** A table that takes `perSecond` calls a second and saves up for `burst`. */
const createTable = (now: () => number, perSecond: number, burst: number) => {
  let tokens = burst;
  let lastMs = 0;
  const counts = { taken: 0, refused: 0 };
  const call = async () => {
    tokens = Math.min(burst, tokens + ((now() - lastMs) / 1000) * perSecond);
    lastMs = now();
    if (tokens < 1) {
      counts.refused += 1;
      throw new FibimgError('throttled', 'slow down');
    }
    tokens -= 1;
    counts.taken += 1;
  };
  return { call, counts };
};

test('without refusals there is no waiting', async () => {
  const { clock, sleep } = virtualTime();
  const limiter = createAdaptiveLimiter({ clock, rng, sleep, patienceMs: 1000 });
  await runBounded(Array.from({ length: 500 }), 8, () => limiter.retry(async () => {}));
  expect(clock.elapsedMs()).toBe(0);
});

test.each([1, 5, 50])(
  'a table of %i calls a second is used well and seldom pressed',
  async (rate) => {
    const { clock, sleep } = virtualTime();
    const limiter = createAdaptiveLimiter({ clock, rng, sleep, patienceMs: 60_000 });
    const { call, counts } = createTable(clock.elapsedMs, rate, 10);
    await runBounded(Array.from({ length: 300 }), 8, () => limiter.retry(call));
    expect(counts.taken).toBe(300);
    expect(counts.refused).toBeLessThan(0.7 * counts.taken);
    const leastSeconds = (300 - 10) / rate;
    expect(clock.elapsedMs() / 1000).toBeLessThan(2 * leastSeconds);
  },
);

/** Refuses a share of calls whatever their rate, as where others use the same account. */
const createLottery = (share: number, sleep: Sleep) => {
  const below = createDraw(1);
  const counts = { taken: 0, refused: 0 };
  const call = async () => {
    await sleep(5);
    if (below(1_000) < share * 1_000) {
      counts.refused += 1;
      throw new FibimgError('throttled', 'slow down');
    }
    counts.taken += 1;
  };
  return { call, counts };
};

test.each([
  [0.1, 2],
  [0.25, 2],
  [0.6, 8],
])(
  'refusals of %d of all calls, whatever their rate, do not bring it to a stand',
  async (share, mostSeconds) => {
    const { clock, sleep } = virtualTime();
    const limiter = createAdaptiveLimiter({ clock, rng, sleep, patienceMs: 28_000 });
    const { call, counts } = createLottery(share, sleep);
    await runBounded(Array.from({ length: 300 }), 8, () => limiter.retry(call));
    expect(counts.taken).toBe(300);
    expect(clock.elapsedMs() / 1000).toBeLessThan(mostSeconds);
  },
);

test('a limit that is lifted is soon forgotten', async () => {
  const { clock, sleep } = virtualTime();
  const limiter = createAdaptiveLimiter({ clock, rng, sleep, patienceMs: 28_000 });
  const { call } = createTable(clock.elapsedMs, 2, 5);
  await runBounded(Array.from({ length: 60 }), 8, () => limiter.retry(call));
  const liftedMs = clock.elapsedMs();
  await runBounded(Array.from({ length: 300 }), 8, () => limiter.retry(() => sleep(5)));
  expect(clock.elapsedMs() - liftedMs).toBeLessThan(10_000);
});

test('a service that refuses everything is given up when patience ends, by all callers', async () => {
  const { clock, sleep } = virtualTime();
  const limiter = createAdaptiveLimiter({ clock, rng, sleep, patienceMs: 20_000 });
  const { call } = createTable(clock.elapsedMs, 0, 0);
  const results = await Promise.allSettled([1, 2, 3].map(() => limiter.retry(call)));
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(clock.elapsedMs()).toBeGreaterThanOrEqual(20_000);
  expect(clock.elapsedMs()).toBeLessThan(60_000);
});

test('other failures pass through at once, and an abort ends a wait', async () => {
  const { clock, sleep } = virtualTime();
  const limiter = createAdaptiveLimiter({ clock, rng, sleep, patienceMs: 20_000 });
  const denied = new FibimgError('denied', 'no');
  await expect(limiter.retry(() => Promise.reject(denied))).rejects.toBe(denied);
  const abort = new AbortController();
  const waiting = limiter.retry(createTable(clock.elapsedMs, 0, 0).call, abort.signal);
  abort.abort(new Error('stopped'));
  await expect(waiting).rejects.toThrow('stopped');
});
