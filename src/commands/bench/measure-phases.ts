import { createExhaustivePlan, createRequestPlan } from '../../bench/engine/request-plan.ts';
import { busyEnvironments, isOpenModel, scheduleMs } from '../../bench/load/load-arithmetic.ts';
import type { KeptRequests } from '../../bench/logs/kept-requests.ts';
import { createColdBursts } from '../../bench/phases/cold-bursts.ts';
import { firstWaveOf } from '../../bench/phases/first-wave.ts';
import type { PhasePlan } from '../../bench/phases/phase-plan.ts';
import type { Preparation } from '../../bench/phases/prepare-phase.ts';
import { loadOfRound } from '../../bench/phases/rounds.ts';
import {
  beginPhase,
  type Phase,
  type PhaseResult,
  type PhaseRun,
} from '../../bench/phases/run-phase.ts';
import { type PhasePosition, runPhases } from '../../bench/phases/run-phases.ts';
import type { SystemUnderTest } from '../../bench/phases/system-under-test.ts';
import type { ColdStarts } from '../../bench/record/document.ts';
import type { ClockCheck, Subject } from '../../bench/record/provenance.ts';
import type { PriceTable } from '../../core/price/price-table.ts';
import { distinctInts } from '../../core/service/ints.ts';
import { randomRange } from '../../core/service/pixels.ts';
import { formatUsd } from '../../report/cards/timing-line.ts';
import type { CommandContext } from '../command/command.ts';
import type { LoadGenerator, Services } from '../command/services.ts';
import type { DeployedSystem } from '../command/system-request.ts';
import { percentilesToKeep } from './bench-document.ts';
import type { Experiment } from './experiment.ts';
import { type LiveView, startLive } from './live/live.ts';
import type { LiveReport } from './live/live-report.ts';
import type { PhaseWatch } from './live/phase-watch.ts';
import type { SampleOutputs } from './open-outputs.ts';
import type { BenchOptions } from './options/plan.ts';
import type { Spend } from './price.ts';

export interface Bench {
  readonly context: Pick<CommandContext, 'io' | 'argv' | 'report'> & {
    readonly services: Pick<Services, 'openReports'>;
  };
  readonly options: BenchOptions;
  readonly experiment: Experiment;
  readonly system: SystemUnderTest;
  /** Present where it is on AWS. */
  readonly deployed?: DeployedSystem | undefined;
  readonly subject: Subject;
  readonly url: URL;
  readonly generator: LoadGenerator;
  readonly samples: SampleOutputs;
  readonly watch: PhaseWatch;
  readonly prices: PriceTable;
  /** Undefined where no REPORT lines will be read. */
  readonly kept: KeptRequests | undefined;
  /** Undefined where the run may cost what it will. */
  readonly spend: Spend | undefined;
  /** Undefined where no live page was asked for. */
  readonly liveReport: LiveReport | undefined;
  /** Of a part of a run: this clock against UTC, where it was measured. */
  readonly clock?: ClockCheck;
}

interface Measured {
  readonly results: readonly PhaseResult[];
  /** Undefined where no cold starts were to be made on purpose. */
  readonly coldStarts: ColdStarts | undefined;
  /** What kept the rest from being measured, where that was no stop. */
  readonly failure?: unknown;
}

/** Runs the phases of a bench, shown while they go. Those that a signal, a threshold or the target's end kept from running are left out. */
export const measurePhases = async (bench: Bench): Promise<Measured> => {
  const { context, options, experiment, system, watch } = bench;
  const { plans, notes, rounds } = experiment;
  const live = startLiveView(bench);
  context.io.interrupt.addEventListener('abort', () =>
    live.step('waiting for what is under way; Ctrl-C again ends at once'),
  );
  const preparation = {
    system,
    sizes: distinctInts(options.ints ?? randomRange),
    environments: environmentsOf(options),
    signal: AbortSignal.any([stopOf(bench), watch.stopped]),
    onStep: live.step,
  };
  const bursts = openBursts(bench, preparation);
  const { results, ...failed } = await runPhases({
    ...{ ...preparation, plans, notes, rounds },
    begin: (plan) => beginPhase(phaseOf(bench, plan)),
    runRound: (phase, plan, position) => runRound(bench, phase, plan, position),
    endRound: async (round) => bursts?.round(round),
  }).finally(live.stop);
  const coldStarts = bursts?.summary();
  return { results: results.map((result) => withEnd(result, bench)), coldStarts, ...failed };
};

/** What ends the phase under way from outside. */
const stopOf = ({ context, system, generator }: Bench): AbortSignal =>
  AbortSignal.any([
    context.io.interrupt,
    ...[system.lost, generator.workers?.lost].filter((signal) => signal !== undefined),
  ]);

const openBursts = (bench: Bench, preparation: Preparation) => {
  const { options, experiment, generator, system } = bench;
  const { coldStarts, rounds, plans } = experiment;
  if (coldStarts === undefined) return undefined;
  const { sizes, signal, onStep } = preparation;
  const fills = system.capabilities.emptyStore.can;
  const bursts = createColdBursts({
    ...{ ...coldStarts, system, signal, onStep, rounds },
    engine: generator.engine,
    // Where the store cannot be filled from here, its function does it.
    asksBefore: !fills && options.generator.check,
    planOf: (burst) => endlessPlan(options, options.seed + burst),
  });
  const filled = plans.at(-1)?.store === 'filled';
  return {
    round: async (round: number): Promise<void> => {
      if (fills && !filled) await system.fillStore(sizes, signal, onStep);
      await bursts.round(round);
    },
    summary: bursts.summary,
  };
};

/** The requests of a round: in the first those that the seed alone gives, in each other one different ones. */
const planOf = ({ exhaustive }: PhasePlan, options: BenchOptions, round: number) => {
  const seed = options.seed + round - 1;
  return exhaustive
    ? createExhaustivePlan(options.ints ?? randomRange, seed)
    : endlessPlan(options, seed);
};

const endlessPlan = ({ ints, generator: { own } }: BenchOptions, seed: number) =>
  createRequestPlan(ints, seed, own?.bodies.length);

const phaseOf = (bench: Bench, { name }: PhasePlan): PhaseRun => {
  const { context, options, generator, samples, spend, kept } = bench;
  const { scheduler } = generator;
  const epochMs = context.io.clock.now().getTime() - scheduler.nowUs() / 1000;
  const { engine, monitor } = generator.workers ?? generator;
  return {
    ...{ name, engine, scheduler, monitor, openModel: isOpenModel(options.load) },
    drain: stopOf(bench),
    ...(options.part && { part: options.part }),
    isShared: (options.part?.of ?? 1) > 1 || generator.workers !== undefined,
    now: context.io.clock.now,
    percentiles: percentilesToKeep(options),
    tap: (sample) => {
      samples.sample(sample, name);
      spend?.sample(sample);
      kept?.add(sample, name, epochMs + sample.endedUs / 1000);
    },
  };
};

const runRound = async (
  { context, options, experiment, watch, generator, liveReport, system }: Bench,
  phase: Phase,
  plan: PhasePlan,
  position: PhasePosition,
): Promise<void> => {
  const { round } = position;
  const look = watch.begin(plan.name, position);
  const stopProbing = generator.network?.start();
  try {
    await phase.run({
      round,
      load: loadOfRound(options.load, experiment.rounds, round - 1),
      plan: planOf(plan, options, round),
      firstWave: firstWaveOf(plan, position.at === 1, system, context.io.clock.now()),
      watch: {
        everyMs: 250,
        look: (running) => {
          look(running);
          liveReport?.look(plan.name, running.recorder);
        },
      },
    });
  } finally {
    stopProbing?.();
    watch.end();
  }
};

const withEnd = (result: PhaseResult, { context, watch, spend }: Bench): PhaseResult => {
  const { summary } = result;
  if (context.io.interrupt.aborted)
    return { ...result, summary: { ...summary, endedBy: 'signal' } };
  if (watch.overspent() && spend !== undefined) {
    const notes = [...summary.notes, overspentNote(spend)];
    return { ...result, summary: { ...summary, endedBy: 'cost', notes } };
  }
  const crossed = watch.crossed();
  if (crossed.length === 0) return result;
  const names = crossed.map(({ metric, expression }) => `${metric}: ${expression}`).join(', ');
  const note = `The phase was ended early by a crossed threshold (abortOnFail): ${names}.`;
  const notes = [...summary.notes, note];
  return { ...result, summary: { ...summary, endedBy: 'threshold', notes } };
};

const overspentNote = (spend: Spend): string =>
  `The run was ended by --max-cost ${formatUsd(spend.maxUsd)}: its requests are estimated to have cost ${formatUsd(spend.spentUsd())}, what they were billed counted where it is known and else at most what they took.`;

const environmentsOf = ({ system, load }: BenchOptions): number =>
  system.kind === 'local' ? system.lambda.concurrency : busyEnvironments(load);

const startLiveView = ({ context, options, experiment, watch }: Bench): LiveView => {
  const { io, report } = context;
  return startLive({
    stream: io.stderr,
    show: report.quiet ? 'none' : io.stderr.repaints ? 'frames' : 'lines',
    colour: report.colour.stderr,
    every: (intervalMs, callback) => {
      const timer = setInterval(callback, intervalMs);
      return () => clearInterval(timer);
    },
    state: watch.state,
    expectedMs: scheduleMs(options.load) * experiment.plans.length,
  });
};
