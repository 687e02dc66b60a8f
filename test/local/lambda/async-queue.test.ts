import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  createAsyncQueue,
  type Delivery,
  type FailedEvent,
} from '../../../src/local/lambda/async-queue.ts';
import type { FunctionRunner } from '../../../src/local/lambda/function-runner.ts';
import { virtualTime } from '../../support/load/virtual-time.ts';

type End = 'done' | 'failed' | 'throttled' | 'unavailable';

const finished = (failed: boolean) => ({
  ...{ kind: 'finished' as const, payload: failed ? '{"errorType":"E"}' : '{}', failed },
  ...{ log: () => '', cold: undefined, durationMs: 1 },
});

/** A queue in virtual time over a function that ends as it is told, the last end for good. */
const start = (
  ends: readonly End[],
  given: Partial<Delivery> & { most?: { events: number; bytes: number } } = {},
) => {
  const { clock, sleep } = virtualTime();
  const triesAtMs: number[] = [];
  const failures: FailedEvent[] = [];
  const run: FunctionRunner['run'] = async () => {
    triesAtMs.push(clock.elapsedMs());
    const end = ends[triesAtMs.length - 1] ?? ends.at(-1) ?? 'done';
    if (end === 'throttled') return { kind: end };
    if (end === 'unavailable') return { kind: end, why: 'no credentials' };
    return finished(end === 'failed');
  };
  const queue = createAsyncQueue(
    { run, stats: () => ({}) as never },
    {
      ...{ retryDelayMs: 60_000, duplicateShare: 0, functionArn: 'arn:f', clock, sleep },
      chance: () => 0.5,
      onFailure: (failed) => failures.push(failed),
      ...given,
    },
  );
  const add = (event = '{"a":1}') => queue.add({ event, requestId: 'r', traceId: 't' });
  return { queue, add, triesAtMs, failures };
};

const settled = async ({ queue }: Pick<ReturnType<typeof start>, 'queue'>) => {
  await expect.poll(() => queue.stats().pending).toBe(0);
  return queue.stats();
};

describe('the queue of asynchronous events', () => {
  it('tries again after one and after two more minutes, and then gives up', async () => {
    const rig = start(['failed']);
    rig.add();
    expect(await settled(rig)).toMatchObject({ accepted: 1, retried: 2, deadLettered: 1 });
    expect(rig.triesAtMs).toEqual([0, 60_000, 180_000]);
    expect(rig.failures).toEqual([
      {
        version: '1.0',
        timestamp: '1970-01-01T00:03:00.000Z',
        requestContext: {
          ...{ requestId: 'r', functionArn: 'arn:f:$LATEST' },
          ...{ condition: 'RetriesExhausted', approximateInvokeCount: 3 },
        },
        requestPayload: { a: 1 },
        responseContext: { statusCode: 200, functionError: 'Unhandled' },
        responsePayload: { errorType: 'E' },
      },
    ]);
  });

  it('waits ever longer where there is no room, up to five minutes, and counts no try', async () => {
    const rig = start([...Array.from({ length: 11 }, () => 'throttled' as const), 'done']);
    rig.add();
    expect(await settled(rig)).toMatchObject({ handled: 1, retried: 0, deadLettered: 0 });
    const waits = rig.triesAtMs.slice(1).map((at, index) => at - (rig.triesAtMs[index] ?? 0));
    expect(waits.map((ms) => ms / 1000)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
  });

  it.each(['throttled', 'unavailable'] as const)(
    'gives up an event that was %s for six hours',
    async (end) => {
      const rig = start([end]);
      rig.add();
      expect(await settled(rig)).toMatchObject({ deadLettered: 1 });
      expect(rig.failures[0]?.requestContext).toMatchObject({
        condition: 'EventAgeExceeded',
        approximateInvokeCount: 0,
      });
      const lastMs = rig.triesAtMs.at(-1) ?? 0;
      expect(lastMs).toBeGreaterThan(6 * 3_600_000 - 300_001);
      expect(lastMs).toBeLessThanOrEqual(6 * 3_600_000);
    },
  );

  it('shortens every time by the same factor', async () => {
    const rig = start(['throttled', 'failed'], { retryDelayMs: 60 });
    rig.add();
    await settled(rig);
    expect(rig.triesAtMs).toEqual([0, 1, 61, 181]);
  });

  it('delivers the share of duplicates that is asked for', async () => {
    const none = start(['done'], { duplicateShare: 0.5 });
    none.add();
    expect(await settled(none)).toMatchObject({ duplicated: 0, handled: 1 });
    const all = start(['done'], { duplicateShare: 0.51 });
    all.add();
    expect(await settled(all)).toMatchObject({ accepted: 1, duplicated: 1, handled: 2 });
  });

  it('refuses what it has no room for, by number and by size', async () => {
    const few = start(['failed'], { most: { events: 1, bytes: 100 } });
    expect([few.add(), few.add()]).toEqual([true, false]);
    const small = start(['failed'], { most: { events: 9, bytes: 20 } });
    expect([small.add('"0123456789"'), small.add('"0123456789"'), small.add('1')]).toEqual([
      true,
      false,
      true,
    ]);
    await settled(small);
    expect(small.add('"0123456789"')).toBe(true);
  });

  it('hands over what still waits when it is closed', async () => {
    const rig = start(['failed']);
    rig.add();
    expect(await rig.queue.close()).toBe(1);
    expect(rig.failures[0]?.requestContext.condition).toBe('Stopped');
  });

  it('accounts for each event', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom<End>('done', 'failed', 'throttled', 'unavailable'), {
          minLength: 1,
          maxLength: 30,
        }),
        fc.integer({ min: 1, max: 8 }),
        fc.boolean(),
        async (ends, events, closes) => {
          const rig = start([...ends, 'done'], { duplicateShare: 0.6 });
          for (let nth = 0; nth < events; nth += 1) rig.add();
          const sum = () => {
            const { handled, deadLettered, givenUp, pending } = rig.queue.stats();
            return handled + deadLettered + givenUp + pending;
          };
          expect(sum()).toBe(2 * events);
          if (closes) await rig.queue.close();
          const stats = await settled(rig);
          expect(sum()).toBe(2 * events);
          expect(rig.failures).toHaveLength(stats.deadLettered + stats.givenUp);
        },
      ),
      { numRuns: 50 },
    ));

  it('lets any number of events wait without a warning of Node', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => void warnings.push(warning);
    process.on('warning', onWarning);
    onTestFinished(() => void process.off('warning', onWarning));
    const rig = start(['throttled']);
    for (let nth = 0; nth < 20; nth += 1) rig.add();
    await settled(rig);
    expect(warnings).toEqual([]);
  });
});
