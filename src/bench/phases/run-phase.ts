import type { EngineSink, LoadEngine } from '../engine/engine.ts';
import type { RequestPlan, Scheduler } from '../engine/requester.ts';
import type { Sample } from '../engine/sample.ts';
import type { Load } from '../load/load.ts';
import { isOpenModel } from '../load/load-arithmetic.ts';
import type { PhaseSummary } from '../record/document.ts';
import { createPhaseRecorder, type PhaseRecorder } from '../record/phase-recorder.ts';
import { createBlockRecorder, type RunBlocks } from '../stats/statistics-blocks.ts';
import type { GeneratorUsage, ProcessMonitor } from './self-check.ts';

export interface PhaseRun {
  readonly name: string;
  readonly engine: LoadEngine;
  readonly load: Load;
  readonly plan: RequestPlan;
  /** Of the engine's clock. */
  readonly scheduler: Scheduler;
  readonly monitor: ProcessMonitor;
  /** The time of day. */
  readonly now: () => Date;
  /** Ends the schedule; requests in flight may end. */
  readonly drain: AbortSignal;
  /** Of trends; 90, 95 and 99 by default. */
  readonly percentiles?: readonly number[];
  /** Gets every sample as well: a file of them, say. */
  readonly tap?: (sample: Sample) => void;
  /** Looks on while the phase goes: for a live view, or to end it early by `drain`. */
  readonly watch?: { readonly everyMs: number; look(phase: RunningPhase): void };
}

export interface RunningPhase {
  readonly recorder: PhaseRecorder;
  /** Ends the schedule of this phase alone; requests in flight may end. */
  drain(): void;
}

export interface PhaseResult {
  readonly summary: PhaseSummary;
  readonly usage: GeneratorUsage;
  /** For the intervals of a comparison within the run. */
  readonly blocks: RunBlocks;
}

/** Runs one phase of load to its end and measures it. */
export const runPhase = async (phase: PhaseRun): Promise<PhaseResult> => {
  const { engine, load, scheduler } = phase;
  const recorder = createPhaseRecorder({
    name: phase.name,
    startedAt: phase.now().toISOString(),
    nowUs: scheduler.nowUs,
    openModel: isOpenModel(load),
    ...(phase.percentiles && { percentiles: phase.percentiles }),
  });
  const blocks = createBlockRecorder(scheduler.nowUs());
  const draining = new AbortController();
  const stopWatching = watchPhase(phase, recorder, draining);
  const watch = phase.monitor.start();
  try {
    const drain = AbortSignal.any([phase.drain, draining.signal]);
    const report = await engine.run(load, sinkOf(phase, recorder, blocks), drain, phase.plan);
    return {
      usage: { ...watch.stop(), slotErrorP99Ms: recorder.slotErrorP99Ms() },
      summary: recorder.summarise(report),
      blocks: blocks.finish(report.endedUs),
    };
  } finally {
    stopWatching();
    watch.stop();
  }
};

const sinkOf = (
  { tap }: PhaseRun,
  recorder: PhaseRecorder,
  blocks: ReturnType<typeof createBlockRecorder>,
): EngineSink => ({
  sample(sample) {
    recorder.sample(sample);
    blocks.sample(sample);
    tap?.(sample);
  },
  dropped: recorder.dropped,
  virtualUsers: recorder.virtualUsers,
});

const watchPhase = (
  { watch, scheduler }: PhaseRun,
  recorder: PhaseRecorder,
  draining: AbortController,
): (() => void) => {
  if (watch === undefined) return () => {};
  const running = { recorder, drain: () => draining.abort() };
  let cancel = (): void => {};
  const lookLater = (): void => {
    cancel = scheduler.at(scheduler.nowUs() + watch.everyMs * 1000, () => {
      watch.look(running);
      lookLater();
    });
  };
  lookLater();
  return () => cancel();
};
