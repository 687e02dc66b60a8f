import { expect, test } from 'vitest';
import { type ErrorKind, FibimgError } from '../../../src/core/error.ts';
import type { ImageOrigin } from '../../../src/core/service/ports.ts';
import { createAdaptiveLimiter } from '../../../src/core/upkeep/adaptive-limiter.ts';
import { type SeedOptions, seed } from '../../../src/core/upkeep/seed.ts';
import { createMemoryStore, createTestOrigin } from '../../support/cli/memory-store.ts';
import { virtualTime } from '../../support/load/virtual-time.ts';

const rng = { below: (bound: number) => Math.floor(bound / 2), uuid: () => '' };

/** Taken for a JPEG of ours that is cut short. */
const jpegStart = Uint8Array.of(0xff, 0xd8);

const setUp = (rest: Partial<SeedOptions> = {}) => {
  const store = createMemoryStore();
  const { origin: plain, fetched } = createTestOrigin();
  const origin: ImageOrigin = {
    fetch: async (...args) => ({ ...(await plain.fetch(...args)), image: jpegStart }),
  };
  const { clock, sleep } = virtualTime();
  const limiter = () => createAdaptiveLimiter({ clock, rng, sleep, patienceMs: 30_000 });
  const options: SeedOptions = {
    ...store,
    origin,
    clock,
    limiters: { table: limiter(), bucket: limiter() },
    sizes: [400, 401, 402, 403, 404, 405],
    mode: 'missing' as const,
    guard: { overwriteForeign: false, anew: false, onReplace: () => {} },
    concurrency: 2,
    ...rest,
  };
  return { store, fetched, clock, options };
};

const failing = (of: (pixels: number) => ErrorKind | undefined, origin: ImageOrigin) => ({
  fetch: async (pixels: number, signal?: AbortSignal) => {
    const kind = of(pixels);
    if (kind !== undefined) throw new FibimgError(kind, `${pixels} failed`);
    return origin.fetch(pixels, signal);
  },
});

test('everything is written once, and a second run writes nothing', async () => {
  const { store, fetched, options } = setUp();
  expect(await seed(options)).toMatchObject({ written: 6, skipped: 0, failed: 0, bytes: 12 });
  expect([...store.items.keys()].sort()).toEqual(options.sizes);
  expect(await seed(options)).toMatchObject({
    written: 0,
    skipped: 6,
    failed: 0,
    bytes: 0,
    left: 0,
  });
  expect(fetched.length).toBe(6);
});

test('an image of which a part is missing is written anew', async () => {
  const { store, options } = setUp();
  await seed(options);
  store.items.delete(401);
  store.documents.delete(403);
  expect(await seed(options)).toMatchObject({ written: 2, skipped: 4 });
});

test('one that fails stops no other and is named', async () => {
  const { options } = setUp();
  const origin = failing((pixels) => (pixels % 2 ? 'origin' : undefined), options.origin);
  const result = await seed({ ...options, origin });
  expect(result).toMatchObject({ written: 3, failed: 3, left: 0 });
  expect(result.stoppedBy).toBeUndefined();
  expect(result.failures.map(({ pixels }) => pixels)).toEqual([401, 403, 405]);
});

test.each<ErrorKind>(['credentials', 'denied', 'not_found', 'config'])(
  '%s ends it, for the next would fail alike',
  async (kind) => {
    const { options } = setUp({ concurrency: 1 });
    const origin = failing((pixels) => (pixels === 402 ? kind : undefined), options.origin);
    const result = await seed({ ...options, origin });
    expect(result).toMatchObject({ written: 2, failed: 1, left: 3, stoppedBy: { kind } });
  },
);

test('a network that fails once is bad luck, one that always fails ends it', async () => {
  const { options } = setUp();
  const once = failing((pixels) => (pixels === 402 ? 'network' : undefined), options.origin);
  expect(await seed({ ...options, origin: once })).toMatchObject({
    written: 5,
    failed: 1,
    left: 0,
  });
  const always = failing(() => 'network', options.origin);
  const result = await seed({ ...setUp().options, origin: always });
  expect(result).toMatchObject({ written: 0, stoppedBy: { kind: 'network' } });
  expect(result.left).toBeGreaterThan(0);
});

test('a table that throttles is waited for, and no image is fetched twice for it', async () => {
  const { store, fetched, clock, options } = setUp({ concurrency: 4 });
  let refusals = 0;
  const put = async (...args: Parameters<typeof store.metadata.put>) => {
    if (clock.elapsedMs() < 2_000) {
      refusals += 1;
      throw new FibimgError('throttled', 'slow down');
    }
    await store.metadata.put(...args);
  };
  const result = await seed({ ...options, metadata: { ...store.metadata, put } });
  expect(result).toMatchObject({ written: 6, failed: 0 });
  expect(fetched.length).toBe(6);
  expect(refusals).toBeLessThan(100);
});

test('a table that throttles for ever ends it when patience does', async () => {
  const { store, clock, options } = setUp();
  const put = () => Promise.reject(new FibimgError('throttled', 'slow down'));
  const result = await seed({ ...options, metadata: { ...store.metadata, put } });
  expect(result).toMatchObject({ written: 0, stoppedBy: { kind: 'throttled' } });
  expect(clock.elapsedMs()).toBeLessThan(90_000);
});

test('an interrupt ends it after the images under way, and the next run does the rest', async () => {
  const interrupt = new AbortController();
  const { options, fetched } = setUp({ signal: interrupt.signal });
  const onProgress = ({ written }: { written: number }) => {
    if (written === 3) interrupt.abort();
  };
  const result = await seed({ ...options, onProgress });
  expect(result.interrupted).toBe(true);
  expect(result.written + result.left).toBe(6);
  expect(result.left).toBeGreaterThan(0);
  const { signal: _, ...uninterrupted } = options;
  expect(await seed(uninterrupted)).toMatchObject({ written: result.left, failed: 0 });
  expect(fetched.length).toBe(6);
});
