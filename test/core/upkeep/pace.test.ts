import { expect, test } from 'vitest';
import { FibimgError } from '../../../src/core/error.ts';
import { createPace } from '../../../src/core/upkeep/pace.ts';
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
  const pace = createPace({ clock, rng, sleep, patienceMs: 1000 });
  await runBounded(Array.from({ length: 500 }), 8, () => pace.persist(async () => {}));
  expect(clock.elapsedMs()).toBe(0);
});

test.each([1, 5, 50])(
  'a table of %i calls a second is used well and seldom pressed',
  async (rate) => {
    const { clock, sleep } = virtualTime();
    const pace = createPace({ clock, rng, sleep, patienceMs: 60_000 });
    const { call, counts } = createTable(clock.elapsedMs, rate, 10);
    await runBounded(Array.from({ length: 300 }), 8, () => pace.persist(call));
    expect(counts.taken).toBe(300);
    expect(counts.refused).toBeLessThan(0.5 * counts.taken);
    const leastSeconds = (300 - 10) / rate;
    expect(clock.elapsedMs() / 1000).toBeLessThan(2 * leastSeconds);
  },
);

test('a service that refuses everything is given up when patience ends, by all callers', async () => {
  const { clock, sleep } = virtualTime();
  const pace = createPace({ clock, rng, sleep, patienceMs: 20_000 });
  const { call } = createTable(clock.elapsedMs, 0, 0);
  const results = await Promise.allSettled([1, 2, 3].map(() => pace.persist(call)));
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(clock.elapsedMs()).toBeGreaterThanOrEqual(20_000);
  expect(clock.elapsedMs()).toBeLessThan(60_000);
});

test('other failures pass through at once, and an abort ends a wait', async () => {
  const { clock, sleep } = virtualTime();
  const pace = createPace({ clock, rng, sleep, patienceMs: 20_000 });
  const denied = new FibimgError('denied', 'no');
  await expect(pace.persist(() => Promise.reject(denied))).rejects.toBe(denied);
  const abort = new AbortController();
  const waiting = pace.persist(createTable(clock.elapsedMs, 0, 0).call, abort.signal);
  abort.abort(new Error('stopped'));
  await expect(waiting).rejects.toThrow('stopped');
});
