import { describe, expect, test } from 'vitest';
import { createDraw } from '../../../src/bench/load/philox.ts';
import { FibimgError } from '../../../src/core/error.ts';
import { createAdaptiveLimiter } from '../../../src/core/upkeep/adaptive-limiter.ts';
import { runBounded } from '../../../src/core/upkeep/run-bounded.ts';
import { virtualTime } from '../../support/load/virtual-time.ts';

/** Chance decides in all of this, so what is claimed holds for each of these. */
const seeds = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const callMs = 5;
const images = 300;

const rngOf = (seed: number) => ({ below: createDraw(seed), uuid: () => '' });

type Service = (now: () => number, seed: number) => () => boolean;

/** A table that takes `perSecond` calls a second and saves up for `burst`. */
const tableOf =
  (perSecond: number, burst: number): Service =>
  (now) => {
    let tokens = burst;
    let lastMs = 0;
    return () => {
      tokens = Math.min(burst, tokens + ((now() - lastMs) / 1000) * perSecond);
      lastMs = now();
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    };
  };

/** Refuses a share of calls whatever their rate, as where others use the same account. */
const lotteryOf =
  (share: number): Service =>
  (_, seed) => {
    const below = createDraw(1000 + seed);
    return () => below(1000) >= share * 1000;
  };

/** The service behind a limiter, in virtual time. */
const open = (service: Service, { seed = 1, patienceMs = 28_000 } = {}) => {
  const { clock, sleep } = virtualTime();
  const limiter = createAdaptiveLimiter({ clock, rng: rngOf(seed), sleep, patienceMs });
  const takes = service(clock.elapsedMs, seed);
  const counts = { taken: 0, refused: 0 };
  const call = async () => {
    await sleep(callMs);
    const taken = takes();
    counts[taken ? 'taken' : 'refused'] += 1;
    if (!taken) throw new FibimgError('throttled', 'slow down');
  };
  return { clock, sleep, limiter, counts, call };
};

test('without refusals there is no waiting', async () => {
  const { clock, limiter } = open(lotteryOf(0));
  await runBounded(Array.from({ length: 500 }), 8, () => limiter.retry(async () => {}));
  expect(clock.elapsedMs()).toBe(0);
});

describe.each(seeds)('by chance %i', (seed) => {
  test.each([1, 5, 50, 200])(
    'a table of %i calls a second is used to the full, and not pressed much',
    async (rate) => {
      const burst = 10;
      const { clock, limiter, counts, call } = open(tableOf(rate, burst), { seed });
      await runBounded(Array.from({ length: images }), 8, () => limiter.retry(call));
      expect(counts.taken).toBe(images);
      expect(counts.refused).toBeLessThan(2.2 * counts.taken);
      const leastSeconds = (images - burst) / rate;
      expect(clock.elapsedMs() / 1000).toBeLessThan(1.1 * leastSeconds);
    },
  );

  test.each([
    [0.1, 1],
    [0.25, 1],
    [0.4, 2],
    [0.6, 8],
  ])(
    'refusals of %d of all calls, whatever their rate, do not bring it to a stand',
    async (share, mostSeconds) => {
      const { clock, limiter, counts, call } = open(lotteryOf(share), { seed });
      await runBounded(Array.from({ length: images }), 8, () => limiter.retry(call));
      expect(counts.taken).toBe(images);
      expect(clock.elapsedMs() / 1000).toBeLessThan(mostSeconds);
    },
  );
});

test('a limit that is lifted is soon forgotten', async () => {
  const { clock, sleep, limiter, call } = open(tableOf(2, 5));
  await runBounded(Array.from({ length: 60 }), 8, () => limiter.retry(call));
  const liftedMs = clock.elapsedMs();
  await runBounded(Array.from({ length: 300 }), 8, () => limiter.retry(() => sleep(5)));
  expect(clock.elapsedMs() - liftedMs).toBeLessThan(10_000);
});

test('a service that refuses everything is given up when patience ends, by all callers', async () => {
  const { clock, limiter, call } = open(tableOf(0, 0), { patienceMs: 20_000 });
  const results = await Promise.allSettled([1, 2, 3].map(() => limiter.retry(call)));
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(clock.elapsedMs()).toBeGreaterThanOrEqual(20_000);
  expect(clock.elapsedMs()).toBeLessThan(60_000);
});

test('other failures pass through at once, and an abort ends a wait', async () => {
  const { limiter, call } = open(tableOf(0, 0));
  const denied = new FibimgError('denied', 'no');
  await expect(limiter.retry(() => Promise.reject(denied))).rejects.toBe(denied);
  const abort = new AbortController();
  const waiting = limiter.retry(call, abort.signal);
  abort.abort(new Error('stopped'));
  await expect(waiting).rejects.toThrow('stopped');
});
