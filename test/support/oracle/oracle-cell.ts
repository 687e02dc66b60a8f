import { createAutocannonEngine } from '../../../src/bench/autocannon/autocannon-engine.ts';
import type { EngineSink, LoadEngine } from '../../../src/bench/engine/engine.ts';
import { createExecutorEngine } from '../../../src/bench/engine/executor-engine.ts';
import { createRealScheduler } from '../../../src/bench/engine/real-scheduler.ts';
import type { RequestPlan } from '../../../src/bench/engine/requester.ts';
import type { Sample } from '../../../src/bench/engine/sample.ts';
import { createHttpRequester } from '../../../src/bench/http/http-requester.ts';
import type { Load } from '../../../src/bench/load/load.ts';
import type { PhaseSummary } from '../../../src/bench/record/document.ts';
import { createPhaseRecorder } from '../../../src/bench/record/phase-recorder.ts';
import type { OracleBehaviour, OracleRecord, OracleRequest } from './oracle-behaviour.ts';
import type { Oracle } from './oracle-server.ts';
import { startReference } from './reference.ts';

/** The percentiles that are held against the server's record. */
export const judgedPercentiles = [50, 90, 95, 99] as const;

export interface Cell {
  readonly engine: 'http' | 'autocannon';
  readonly behaviour: OracleBehaviour;
  readonly load: Load;
  readonly keepAlive?: boolean;
  readonly timeoutMs?: number;
  /** Something to do to the server while the load goes on. */
  readonly meanwhile?: () => Promise<void>;
}

/** Both sides of one run. */
export interface CellRun {
  readonly samples: readonly Sample[];
  readonly summary: PhaseSummary;
  readonly record: OracleRecord;
  /** What the reference client saw beyond the server's record in the same seconds, in milliseconds; empty without one. */
  readonly referenceMs: readonly number[];
}

const nowUs = (): number => performance.now() * 1000;

/** Runs a cell; with the second oracle, beside a reference client on that. */
export const runCell = async (cell: Cell, oracle: Oracle, beside?: Oracle): Promise<CellRun> => {
  const engine = engineFor(cell, oracle.port);
  const idle: EngineSink = { sample() {}, dropped() {}, virtualUsers() {} };
  const signal = new AbortController().signal;
  try {
    const reference = beside && startReference(cell, beside);
    await engine.run(warmUpOf(cell), idle, signal, numbered(4001));
    await oracle.reset();
    await beside?.reset();
    const samples: Sample[] = [];
    const recorder = createPhaseRecorder({
      name: 'load',
      startedAt: new Date().toISOString(),
      nowUs,
      openModel: cell.load.executor === 'constant-arrival-rate',
      percentiles: judgedPercentiles,
    });
    const sink: EngineSink = {
      ...recorder,
      sample: (sample) => {
        samples.push(sample);
        recorder.sample(sample);
      },
    };
    const [report] = await Promise.all([
      engine.run(cell.load, sink, signal, numbered(1)),
      cell.meanwhile?.(),
    ]);
    const referenceMs = (await reference?.stop()) ?? [];
    const record = await oracle.record();
    return { samples, summary: recorder.summarise(report), record, referenceMs };
  } finally {
    await engine.close();
  }
};

const engineFor = (cell: Cell, port: number): LoadEngine => {
  const { keepAlive = true, timeoutMs = 10_000 } = cell;
  const options = { url: new URL(`http://127.0.0.1:${port}/`), timeoutMs, check: true, nowUs };
  return cell.engine === 'autocannon'
    ? createAutocannonEngine(options)
    : createExecutorEngine(
        'http',
        createHttpRequester({ ...options, keepAlive }),
        createRealScheduler(nowUs),
      );
};

const warmUpOf = ({ load }: Cell): Load => ({
  executor: 'shared-iterations',
  vus: 'vus' in load ? load.vus : 20,
  iterations: 100,
  maxDurationMs: 20_000,
  gracefulStopMs: 0,
  thinkTimeMs: 0,
});

/** Requests whose ints count up from the first, so that each is known on both sides. */
const numbered = (first: number): RequestPlan => ({
  at: (_position, started) => ({ pixels: first + started }),
});

/** What each request took by the server's clock, over all its attempts; the time-out where it never answered. */
export const truthsMs = (record: OracleRecord, timeoutMs = 10_000): ReadonlyMap<number, number> => {
  const truths = new Map<number, number>();
  for (const request of record.requests) {
    truths.set(request.int, (truths.get(request.int) ?? 0) + tookMs(request, timeoutMs));
  }
  return truths;
};

const tookMs = ({ fate, arrivedUs, leftUs }: OracleRequest, timeoutMs: number): number =>
  fate === 'hung' ? timeoutMs : (leftUs - arrivedUs) / 1000;

/** The value at or below which so many per cent of the values lie. */
export const percentile = (values: Iterable<number>, percent: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
};
