import { createDetail } from '../detail/detail-recorder.ts';
import type { EngineReport, EngineSink, LoadEngine } from '../engine/engine.ts';
import type { RequestPlan, Scheduler } from '../engine/requester.ts';
import type { Sample } from '../engine/sample.ts';
import type { Load } from '../load/load.ts';
import type { LoadPart } from '../load/load-part.ts';
import type { PhaseSummary, RoundSummary } from '../record/document.ts';
import type { StartKind } from '../record/kinds.ts';
import { createPhaseRecorder, type PhaseRecorder } from '../record/phase-recorder.ts';
import { createRoundRecorder, type RoundRecorder } from '../record/round-recorder.ts';
import type { GeneratorUsage, ProcessMonitor } from './self-check.ts';

export interface PhaseRun {
  readonly name: string;
  readonly engine: LoadEngine;
  /** Of the engine's clock. */
  readonly scheduler: Scheduler;
  readonly monitor: ProcessMonitor;
  /** The time of day. */
  readonly now: () => Date;
  /** Ends the schedule; requests in flight may end. */
  readonly drain: AbortSignal;
  /** Of a load that several generators share. */
  readonly part?: LoadPart;
  /** Whether the load sets instants. */
  readonly openModel: boolean;
  /** Whether other processes or machines make a part of the load. */
  readonly isShared: boolean;
  /** Of trends; 90, 95 and 99 by default. */
  readonly percentiles?: readonly number[];
  /** Gets every sample as well: a file of them, say. */
  readonly tap?: (sample: Sample) => void;
}

/** The part of a phase that one round has. */
export interface PhaseRound {
  /** From 1. */
  readonly round: number;
  readonly load: Load;
  readonly plan: RequestPlan;
  /** What cold starts are that come before its first answer. */
  readonly firstWave: StartKind | undefined;
  /** Looks on while the phase goes: for a live view, or to end it early by `drain`. */
  readonly watch?: { readonly everyMs: number; look(phase: RunningPhase): void };
}

export interface RunningPhase {
  /** Of the whole phase so far. */
  readonly recorder: PhaseRecorder;
  /** Ends the schedule of this round alone; requests in flight may end. */
  drain(): void;
}

export interface PhaseResult {
  readonly summary: PhaseSummary;
  readonly usage: GeneratorUsage;
  readonly rounds: readonly RoundSummary[];
}

export interface Phase {
  /** Runs one round of load to its end and measures it. */
  run(round: PhaseRound): Promise<void>;
  finish(): PhaseResult;
}

/** Begins a phase that is measured in one round or several; between them its clock stands still. */
export const beginPhase = (phase: PhaseRun): Phase => {
  const { engine, scheduler } = phase;
  const recorder = createPhaseRecorder({
    name: phase.name,
    startedAt: phase.now().toISOString(),
    nowUs: scheduler.nowUs,
    openModel: phase.openModel,
    detail: createDetail(),
    ...(phase.percentiles && { percentiles: phase.percentiles }),
  });
  const watch = phase.monitor.start();
  watch.stop();
  const rounds: RoundSummary[] = [];
  let report: EngineReport | undefined;
  return {
    async run({ round, load, plan, firstWave, watch: watcher }) {
      recorder.resume();
      watch.resume();
      const startUs = scheduler.nowUs();
      const startedAt = phase.now().toISOString();
      const { openModel, isShared } = phase;
      const part = createRoundRecorder({
        ...{ round, phase: phase.name, startedAt, startUs, openModel },
        starts: { firstWave, isShared },
      });
      const draining = new AbortController();
      const stopWatching = watchRound(watcher, scheduler, {
        recorder,
        drain: () => draining.abort(),
      });
      const drain = AbortSignal.any([phase.drain, draining.signal]);
      try {
        const ended = await engine.run(
          load,
          sinkOf(phase, recorder, part),
          drain,
          plan,
          phase.part,
        );
        report = report === undefined ? ended : joined(report, ended);
        rounds.push(part.finish(ended.endedUs));
      } finally {
        stopWatching();
        watch.stop();
        recorder.pause();
      }
    },
    finish() {
      if (report === undefined) throw new TypeError(`the phase ${phase.name} has not run`);
      const usage = { ...watch.stop(), slotErrorP99Ms: recorder.slotErrorP99Ms() };
      return { usage, summary: recorder.summarise(report), rounds };
    },
  };
};

/** Two parts of one phase as if nothing had been between them. */
const joined = (first: EngineReport, second: EngineReport): EngineReport => ({
  startedUs: first.startedUs,
  endedUs: first.endedUs + second.endedUs - second.startedUs,
  started: first.started + second.started,
  ...(first.planned !== undefined &&
    second.planned !== undefined && { planned: first.planned + second.planned }),
});

const sinkOf = ({ tap }: PhaseRun, recorder: PhaseRecorder, part: RoundRecorder): EngineSink => ({
  sample(sample) {
    recorder.sample(sample);
    part.sample(sample);
    tap?.(sample);
  },
  dropped: recorder.dropped,
  virtualUsers: recorder.virtualUsers,
});

const watchRound = (
  watch: PhaseRound['watch'],
  scheduler: Scheduler,
  running: RunningPhase,
): (() => void) => {
  if (watch === undefined) return () => {};
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
