import { describe, expect, it } from 'vitest';
import type { Load } from '../../../src/bench/load/load.ts';
import { type PhaseChoice, planPhases } from '../../../src/bench/phases/phase-plan.ts';
import type { PhaseResult } from '../../../src/bench/phases/run-phase.ts';
import type { RoundSummary } from '../../../src/bench/record/document.ts';
import { parseThresholds } from '../../../src/bench/threshold/threshold-parser.ts';
import { benchDocument, type FinishedRun } from '../../../src/commands/bench/bench-document.ts';
import { currentPrices } from '../../../src/core/price/price-table.ts';
import { samplePhase } from '../../report/sample-document.ts';
import { schemaErrors } from '../../support/cli/schema.ts';
import { createRecordedSystem } from '../../support/load/recorded-system.ts';
import { around, roundOf } from '../../support/load/rounds.ts';

const load: Load = {
  ...{ executor: 'constant-vus', vus: 1, durationMs: 20_000, gracefulStopMs: 0, thinkTimeMs: 0 },
};

const machine = {
  ...{ fibimgVersion: '1.0.0', nodeVersion: 'v20.0.0', platform: 'linux', arch: 'x64' },
  ...{ cpuModel: 'a core', cpuCount: 2 },
};

const usage = {
  eventLoopDelayP99Ms: 1,
  cpuUtilisation: 0.5,
  pollingUtilisation: 0,
  watchedMs: 10_000,
};

let ticks = 0;
const generator: FinishedRun['generator'] = {
  engine: { name: 'http', run: () => Promise.reject(new Error('not here')), close: async () => {} },
  scheduler: {
    nowUs: () => {
      ticks += 1;
      return ticks;
    },
    at: () => () => {},
  },
  monitor: { start: () => ({ stop: () => usage, resume: () => {} }) },
  machine,
};

/** Three rounds; each cell of the matrix has its own population. */
const roundsOf = (name: string, ms: number): readonly RoundSummary[] => {
  const start = name.startsWith('cold') ? 'cold' : 'warm';
  const outcome = name.endsWith('empty') ? 'fetched' : 'stored';
  return [1, 2, 3].map((round) =>
    roundOf(round, name, [{ start, outcome, timesMs: around(ms, 20) }]),
  );
};

const resultOf = (name: string, ms: number, cold: number): PhaseResult => ({
  summary: samplePhase(name, ms, cold),
  usage: { ...usage, slotErrorP99Ms: null },
  rounds: roundsOf(name, ms),
});

const finished = (choice: PhaseChoice, changes: Partial<FinishedRun> = {}, threshold?: string) => {
  const plans = planPhases(choice);
  return benchDocument({
    ...{ runId: 'a0b1c2d3e4f5', command: ['bench'], subject: { kind: 'url', name: 'http://x/' } },
    ...{ system: createRecordedSystem().system, generator, plans },
    options: {
      generator: {
        ...{ engine: 'http', headers: {}, timeoutMs: 1000, keepAlive: true, check: true },
        ...{ insecure: false, requestIds: false },
        dnsTtlMs: 0,
      },
      system: { kind: 'url', auth: 'none', isService: true, url: new URL('http://127.0.0.1/') },
      ...{
        choice,
        rounds: undefined,
        coldStarts: undefined,
        atOnce: undefined,
        load,
        part: undefined,
        fleet: undefined,
        startAtMs: undefined,
        ownRequests: undefined,
        ints: [400],
        ...{ seed: 5, seedIsRandom: false },
        strict: false,
        sweptSizesMb: undefined,
        ...{ allowLoad: false, allowProblems: false, cleanUp: false, breakLock: false },
        restore: false,
        yes: false,
        mayAsk: false,
        ...{ maxCostUsd: undefined, prices: undefined, logs: undefined },
      },
      thresholds: parseThresholds(threshold === undefined ? [] : [threshold]).thresholds,
      outputs: {
        ...{ samples: [], summaryExport: undefined, summaryData: undefined },
        ...{ save: undefined, report: undefined, reportLive: undefined },
      },
      keep: false,
      format: 'text',
      duet: undefined,
      baseline: undefined,
      failIf: [],
      summary: { mode: 'compact', trendStats: [], percentiles: [] },
    },
    ...{ prices: currentPrices, logs: undefined },
    results: plans.map(({ name }, at) => resultOf(name, 400 - 90 * at, at === 0 ? 3 : 0)),
    coldStarts: undefined,
    ...{ crossed: [], interrupted: false, droppedLines: 0 },
    ...changes,
  });
};

describe('benchDocument', () => {
  it('compares two phases by the factors that were made to differ', () => {
    const both = finished('both');
    expect(schemaErrors('bench', both)).toEqual([]);
    expect(both).toMatchObject({ seed: 5, comparison: { first: 'cold', second: 'warm' } });
    expect(both.comparison?.notes[0]).toContain('Both factors changed');
    expect(finished('original').comparison?.notes[0]).toContain('only the store changed');
  });

  it('compares nothing with nothing', () => {
    expect(finished('load').comparison).toBeNull();
    const oneOfTwo = finished('both', { results: [resultOf('cold', 400, 3)] });
    expect([oneOfTwo.comparison, oneOfTwo.phases.length]).toEqual([null, 1]);
  });

  it('has the matrix of four cells, and none of three', () => {
    const whole = finished('matrix');
    expect([whole.comparison, whole.matrix?.[0]?.measure]).toEqual([null, 'med']);
    const cells = planPhases('matrix').slice(0, 3);
    const results = cells.map(({ name }) => resultOf(name, 400, 3));
    expect(finished('matrix', { results }).matrix).toBeUndefined();
  });

  it('is tainted by lines that the disk was too slow for', () => {
    expect(finished('both').selfCheck.tainted).toBe(false);
    const { selfCheck } = finished('both', { droppedLines: 7 });
    expect([selfCheck.tainted, selfCheck.reasons]).toEqual([
      true,
      ['the disk was too slow for --out: 7 lines were not written'],
    ]);
  });

  it('keeps a threshold crossed that ended the run, though the figure recovered', () => {
    const threshold = 'http_req_duration: max<100s abortOnFail';
    const recovered = finished('cold', {}, threshold).thresholds;
    expect(recovered).toMatchObject([{ phase: 'cold', ok: true }]);
    const crossed = recovered.map((result) => ({ ...result, ok: false, value: 200_000 }));
    expect(finished('cold', { crossed }, threshold).thresholds).toEqual(crossed);
  });
});
