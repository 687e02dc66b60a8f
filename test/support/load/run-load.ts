import type { EngineReport, StartedPart } from '../../../src/bench/engine/engine.ts';
import { createExecutorEngine } from '../../../src/bench/engine/executor-engine.ts';
import { createRequestPlan } from '../../../src/bench/engine/request-plan.ts';
import type { RequestPlan } from '../../../src/bench/engine/requester.ts';
import type { Sample } from '../../../src/bench/engine/sample.ts';
import type { Load } from '../../../src/bench/load/load.ts';
import { createScriptedRequester, type SentRequest } from './scripted-requester.ts';
import { createVirtualScheduler } from './virtual-scheduler.ts';

interface LoadRun {
  readonly report: EngineReport;
  readonly samples: readonly Sample[];
  readonly sent: readonly SentRequest[];
  /** When each request was sent, in milliseconds from the start. */
  readonly startsMs: readonly number[];
  readonly dropped: number;
  /** Every report of virtual users, with its instant in milliseconds. */
  readonly gauges: readonly (readonly [atMs: number, active: number, initialised: number])[];
}

interface LoadScript {
  readonly latencyMs: number | ((sent: SentRequest) => number);
  readonly answer?: (sent: SentRequest) => Partial<Sample>;
  readonly plan?: RequestPlan;
  readonly part?: StartedPart;
  readonly drainAtMs?: number;
}

/** Runs a load to its end in virtual time against a scripted target. */
export const runLoad = async (load: Load, script: LoadScript): Promise<LoadRun> => {
  const scheduler = createVirtualScheduler(5_000_000);
  const { latencyMs } = script;
  const requester = createScriptedRequester(
    scheduler,
    (sent) => 1000 * (typeof latencyMs === 'number' ? latencyMs : latencyMs(sent)),
    script.answer,
  );
  const startUs = scheduler.nowUs();
  const sinceMs = (instantUs: number): number => (instantUs - startUs) / 1000;
  const drain = new AbortController();
  const { drainAtMs = Number.POSITIVE_INFINITY } = script;
  if (drainAtMs < 0) drain.abort();
  else if (Number.isFinite(drainAtMs)) {
    scheduler.at(startUs + drainAtMs * 1000, () => drain.abort());
  }

  const samples: Sample[] = [];
  const gauges: [number, number, number][] = [];
  let dropped = 0;
  const sink = {
    sample: (sample: Sample) => samples.push(sample),
    dropped: (count: number) => {
      dropped += count;
    },
    virtualUsers: (active: number, initialised: number) =>
      gauges.push([sinceMs(scheduler.nowUs()), active, initialised]),
  };
  const engine = createExecutorEngine('http', requester, scheduler);
  const plan = script.plan ?? createRequestPlan(null, 1);
  const ended = engine.run(load, sink, drain.signal, plan, script.part);
  await scheduler.runAll();
  const startsMs = requester.sent.map((one) => sinceMs(one.startedUs));
  return { report: await ended, samples, sent: requester.sent, startsMs, dropped, gauges };
};
