import { createRealScheduler } from '../../bench/engine/real-scheduler.ts';
import { createFixedSystem } from '../../bench/phases/fixed-system.ts';
import { runText } from '../../bench/run-file/digest.ts';
import { designExperiment, type Experiment } from '../../commands/bench/experiment.ts';
import { optionsOfShard, type ShardPlan } from '../../commands/bench/fleet/shard-plan.ts';
import { createPhaseWatch } from '../../commands/bench/live/phase-watch.ts';
import { measureRun } from '../../commands/bench/measure-run.ts';
import type { BenchOptions } from '../../commands/bench/options/plan.ts';
import { createSpend, priceOf, type Spend } from '../../commands/bench/price.ts';
import { waitForStart } from '../../commands/bench/wait-for-start.ts';
import type { Reporter } from '../../commands/command/command.ts';
import { createProcessMonitor, describeMachine } from '../terminal/generator-process.ts';
import { openUrlEngine } from './open-url-engine.ts';
import type { ReadyShard, ShardCounts, ShardWork } from './run-shard.ts';

/** Has a shard's part of the load ready, which is then made as `bench --shard` makes it. */
export const prepareShard = async ({ io, plan, part, clock }: ShardWork): Promise<ReadyShard> => {
  const options = optionsOfShard(plan, part);
  const url = new URL(plan.url);
  const scheduler = createRealScheduler(() => io.clock.elapsedMs() * 1000);
  const monitor = createProcessMonitor(scheduler.nowUs, scheduler.polledUs);
  const remote = !plan.sharesMachine;
  const opened = await openUrlEngine(io, { ...options.generator, url, remote }, scheduler);
  const { target, sharesMachine, unknownStart } = plan;
  const described = { target, sharesMachine, ...(unknownStart !== undefined && { unknownStart }) };
  const system = createFixedSystem(described, 'a shard prepares nothing');
  const machine = describeMachine();
  const experiment = designExperiment(options, system, machine.cpuCount);
  const spend = spendOf(plan, options, experiment);
  const watch = createPhaseWatch(options.load, [], io.interrupt, spend);
  const bench = {
    context: { io, argv: plan.command, report: silent, services: { openReports: refuseLogs } },
    ...{ options, experiment, system, subject: plan.subject, url, watch, clock },
    ...{ prices: plan.prices, spend, kept: undefined, liveReport: undefined },
    generator: { ...opened, scheduler, monitor, machine },
    samples: { sample: () => {}, dropped: () => 0, close: async () => {} },
  };
  return {
    counts: () => countsOf(watch.state()),
    run: async (startAtMs) => {
      try {
        await waitForStart({ io, report: silent }, startAtMs);
        const { document, failure } = await measureRun(bench);
        if (failure !== undefined) throw failure;
        return runText(document);
      } finally {
        await opened.engine.close();
      }
    },
  };
};

const refuseLogs = async (): Promise<never> => {
  throw new TypeError('a shard reads no logs');
};

/** A shard's share of what the run may cost. */
const spendOf = (
  { budget, prices }: ShardPlan,
  { generator }: BenchOptions,
  experiment: Experiment,
): Spend | undefined => {
  if (budget === undefined) return undefined;
  const { facts, region, maxUsd } = budget;
  const place = { facts, region, prices, usesStore: generator.check };
  const price = priceOf({ ...place, experiment, images: 0, environments: 0 });
  return price && createSpend({ ...price, preparationUsd: 0 }, maxUsd);
};

const countsOf = (state: ReturnType<ReturnType<typeof createPhaseWatch>['state']>): ShardCounts => {
  if (state === undefined) return { started: 0, ended: 0, failed: 0 };
  const { started, ok, interrupted, dropped: _, ...failures } = state.classes;
  const failed = Object.values(failures).reduce((sum, count) => sum + count, 0);
  return { started, ended: ok + failed + interrupted, failed };
};

/** Nobody looks on; what matters is in the run. */
const silent: Reporter = {
  ...{ json: true, quiet: true, verbose: false, colour: { stdout: false, stderr: false } },
  result: async () => {},
  answer: async () => {},
  note: () => {},
  detail: () => {},
  during: (_, work) => work(),
};
