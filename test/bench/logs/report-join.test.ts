import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKeptRequests } from '../../../src/bench/logs/kept-requests.ts';
import { createReportJoin } from '../../../src/bench/logs/report-join.ts';
import { reportLine } from '../../aws/logs/report-lines.ts';
import { ended } from '../ended.ts';

const request = (requestId: string, latencyUs: number) => ({ ...ended(0, latencyUs), requestId });

describe('requests kept for their REPORT lines', () => {
  it('are all there up to the bound, and beyond it a part that ids alone choose', () => {
    const kept = createKeptRequests(1000);
    const ids = Array.from({ length: 20_000 }, () => randomUUID());
    for (const id of ids) kept.add(request(id, 1000), 'load', 0);
    expect([kept.named(), kept.unnamed()]).toEqual([20_000, 0]);
    const size = kept.kept().size;
    expect(size).toBeLessThanOrEqual(1000);
    expect(size).toBeGreaterThan(350);
    for (const id of ids) expect(kept.kept().has(id)).toBe(kept.keeps(id));
  });

  it('are counted where the answer names no invocation', () => {
    const kept = createKeptRequests();
    kept.add(ended(0, 1000), 'load', 0);
    expect([kept.kept().size, kept.unnamed()]).toEqual([0, 1]);
  });
});

describe('where the time of requests went by their REPORT lines', () => {
  const joined = (latencyUs: number, message: (id: string) => string) => {
    const kept = createKeptRequests();
    kept.add(request('a', latencyUs), 'load', 0);
    const join = createReportJoin(kept);
    join.add({ id: '1', message: message('a') }, 1);
    return join;
  };

  it('is init, handler and the rest, which add up to what the client saw', () => {
    const [part] = joined(400_000, (id) => reportLine(id, 50, { initMs: 200 })).parts();
    expect(part).toEqual({
      ...{ phase: 'load', start: 'cold', count: 1 },
      ...{ clientMs: 400, initMs: 200, handlerMs: 50, networkMs: 150 },
    });
  });

  it('has no init that had been done ahead of the request', () => {
    const [part] = joined(80_000, (id) => reportLine(id, 50, { initMs: 200 })).parts();
    expect(part).toMatchObject({ start: 'warm', initMs: 0, handlerMs: 50, networkMs: 30 });
  });

  it('adds up for any mixture, by start', () => {
    const times = fc.tuple(
      fc.integer({ min: 1, max: 1e6 }),
      fc.integer({ min: 0, max: 900 }),
      fc.boolean(),
    );
    fc.assert(
      fc.property(fc.array(times, { maxLength: 30 }), (all) => {
        const kept = createKeptRequests();
        const join = createReportJoin(kept);
        for (const [at, [latencyUs, durationMs, isCold]] of all.entries()) {
          kept.add(request(`id-${at}`, latencyUs), 'load', 0);
          const init = isCold ? { initMs: 100 } : {};
          join.add({ id: `${at}`, message: reportLine(`id-${at}`, durationMs, init) }, 1);
        }
        const parts = join.parts();
        expect(parts.reduce((sum, { count }) => sum + count, 0)).toBe(all.length);
        for (const { clientMs, initMs, handlerMs, networkMs } of parts) {
          expect(initMs + handlerMs + networkMs).toBeCloseTo(clientMs, 6);
        }
        expect(join.billed()?.count ?? 0).toBe(all.length);
      }),
    );
  });
});

it('bills for starting what a snapshot took to restore', () => {
  const kept = createKeptRequests();
  kept.add(request('a', 400_000), 'load', 0);
  const join = createReportJoin(kept);
  const restored = '\tRestore Duration: 180.20 ms\tBilled Restore Duration: 75 ms';
  join.add({ id: '1', message: reportLine('a', 50) + restored }, 1);
  expect(join.billed()).toMatchObject({ count: 1, billedMs: 125, initMs: 75, coldStarts: 1 });
});

describe('a line of the log', () => {
  it('seen in a later read again is no duplicate', () => {
    const kept = createKeptRequests();
    kept.add(request('a', 1000), 'load', 0);
    const join = createReportJoin(kept);
    const event = { id: '1', message: reportLine('a', 1) };
    for (const read of [1, 2, 3]) join.add(event, read);
    expect([join.joined(), join.duplicates()]).toEqual([1, 0]);
    join.add(event, 3);
    join.add({ ...event, id: '2' }, 3);
    join.add({ ...event, id: '2' }, 4);
    expect(join.duplicates()).toBe(2);
  });

  it('of a request that was not kept is none of the run', () => {
    const join = createReportJoin(createKeptRequests());
    join.add({ id: '1', message: reportLine('a', 1) }, 1);
    join.add({ id: '2', message: 'no report' }, 1);
    expect([join.joined(), join.others(), join.billed(), join.parts()]).toEqual([
      0,
      1,
      undefined,
      [],
    ]);
  });
});
