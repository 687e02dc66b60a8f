import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sample } from '../../../src/bench/engine/sample.ts';
import { createEventRequester } from '../../../src/bench/event/event-requester.ts';
import type { EventTarget } from '../../../src/core/events/event-target.ts';
import type { Thumbnail } from '../../../src/core/events/thumbnail-item.ts';
import { virtualTime } from '../../support/load/virtual-time.ts';

/** What becomes of one upload. */
interface Fate {
  /** Until its item is there; undefined for never. */
  readonly afterMs: number | undefined;
  readonly refused?: boolean;
  readonly start?: 'cold' | 'warm';
  readonly dead?: boolean;
  readonly uploadFails?: boolean;
}

const image = { type: 'image/jpeg', bytes: 1, width: 1, height: 1 };
const made = { state: 'made', source: image, location: 'l', thumbnail: image } as const;

/** Uploads in virtual time, to a bucket and a function that do as they are told; an upload takes 5 ms, a read 1. */
const run = async (fates: readonly Fate[], told: Partial<EventTarget> = {}) => {
  const { clock, sleep } = virtualTime();
  const readyMs = new Map<string, number>();
  const fateOf = (key: string): Fate => fates[Number(key)] ?? { afterMs: undefined };
  const target: EventTarget = {
    upload: async (key, _bytes, signal) => {
      await sleep(5, signal);
      const { afterMs, uploadFails } = fateOf(key);
      if (uploadFails) throw new Error('no bucket');
      if (afterMs !== undefined) readyMs.set(key, clock.elapsedMs() + afterMs);
    },
    find: async (key, signal) => {
      await sleep(1, signal);
      const atMs = readyMs.get(key);
      if (atMs === undefined || clock.elapsedMs() < atMs) return undefined;
      const { start = 'warm', refused } = fateOf(key);
      const result = refused ? ({ state: 'refused', why: 'bad' } as const) : made;
      return { start, environment: 'e1', result } as Thumbnail;
    },
    delivery: async () => ({
      ...{ duplicated: 0, retried: 0 },
      deadLetteredKeys: fates.flatMap(({ dead }, nth) => (dead ? [String(nth)] : [])),
    }),
    ...told,
  };
  const { requester, settle } = createEventRequester({
    ...{ target, keyOf: String, imageOf: () => new Uint8Array(10), sleep },
    ...{ timeoutMs: 1000, graceMs: 5000, pollMs: 20, nowUs: () => clock.elapsedMs() * 1000 },
  });
  const samples = await Promise.all(
    fates.map(() => new Promise<Sample>((resolve) => requester.send({ pixels: 500 }, 0, resolve))),
  );
  return { samples, ...(await settle(new AbortController().signal)) };
};

describe('uploads that are followed', () => {
  it('last until their item is readable, apart from the upload itself', async () => {
    const { samples, events } = await run([{ afterMs: 100, start: 'cold' }]);
    expect(samples[0]).toMatchObject({
      class: 'ok',
      start: 'cold',
      environmentId: 'e1',
      bytesSent: 10,
    });
    const timings = samples[0]?.timings;
    expect(timings?.sending).toBe(5000);
    // Read every 21 ms, so late by up to that and the read itself.
    expect(timings?.waiting).toBeGreaterThanOrEqual(100_000);
    expect(timings?.waiting).toBeLessThanOrEqual(122_000);
    expect(events.endToEnd).toMatchObject([{ start: 'cold', values: { count: 1 } }]);
  });

  it.each<[string, Fate, string, object]>([
    ['readable in time', { afterMs: 900 }, 'ok', { handled: 1 }],
    ['refused', { afterMs: 50, refused: true }, 'function_error', { refused: 1 }],
    ['late', { afterMs: 3000 }, 'timeout', { late: 1 }],
    ['given up', { afterMs: undefined, dead: true }, 'timeout', { deadLettered: 1 }],
    ['lost', { afterMs: undefined }, 'timeout', { lost: 1 }],
    ['not taken', { afterMs: 0, uploadFails: true }, 'http_error', { accepted: 0 }],
  ])('%s', async (_, fate, sampleClass, counts) => {
    const { samples, events } = await run([fate]);
    expect(samples[0]?.class).toBe(sampleClass);
    const none = { accepted: 1, handled: 0, refused: 0, late: 0, deadLettered: 0, lost: 0 };
    expect(events).toMatchObject({ ...none, ...counts });
  });

  it('that were delivered twice and given up twice are one', async () => {
    const delivery = async () => ({ duplicated: 1, retried: 4, deadLetteredKeys: ['0', '0'] });
    const { events } = await run([{ afterMs: undefined }], { delivery });
    expect(events).toMatchObject({ deadLettered: 1, lost: 0 });
  });

  it('are lost where nobody tells of failures', async () => {
    const { events } = await run([{ afterMs: undefined }], {
      delivery: async () => Promise.reject(),
    });
    expect(events).toMatchObject({ deadLettered: null, lost: 1, delivery: null });
  });

  it('are removed, whatever became of them', async () => {
    const removed: string[] = [];
    const remove = async (keys: readonly string[]) => void removed.push(...keys);
    await run([{ afterMs: 5 }, { afterMs: undefined }, { afterMs: 0, uploadFails: true }], {
      remove,
    });
    expect(removed).toEqual(['0', '1', '2']);
  });

  it('keep their counts where items cannot be read any more, or uploads not be removed', async () => {
    let looks = 0;
    const find: EventTarget['find'] = async (key) => {
      looks += 1;
      if (looks > 60) throw new Error('no table');
      return key === '0' ? ({ start: 'warm', result: made } as Thumbnail) : undefined;
    };
    const { samples, events, failure } = await run([{ afterMs: 10 }, { afterMs: undefined }], {
      find,
      remove: async () => Promise.reject(new Error('no bucket')),
    });
    expect(samples.map(({ class: is }) => is)).toEqual(['ok', 'timeout']);
    expect(events).toMatchObject({ handled: 1, late: 0, lost: 1 });
    expect(failure).toMatchObject({ kind: 'storage', why: 'no bucket' });
  });

  it('are each in one count', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            afterMs: fc.option(fc.integer({ min: 0, max: 8000 }), { nil: undefined }),
            ...{ refused: fc.boolean(), dead: fc.boolean(), uploadFails: fc.boolean() },
          }),
          { minLength: 1, maxLength: 8 },
        ),
        async (fates) => {
          const { samples, events } = await run(fates);
          const { accepted, handled, refused, late, deadLettered, lost } = events;
          expect(handled + refused + late + (deadLettered ?? 0) + lost).toBe(accepted);
          expect(accepted).toBe(fates.filter(({ uploadFails }) => !uploadFails).length);
          expect(samples.filter(({ class: is }) => is === 'ok')).toHaveLength(handled);
        },
      ),
      { numRuns: 30 },
    ));
});
