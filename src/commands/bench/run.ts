import { distinctInts } from '../../bench/ints.ts';
import { fitPlans, type PhasePlan } from '../../bench/phase-plan.ts';
import { createExhaustivePlan, createRequestPlan } from '../../bench/request-plan.ts';
import { type PhaseResult, runPhase } from '../../bench/run-phase.ts';
import { type PhasePosition, runPhases } from '../../bench/run-phases.ts';
import { percentilesOf } from '../../bench/threshold-evaluation.ts';
import { defaultPercentiles } from '../../bench/trend-values.ts';
import { randomRange } from '../../core/pixels.ts';
import { renderBench } from '../../report/bench-summary.ts';
import { maxVus, scheduleMs } from '../../report/load-description.ts';
import type { CommandContext } from '../command.ts';
import type { CommandInput } from '../input.ts';
import type { LoadGenerator, OpenedSubject } from '../services.ts';
import { benchDocument } from './bench-document.ts';
import { startLive } from './live.ts';
import { openOutputs, type RunOutputs } from './open-outputs.ts';
import { type BenchOptions, parseBench } from './parse.ts';
import { createPhaseWatch } from './phase-watch.ts';
import { announce } from './preflight.ts';
import { clearForLoad } from './preflight-deployed.ts';
import { readScenario } from './read-scenario.ts';
import { refuseTotalFailure, refuseUnfilled, verdictOf } from './verdict.ts';

export const run = async (context: CommandContext, input: CommandInput): Promise<number> => {
  const { io, settings, services, report } = context;
  const options = parseBench(await readScenario(context, input), settings, io.rng);
  announce(options, report);
  const opened = await report.during('starting the target', () =>
    services.openSubject(options.subject, report.note),
  );
  try {
    const generator = await services.openLoadEngine({
      ...options.generator,
      url: opened.url,
      way: opened.way,
    });
    try {
      return await measure(context, options, opened, generator);
    } finally {
      await generator.engine.close();
    }
  } finally {
    await opened.subject.close();
  }
};

const measure = async (
  context: CommandContext,
  asked: BenchOptions,
  opened: OpenedSubject,
  generator: LoadGenerator,
): Promise<number> => {
  const { io, services, report } = context;
  const { subject, url } = opened;
  const { plans, notes } = fitPlans(asked.choice, subject.powers);
  const options = await clearForLoad(context, asked, opened, plans);
  const outputs = await openOutputs(options.outputs, services, tagContext(io, generator, url));
  report.detail(`seed ${options.seed}`);
  const bench = { context, options, generator, outputs, watch: watchOf(options) };
  const live = startLiveView(context, options, bench.watch.state, plans.length);
  const results = await runPhases({
    ...{ plans, notes, subject },
    sizes: distinctInts(options.ints ?? randomRange),
    environments: environmentsOf(options),
    signal: AbortSignal.any([io.interrupt, bench.watch.stopped]),
    onStep: (what) => report.detail(what),
    runOne: (plan, position) => runOne(bench, plan, position),
  }).finally(live.stop);
  await outputs.closeSamples();
  const interrupted = io.interrupt.aborted;
  const droppedLines = outputs.dropped();
  const document = benchDocument({
    options,
    subject,
    generator,
    results,
    interrupted,
    droppedLines,
  });
  await outputs.write(document, options.summary.trendStats);
  await report.result(
    report.json
      ? `${JSON.stringify(document, null, 2)}\n`
      : renderBench(document, {
          ...options.summary,
          colour: report.colour.stdout,
          width: io.stdout.columns,
        }),
  );
  refuseTotalFailure(document.phases, url.host);
  refuseUnfilled(plans, document.phases);
  return verdictOf(document, options.strict, report);
};

interface Bench {
  readonly context: CommandContext;
  readonly options: BenchOptions;
  readonly generator: LoadGenerator;
  readonly outputs: RunOutputs;
  readonly watch: ReturnType<typeof createPhaseWatch>;
}

const runOne = async (
  { context, options, generator, outputs, watch }: Bench,
  plan: PhasePlan,
  position: PhasePosition,
): Promise<PhaseResult> => {
  const { engine, scheduler, vitals } = generator;
  const { io } = context;
  const { load, ints, seed } = options;
  const draw = plan.exhaustive
    ? createExhaustivePlan(ints ?? randomRange, seed)
    : createRequestPlan(ints, seed);
  try {
    return await runPhase({
      ...{ name: plan.name, engine, load, scheduler, vitals, plan: draw },
      control: { drain: io.interrupt, now: new AbortController().signal },
      now: io.clock.now,
      percentiles: [
        ...new Set([
          ...defaultPercentiles,
          ...percentilesOf(options.thresholds),
          ...options.summary.percentiles,
        ]),
      ],
      tap: (sample) => outputs.sample(sample, plan.name),
      watch: { everyMs: 250, look: watch.begin(plan.name, position) },
    });
  } finally {
    watch.end();
  }
};

const watchOf = ({ load, thresholds }: BenchOptions) => createPhaseWatch(load, thresholds);

const environmentsOf = ({ subject, load }: BenchOptions): number =>
  subject.kind === 'local' ? subject.lambda.concurrency : maxVus(load);

const startLiveView = (
  { io, report }: CommandContext,
  { load }: BenchOptions,
  state: ReturnType<typeof createPhaseWatch>['state'],
  phases: number,
) => {
  const terminal = io.stderr.isTTY && io.env['TERM'] !== 'dumb' && !io.env['CI'];
  return startLive({
    stream: io.stderr,
    show: report.quiet ? 'none' : terminal ? 'frames' : 'lines',
    colour: report.colour.stderr,
    every: (intervalMs, callback) => {
      const timer = setInterval(callback, intervalMs);
      return () => clearInterval(timer);
    },
    state,
    expectedMs: scheduleMs(load) * phases,
  });
};

const tagContext = (io: CommandContext['io'], { scheduler }: LoadGenerator, url: URL) => {
  const epochUs = io.clock.now().getTime() * 1000 - scheduler.nowUs();
  return {
    method: 'GET',
    urlOf: (pixels: number | undefined) =>
      pixels === undefined ? url.href : new URL(`?int=${pixels}`, url).href,
    epochUsOf: (us: number) => epochUs + us,
  };
};
