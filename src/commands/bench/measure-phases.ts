import { createExhaustivePlan, createRequestPlan } from '../../bench/engine/request-plan.ts';
import { distinctInts } from '../../bench/load/ints.ts';
import { busyEnvironments, scheduleMs } from '../../bench/load/load-arithmetic.ts';
import type { PhasePlan } from '../../bench/phases/phase-plan.ts';
import { type PhaseResult, runPhase } from '../../bench/phases/run-phase.ts';
import { type PhasePosition, runPhases } from '../../bench/phases/run-phases.ts';
import type { SystemUnderTest } from '../../bench/phases/system-under-test.ts';
import type { PhaseSummary } from '../../bench/record/document.ts';
import { defaultPercentiles } from '../../bench/record/trend-values.ts';
import { percentilesOf } from '../../bench/threshold/threshold-evaluation.ts';
import { randomRange } from '../../core/service/pixels.ts';
import type { CommandContext } from '../command/command.ts';
import type { LoadGenerator } from '../command/services.ts';
import { type LiveView, startLive } from './live/live.ts';
import type { PhaseWatch } from './live/phase-watch.ts';
import type { SampleOutputs } from './open-outputs.ts';
import type { BenchOptions } from './options/plan.ts';

export interface Bench {
  readonly context: CommandContext;
  readonly options: BenchOptions;
  readonly plans: readonly PhasePlan[];
  readonly notes: ReadonlyMap<string, string>;
  readonly system: SystemUnderTest;
  readonly url: URL;
  readonly generator: LoadGenerator;
  readonly samples: SampleOutputs;
  readonly watch: PhaseWatch;
}

/** Runs the phases of a bench, shown while they go. Those that a signal, a threshold or the target's end kept from running are left out. */
export const measurePhases = async (bench: Bench): Promise<readonly PhaseResult[]> => {
  const { context, options, plans, notes, system, watch } = bench;
  const live = startLiveView(bench);
  context.io.interrupt.addEventListener('abort', () =>
    live.step('waiting for the requests in flight; Ctrl-C again ends at once'),
  );
  return runPhases({
    ...{ plans, notes, system },
    sizes: distinctInts(options.ints ?? randomRange),
    environments: environmentsOf(options),
    signal: AbortSignal.any([stopOf(bench), watch.stopped]),
    onStep: live.step,
    runOne: (plan, position) => runOne(bench, plan, position),
  }).finally(live.stop);
};

/** What ends the phase under way from outside. */
const stopOf = ({ context, system }: Bench): AbortSignal =>
  AbortSignal.any([context.io.interrupt, ...(system.lost ? [system.lost] : [])]);

const runOne = async (
  bench: Bench,
  plan: PhasePlan,
  position: PhasePosition,
): Promise<PhaseResult> => {
  const { context, options, generator, samples, watch } = bench;
  const { engine, scheduler, monitor } = generator;
  const { load, ints, seed } = options;
  const draw = plan.exhaustive
    ? createExhaustivePlan(ints ?? randomRange, seed)
    : createRequestPlan(ints, seed);
  try {
    const result = await runPhase({
      ...{ name: plan.name, engine, load, scheduler, monitor, plan: draw },
      drain: stopOf(bench),
      now: context.io.clock.now,
      percentiles: percentilesToKeep(options),
      tap: (sample) => samples.sample(sample, plan.name),
      watch: { everyMs: 250, look: watch.begin(plan.name, position) },
    });
    return { ...result, summary: withEnd(result.summary, bench) };
  } finally {
    watch.end();
  }
};

const percentilesToKeep = ({ thresholds, summary }: BenchOptions): readonly number[] => [
  ...new Set([...defaultPercentiles, ...percentilesOf(thresholds), ...summary.percentiles]),
];

const withEnd = (summary: PhaseSummary, { context, watch }: Bench): PhaseSummary => {
  if (context.io.interrupt.aborted) return { ...summary, endedBy: 'signal' };
  const crossed = watch.crossed();
  if (crossed.length === 0) return summary;
  const names = crossed.map(({ metric, expression }) => `${metric}: ${expression}`).join(', ');
  const note = `The phase was ended early by a crossed threshold (abortOnFail): ${names}.`;
  return { ...summary, endedBy: 'threshold', notes: [...summary.notes, note] };
};

const environmentsOf = ({ system, load }: BenchOptions): number =>
  system.kind === 'local' ? system.lambda.concurrency : busyEnvironments(load);

const startLiveView = ({ context, options, plans, watch }: Bench): LiveView => {
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
    expectedMs: scheduleMs(options.load) * plans.length,
  });
};
