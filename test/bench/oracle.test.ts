import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sample, SampleClass } from '../../src/bench/engine/sample.ts';
import type { Load } from '../../src/bench/load/load.ts';
import { hurry } from '../support/oracle/hurry.ts';
import {
  fateOf,
  isCold,
  type OracleBehaviour,
  type OracleFate,
} from '../support/oracle/oracle-behaviour.ts';
import {
  type Cell,
  type CellRun,
  judgedPercentiles,
  percentile,
  runCell,
  truthsMs,
} from '../support/oracle/oracle-cell.ts';
import { type JudgedCell, open, oracleCells } from '../support/oracle/oracle-cells.ts';
import { startOracles } from '../support/oracle/oracle-server.ts';

/**
 * The load core against servers of known latency that keep their own record, in real time. Counts, classes and the
 * cold set are exact in every round. A percentile may be off by the tolerance and by what a reference client saw beyond
 * the record in the same seconds, which is the machine's. Where that is so much that it would hide an error, the round
 * decides nothing. A percentile that no round finds right fails the cell, said to be wrong or undecided.
 */
let oracles: ReturnType<typeof startOracles>;
beforeAll(() => {
  hurry(process.pid);
  oracles = startOracles();
});
afterAll(() => oracles.close());

const rounds = 5;
/**
 * More than this from the machine and a round decides nothing. The tail is where a busy machine shows first; what the
 * engine reports of its tail is held to its own samples besides, whatever the machine does.
 */
const mostReferenceMs = { 50: 2, 90: 4, 95: 8, 99: 16 } as const;
const toleranceMs = (truthMs: number): number => Math.max(1, truthMs * 0.02);

describe('the load core against an oracle', () => {
  it.for(oracleCells.map(([name, cell]) => ({ name, cell })))(
    '$cell.engine: $name',
    { timeout: 120_000 },
    async ({ cell }) => {
      const open: Verdicts = new Map(judgedPercentiles.map((percent) => [percent, '']));
      for (let round = 0; round < rounds && open.size > 0; round += 1) {
        // What disturbed the last round may be over then.
        await sleep(round * 1000);
        const oracle = await oracles.start(cell.behaviour);
        const beside = await oracles.start(cell.behaviour);
        const run = await runCell(cell, oracle, beside);
        await Promise.all([oracle.close(), beside.close()]);
        expectSameCounts(run, cell);
        expectAdditivePhases(run);
        expectOwnPercentiles(run);
        expectSameClasses(run, cell);
        expectSameColdSet(run, cell);
        judgePercentiles(run, cell, open);
      }
      expect([...open.values()]).toEqual([]);
    },
  );
});

const trend = (run: CellRun, name: string, percent: number): number =>
  Number(Reflect.get(run.summary.metrics[name]?.values ?? {}, `p(${percent})`));

describe('a server that stalls for a second', () => {
  const stall = async (): Promise<void> => {
    await sleep(500);
    await oracles.stall(1000);
  };
  const runStalled = async (load: Load): Promise<CellRun> => {
    const behaviour = { delayMs: 5 };
    const oracle = await oracles.start(behaviour);
    const run = await runCell({ engine: 'http', behaviour, load, meanwhile: stall }, oracle);
    await oracle.close();
    expect(run.summary.classes.ok).toBe(run.summary.classes.started);
    expect(percentile(truthsMs(run.record).values(), 90)).toBeLessThan(200);
    return run;
  };

  it('shows in the open model, where requests go on arriving', { timeout: 30_000 }, async () => {
    const run = await runStalled(open(200, 3000));
    expect(run.summary.classes.started).toBe(600);
    expect(trend(run, 'response_time', 90)).toBeGreaterThan(400);
  });

  it('is told by what was dropped where virtual users run out', { timeout: 30_000 }, async () => {
    const run = await runStalled({ ...open(200, 3000), maxVus: 10 });
    const { started, dropped } = run.summary.classes;
    expect(started + dropped).toBe(600);
    expect(dropped).toBeGreaterThan(100);
    expect(trend(run, 'http_req_duration', 90)).toBeLessThan(200);
  });

  it('hides in the closed model, where everyone waits', { timeout: 30_000 }, async () => {
    const run = await runStalled({
      executor: 'constant-vus',
      vus: 2,
      durationMs: 3000,
      gracefulStopMs: 5000,
      thinkTimeMs: 0,
    });
    expect(trend(run, 'http_req_duration', 90)).toBeLessThan(200);
    expect(
      Math.max(...run.samples.map(({ startedUs, endedUs }) => endedUs - startedUs)),
    ).toBeGreaterThan(900_000);
  });
});

describe("autocannon's own figures", () => {
  const autocannon = createRequire(import.meta.url)('autocannon');
  const judgeOwn = async (behaviour: OracleBehaviour, options: object) => {
    const oracle = await oracles.start(behaviour);
    const url = `http://127.0.0.1:${oracle.port}/?int=1`;
    const result = await autocannon({ url, ...options });
    const truths = (await oracle.record()).requests.map(
      ({ arrivedUs, leftUs }) => leftUs - arrivedUs,
    );
    await oracle.close();
    const truth = percentile(truths, 50) / 1000;
    return { truth, error: Math.abs(result.latency.p50 - truth) };
  };

  it('fail the same check at a rate', { timeout: 30_000 }, async () => {
    const options = { connections: 10, overallRate: 50, duration: 4 };
    const { truth, error } = await judgeOwn({ delayMs: 100 }, options);
    expect(error).toBeGreaterThan(10 * toleranceMs(truth));
  });

  it('fail the same check where answers close the connection', { timeout: 30_000 }, async () => {
    const options = { connections: 5, duration: 3 };
    const { truth, error } = await judgeOwn({ delayMs: 50, closeAfterAnswer: true }, options);
    expect(error).toBeGreaterThan(10 * toleranceMs(truth));
  });
});

/** Why each percentile that no round found right yet is still open. */
type Verdicts = Map<(typeof judgedPercentiles)[number], string>;

/** Strikes off what this run finds right, and notes why the others are still open. */
const judgePercentiles = (run: CellRun, cell: Cell, open: Verdicts): void => {
  const truths = truthsMs(run.record, cell.timeoutMs);
  for (const percent of [...open.keys()]) {
    const truth = percentile(truths.values(), percent);
    const seen = trend(run, 'http_req_duration', percent);
    const machine = Math.max(0, percentile(run.referenceMs, percent));
    const offMs = Math.abs(seen - truth);
    const isQuiet = run.referenceMs.length >= 100 && machine <= mostReferenceMs[percent];
    if (offMs <= toleranceMs(truth) + (isQuiet ? machine : 0)) open.delete(percent);
    else {
      const verdict = percentile(run.referenceMs, 99) <= 4 ? 'wrong' : 'undecided';
      open.set(
        percent,
        `${verdict}: p(${percent}) is ${seen} ms, to the server ${truth} ms, to the reference client ${machine} ms beyond its server`,
      );
    }
  }
};

const expectSameCounts = (
  { samples, summary, record }: CellRun,
  { mayBeLost }: JudgedCell,
): void => {
  const retries = samples.reduce((sum, sample) => sum + sample.connectionRetries, 0);
  const { started, dropped } = summary.classes;
  expect(started).toBeGreaterThanOrEqual(1000);
  expect(dropped).toBe(0);
  expect(samples).toHaveLength(started);
  expect(new Set(record.requests.map(({ int }) => int)).size).toBe(started);
  if (!mayBeLost) expect(record.requests).toHaveLength(started + retries);
};

/** The parts of each request's time add up to the whole within 0.1 ms. */
const expectAdditivePhases = ({ samples }: CellRun): void => {
  const gaps = samples.map(({ timings, startedUs, endedUs }) =>
    timings === undefined
      ? 0
      : timings.blocked +
        timings.sending +
        timings.waiting +
        timings.receiving -
        (endedUs - startedUs),
  );
  expect(Math.max(...gaps.map(Math.abs))).toBeLessThan(100);
};

/** The reported percentiles are those of the samples, within the three digits of a histogram. */
const expectOwnPercentiles = (run: CellRun): void => {
  const tookMs = run.samples.map(({ timings, startedUs, endedUs }) => {
    const whole = endedUs - startedUs;
    return (timings ? timings.sending + timings.waiting + timings.receiving : whole) / 1000;
  });
  for (const percent of judgedPercentiles) {
    const own = percentile(tookMs, percent);
    const reported = trend(run, 'http_req_duration', percent);
    expect(Math.abs(reported - own)).toBeLessThan(0.002 + own * 0.001);
  }
};

const classOfFate: Record<OracleFate, SampleClass> = {
  answered: 'ok',
  reset: 'network_error',
  hung: 'timeout',
  throttled: 'throttled',
  wrong: 'wrong_answer',
};

const byInt = <T>(samples: readonly Sample[], value: (sample: Sample) => T): Map<number, T> =>
  new Map(samples.map((sample) => [sample.pixels ?? 0, value(sample)]));

/** Each request's class is what the server did to its last attempt. */
const expectSameClasses = ({ samples, record, summary }: CellRun, { behaviour }: Cell): void => {
  const fates = new Map(record.requests.map(({ int, fate }) => [int, classOfFate[fate]]));
  expect(byInt(samples, (sample) => sample.class)).toEqual(fates);
  for (const [name, count] of Object.entries(summary.classes)) {
    if (name === 'started' || name === 'dropped') continue;
    expect([name, [...fates.values()].filter((fate) => fate === name).length]).toEqual([
      name,
      count,
    ]);
  }
  const planned = samples.filter(({ pixels }) => fateOf(behaviour, pixels ?? 0, 0) !== 'answered');
  const odd = samples.filter((sample) => sample.class !== 'ok' || sample.connectionRetries > 0);
  if (behaviour.idleCloseMs === undefined) expect(odd).toHaveLength(planned.length);
};

const expectSameColdSet = ({ samples }: CellRun, { behaviour }: Cell): void => {
  const { cold } = behaviour;
  if (!cold) return;
  const truth = byInt(samples, ({ pixels }) => {
    if (!cold.marked) return 'unknown';
    return isCold(behaviour, pixels ?? 0) ? 'cold' : 'warm';
  });
  expect(byInt(samples, (sample) => sample.start)).toEqual(truth);
  const colds = [...truth.keys()].filter((int) => isCold(behaviour, int));
  expect(colds.length).toBeGreaterThan(50);
};
