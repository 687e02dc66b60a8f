import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  both,
  type DateLook,
  measureOffset,
  middleOf,
  rangeOfLook,
} from '../../../src/core/fleet/clock-offset.ts';
import { virtualTime } from '../../support/load/virtual-time.ts';

const way = fc.double({ min: 0.5, max: 400, noNaN: true });
const offset = fc.double({ min: -5e6, max: 5e6, noNaN: true });

test('whatever the ways take, the true offset lies in what a date allows', () => {
  fc.assert(
    fc.property(offset, fc.nat(1e9), way, way, (offsetMs, sentMs, there, back) => {
      const dateMs = Math.floor((sentMs + there + offsetMs) / 1000) * 1000;
      const { lowMs, highMs } = rangeOfLook({ sentMs, receivedMs: sentMs + there + back, dateMs });
      expect(offsetMs).toBeGreaterThanOrEqual(lowMs - 1e-6);
      expect(offsetMs).toBeLessThanOrEqual(highMs + 1e-6);
    }),
  );
});

test('a clock that shows whole milliseconds does not put the true offset outside', () => {
  // Sent at 0, read by the server at 10.8 as 1000, received at 10.9, which shows as 10.
  const { lowMs } = rangeOfLook({ sentMs: 0, receivedMs: 10, dateMs: 1000 });
  expect(lowMs).toBeLessThanOrEqual(1000 - 10.8);
});

test('two ranges that have nothing in common are none', () => {
  expect(both({ lowMs: 0, highMs: 1 }, { lowMs: 2, highMs: 3 })).toBeUndefined();
  expect(both({ lowMs: 0, highMs: 2 }, { lowMs: 1, highMs: 3 })).toEqual({ lowMs: 1, highMs: 2 });
});

test("looks at the edges of a server's seconds find its offset to within a round trip", async () => {
  await fc.assert(
    fc.asyncProperty(offset, way, way, async (offsetMs, there, back) => {
      const { clock, sleep } = virtualTime();
      const look = async (): Promise<DateLook> => {
        const sentMs = clock.now().getTime();
        await sleep(there);
        const dateMs = Math.floor((clock.elapsedMs() + offsetMs) / 1000) * 1000;
        await sleep(back);
        return { sentMs, receivedMs: clock.now().getTime(), dateMs };
      };
      const range = await measureOffset({ clock, sleep, look }, new AbortController().signal);
      const found = middleOf(range);
      expect(Math.abs(found.offsetMs - offsetMs)).toBeLessThanOrEqual(found.boundMs + 1e-6);
      expect(found.boundMs).toBeLessThanOrEqual(Math.max(30, there + back + 5));
    }),
    { numRuns: 60 },
  );
});

test('eight looks within a second or so find an offset, and keep it when later ones fail', async () => {
  await fc.assert(
    fc.asyncProperty(
      offset,
      way,
      way,
      fc.integer({ min: 1, max: 9 }),
      async (ms, there, back, failing) => {
        const { clock, sleep } = virtualTime();
        let looks = 0;
        const look = async (): Promise<DateLook> => {
          looks += 1;
          if (looks > failing) throw new Error('no answer');
          const sentMs = clock.now().getTime();
          await sleep(there);
          const dateMs = Math.floor((clock.elapsedMs() + ms) / 1000) * 1000;
          await sleep(back);
          return { sentMs, receivedMs: clock.now().getTime(), dateMs };
        };
        const signal = new AbortController().signal;
        const found = middleOf(await measureOffset({ clock, sleep, look, everyMs: 145 }, signal));
        expect(Math.abs(found.offsetMs - ms)).toBeLessThanOrEqual(found.boundMs + 2);
        expect(looks).toBeLessThanOrEqual(8);
        const mostMs = failing < 8 ? 500 + (there + back) / 2 : 145 / 2 + there + back;
        expect(found.boundMs).toBeLessThanOrEqual(mostMs + 5);
      },
    ),
    { numRuns: 60 },
  );
});

test('a clock that is set meanwhile is measured anew', async () => {
  const { clock, sleep } = virtualTime();
  let looks = 0;
  const look = async (): Promise<DateLook> => {
    looks += 1;
    const sentMs = clock.elapsedMs();
    await sleep(10);
    const trueMs = clock.elapsedMs() + (looks < 3 ? 0 : 60_000);
    return { sentMs, receivedMs: clock.elapsedMs(), dateMs: Math.floor(trueMs / 1000) * 1000 };
  };
  const range = await measureOffset({ clock, sleep, look }, new AbortController().signal);
  expect(Math.abs(middleOf(range).offsetMs - 60_000)).toBeLessThan(100);
});
