import { createKeptRequests } from '../../bench/logs/kept-requests.ts';
import type { PhasePlan } from '../../bench/phases/phase-plan.ts';
import { withoutSecrets } from '../../core/secrets.ts';
import { benchTitle, loadedText } from '../../report/bench/bench-answer.ts';
import type { CommandContext } from '../command/command.ts';
import { type LoadedTarget, withTarget } from '../command/open-target.ts';
import {
  forcesColdStarts,
  repairFunction,
  restoreAll,
  withRenewal,
} from './changes/forced-cold-starts.ts';
import { asOnlyWriter } from './changes/only-writer.ts';
import { concludeRun, type Ready } from './conclude-run.ts';
import { designExperiment } from './experiment.ts';
import type { LiveReport } from './live/live-report.ts';
import { createPhaseWatch } from './live/phase-watch.ts';
import type { Bench } from './measure-phases.ts';
import { measureRun } from './measure-run.ts';
import { prepareOutputs } from './open-outputs.ts';
import type { BenchOptions } from './options/plan.ts';
import { withOwnRequests } from './options/read-own-requests.ts';
import { announce, announceConnections } from './preflight.ts';
import { clearForLoad } from './preflight-deployed.ts';
import { readBaseline } from './result/beside-baseline.ts';
import { refuseTotalFailure, refuseUnfilled } from './verdict.ts';
import { waitForStart } from './wait-for-start.ts';

export { plan } from './options/plan.ts';
export { scenario } from './options/scenario.ts';

export const run = async (context: CommandContext, asked: BenchOptions): Promise<number> => {
  if (asked.restore) return restoreAll(context, asked.breakLock);
  const options = await withOwnRequests(context, asked);
  if (options.duet !== undefined) {
    const { runDuet } = await import('./run-duet.ts');
    return runDuet(context, options, options.duet);
  }
  if (options.fleet !== undefined) {
    const { runFleet } = await import('./run-fleet.ts');
    return runFleet(context, options, options.fleet);
  }
  if (options.sweptSizesMb !== undefined) return sweepMemory(context, options);
  announce(options, context.report);
  const baseline = await readBaseline(context, options);
  const outputs = await prepareOutputs(options.outputs, context.services);
  return withTarget(context, options, (target) =>
    runBench(context, options, { outputs, baseline }, target),
  );
};

/** `bench --memory 128,512,1024`, which is `lab memory`. */
const sweepMemory = async (context: CommandContext, options: BenchOptions): Promise<number> => {
  const [{ run: runLab }, { planMemory }] = await Promise.all([
    import('../lab/run.ts'),
    import('../lab/plan.ts'),
  ]);
  const { sweptSizesMb: memory, rounds, atOnce: burst } = options;
  return runLab(context, planMemory(options, context.io, { memory, rounds, burst }));
};

const runBench = async (
  context: CommandContext,
  options: BenchOptions,
  ready: Ready,
  target: LoadedTarget,
): Promise<number> => {
  const { cpuCount } = target.generator.machine;
  announceConnections(target.url, options, context.report);
  const experiment = designExperiment(options, target.system, cpuCount);
  const { plans } = experiment;
  const { deployed } = target;
  const spend = await clearForLoad(context, options, target, experiment);
  await repairFunction(context, options, deployed);
  const renewal = forcesColdStarts(experiment) ? deployed?.renewal : undefined;
  return asOnlyWriter(context, options, plans, deployed?.store, () =>
    withRenewal(context, options, renewal, () =>
      runCleared(context, options, ready, { ...target, experiment, spend }),
    ),
  );
};

const runCleared = async (
  context: CommandContext,
  options: BenchOptions,
  { outputs, baseline }: Ready,
  target: LoadedTarget & Pick<Bench, 'experiment' | 'spend'>,
): Promise<number> => {
  const { io, report } = context;
  const { plans } = target.experiment;
  report.note(benchTitle(plannedRun(options, target)));
  const watch = createPhaseWatch(options.load, options.thresholds, io.interrupt, target.spend);
  const samples = await outputs.begin(tagContext(context, options, target));
  const liveReport = await openLive(context, options, target);
  const clock = await clockOfPart(context, options, target);
  await waitForStart(context, options.startAtMs);
  const kept = options.logs && createKeptRequests();
  const bench = { kept, context, options, samples, watch, liveReport, ...clock, ...target };
  const { document, unwritten, failure } = await measureRun(bench).finally(liveReport?.close);
  return concludeRun(context, options, { outputs, baseline }, document, () => {
    if (unwritten !== undefined) throw unwritten;
    noteNotRun(context, plans.slice(document.phases.length));
    if (failure !== undefined) throw failure;
    target.generator.workers?.lost.throwIfAborted();
    refuseTotalFailure(document.phases, target.url.host);
    refuseUnfilled(plans, document.phases);
  });
};

/** Parts are joined by their clocks. */
const clockOfPart = async (
  { services, report }: CommandContext,
  { part, generator }: BenchOptions,
  { url, transport }: LoadedTarget,
): Promise<Pick<Bench, 'clock'>> => {
  if (part === undefined) return {};
  const request = { ...generator, url, transport };
  return {
    clock: await report.during('measuring the clock', () => services.measureClock(request)),
  };
};

/** The live page, where one was asked for; loaded only then. */
const openLive = async (
  context: CommandContext,
  options: BenchOptions,
  target: Pick<Bench, 'system' | 'generator' | 'experiment'>,
): Promise<LiveReport | undefined> => {
  const { reportLive } = options.outputs;
  if (reportLive === undefined) return undefined;
  const { openLiveReport } = await import('./live/live-report.ts');
  return openLiveReport(context, reportLive, loadedText(plannedRun(options, target)));
};

/** What is about to be done, said before it takes its time. */
const plannedRun = (
  { load, part, seed, seedIsRandom, generator: { engine } }: BenchOptions,
  { system, generator, experiment }: Pick<Bench, 'system' | 'generator' | 'experiment'>,
) => ({
  ...{ target: system.target, engine, load, shard: part, seed, seedIsRandom },
  ...{ phases: experiment.plans.length, rounds: experiment.rounds },
  ...(system.sharesMachine && { sharedCpus: generator.machine.cpuCount }),
});

const noteNotRun = ({ report }: CommandContext, left: readonly PhasePlan[]): void => {
  if (left.length > 0) report.note(`not run: ${left.map(({ name }) => name).join(', ')}`);
};

const tagContext = (
  { io }: CommandContext,
  { generator: { own } }: BenchOptions,
  { generator, url }: Pick<Bench, 'generator' | 'url'>,
) => {
  const shown = withoutSecrets(url.href);
  const epochUs = io.clock.now().getTime() * 1000 - generator.scheduler.nowUs();
  return {
    method: own?.method ?? 'GET',
    urlOf: (pixels: number | undefined) =>
      pixels === undefined ? shown : new URL(`?int=${pixels}`, shown).href,
    epochUsOf: (us: number) => epochUs + us,
  };
};
