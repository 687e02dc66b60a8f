import { scheduleMs } from '../../bench/load/load-arithmetic.ts';
import { mergeRuns } from '../../bench/merge/merge-runs.ts';
import type { BenchDocument } from '../../bench/record/document.ts';
import { FibimgError, messageOf } from '../../core/error.ts';
import { conductFleet, usualPace } from '../../core/fleet/conduct-fleet.ts';
import { isLoopback } from '../../core/loopback.ts';
import type { PriceTable } from '../../core/price/price-table.ts';
import { sleep } from '../../core/sleep.ts';
import { withStoreLock } from '../../core/upkeep/store-lock.ts';
import { benchTitle } from '../../report/bench/bench-answer.ts';
import type { CommandContext } from '../command/command.ts';
import type { OpenedFleet } from '../command/fleet-service.ts';
import { readPrices } from '../command/read-prices.ts';
import { repeatCommand } from '../command/repeat-command.ts';
import type { OpenedSystem } from '../command/system-request.ts';
import { throttleLimiter } from '../command/throttle-limiter.ts';
import { asOnlyWriter } from './changes/only-writer.ts';
import { concludeRun } from './conclude-run.ts';
import { designExperiment } from './experiment.ts';
import { startFleetLive } from './fleet/fleet-live.ts';
import { afterFleet, priceOfFleet } from './fleet/fleet-price.ts';
import { readResults } from './fleet/read-results.ts';
import { encodeShardPlan, type ShardPlan } from './fleet/shard-plan.ts';
import { drawRunId } from './keep-run.ts';
import { prepareOutputs } from './open-outputs.ts';
import type { FleetChoice } from './options/choose-part.ts';
import type { BenchOptions } from './options/plan.ts';
import { announce } from './preflight.ts';
import { clearForLoad } from './preflight-deployed.ts';
import { readBaseline } from './result/beside-baseline.ts';
import { refuseTotalFailure, requireWhole } from './verdict.ts';

/** One run, whose load tasks on AWS make together. Whatever becomes of it, they are stopped and what they left is removed. */
export const runFleet = async (
  context: CommandContext,
  asked: BenchOptions,
  choice: FleetChoice,
): Promise<number> => {
  const { io, report, services } = context;
  announce(asked, report);
  const prices = await readPrices(asked.prices, services);
  const price = priceOfFleet(asked, choice.count, prices);
  const options = { ...asked, ...afterFleet(asked.maxCostUsd, price.usd) };
  const baseline = await readBaseline(context, asked);
  const outputs = await prepareOutputs(asked.outputs, services);
  await endOldFleets(context);
  const opened = await report.during('opening the target', () => services.openSystem(asked.system));
  try {
    const experiment = designExperiment(options, opened.system, io.cpuCount);
    const runId = drawRunId(io.rng);
    const { allowForeignStack } = { allowForeignStack: false, ...asked.system };
    const fleet = await services.openFleet({
      ...{ stack: choice.stack, run: `fibimg-${runId}`, allowForeignStack },
    });
    try {
      requireReachable(opened, fleet);
      requireLasting(context, asked, fleet);
      report.note(price.text);
      await clearForLoad(context, options, { ...opened, prices }, experiment);
      const { system, load, seed, seedIsRandom } = options;
      const named = { target: opened.system.target, load, shard: undefined, seed, seedIsRandom };
      report.note(benchTitle({ ...named, phases: 1, rounds: 1 }));
      const other = system.kind === 'stack' && system.stack !== choice.stack;
      const store = other ? opened.deployed?.store : undefined;
      const document = await asOnlyWriter(context, options, experiment.plans, store, () =>
        asOnlyFleet(context, options, choice, fleet, () =>
          measureFleet(context, options, choice, { fleet, opened, prices, runId }),
        ),
      );
      return await concludeRun(context, options, { outputs, baseline }, document, () => {
        requireWhole(document);
        refuseTotalFailure(document.phases, opened.url.host);
      });
    } finally {
      await fleet.close();
    }
  } finally {
    await opened.system.close();
  }
};

/** What a run that was killed has left costs money by the second. */
const endOldFleets = async ({ services, report }: CommandContext): Promise<void> => {
  const { told } = await services.restoreFleets({ breakLock: false });
  for (const line of told) report.note(line);
};

const requireReachable = ({ url, transport }: OpenedSystem, { isHere }: OpenedFleet): void => {
  if (transport.by === 'url' && (isHere || !isLoopback(url))) return;
  throw new FibimgError('usage', `a fleet cannot reach ${url.host}`, {
    why: 'its tasks run on AWS, and that is this machine',
    hint: '--url of what the internet can reach, or --workers for more cores of this machine',
  });
};

/** What is signed with credentials holds as long as they do. */
const requireLasting = (
  { io }: CommandContext,
  options: BenchOptions,
  { credentialsEnd }: OpenedFleet,
): void => {
  if (credentialsEnd === undefined) return;
  const leftMs = credentialsEnd.getTime() - io.clock.now().getTime();
  if (leftMs > longestMs(options)) return;
  throw new FibimgError('credentials', 'the AWS credentials end before the run may', {
    why: `they hold until ${credentialsEnd.toISOString()}, and the tasks hand in their results by URLs that are signed with them`,
    hint: 'sign in again, or use credentials that last longer',
  });
};

/** From the first task to the last result. */
const longestMs = ({ load }: BenchOptions): number =>
  scheduleMs(load) +
  load.gracefulStopMs +
  usualPace.roomMs +
  usualPace.checkInMs +
  usualPace.leadMs +
  usualPace.drainMs;

const asOnlyFleet = async <T>(
  context: CommandContext,
  { breakLock }: BenchOptions,
  { stack }: FleetChoice,
  { lock }: OpenedFleet,
  work: () => Promise<T>,
): Promise<T> => {
  if (lock === undefined) return work();
  const { clock, rng } = context.io;
  const deps = { limiter: throttleLimiter(context), clock, rng, sleep };
  const request = { command: 'fibimg bench --fleet', title: `stack ${stack}`, breakLock };
  return withStoreLock(lock, deps, request, work);
};

interface Fleet {
  readonly fleet: OpenedFleet;
  readonly opened: OpenedSystem;
  readonly prices: PriceTable;
  readonly runId: string;
}

const measureFleet = async (
  context: CommandContext,
  options: BenchOptions,
  { count }: FleetChoice,
  { fleet, opened, prices, runId }: Fleet,
): Promise<BenchDocument> => {
  const { io } = context;
  const command = repeatCommand(context.argv, options.seed);
  const budget = budgetOf(options, count, opened, fleet);
  const plan = { ...shardPlanOf(options, opened, command), prices, budget };
  const live = startFleetLive(context);
  await fleet.begin(io.clock.now().toISOString());
  const ended = async () => {
    await live.stop();
    return fleet.end();
  };
  const work = conductFleet(
    { ...fleet, clock: io.clock, sleep },
    {
      ...{ run: `fibimg-${runId}`, count, code: fleet.code, codeSha256: fleet.codeSha256 },
      ...{ plan: encodeShardPlan(plan), pace: usualPace, onStep: live.step, onShards: live.shards },
      ...{ urlSeconds: longestMs(options) / 1000, gracefulStopMs: options.load.gracefulStopMs },
    },
    io.interrupt,
  ).then((shards) => readResults(shards, plan, fleet.version));
  const parts = await work.catch(async (thrown: unknown) => {
    await ended().catch((second: unknown) =>
      context.report.note(`${messageOf(second)}; fibimg bench --restore tries again`),
    );
    throw thrown;
  });
  await ended();
  if (parts.length === 0) {
    throw new FibimgError('refused', 'every shard of the fleet was lost', {
      why: 'none has handed in a result',
      hint: "the fleet's log group in CloudWatch says more",
    });
  }
  return mergeRuns(parts, { runId, command });
};

/** Each shard may spend as much as any other. */
const budgetOf = (
  { maxCostUsd }: BenchOptions,
  count: number,
  { deployed }: OpenedSystem,
  fleet: OpenedFleet,
): ShardPlan['budget'] => {
  if (maxCostUsd === undefined || deployed === undefined) return undefined;
  const { facts } = deployed;
  const region = facts.stack.region ?? fleet.region;
  return { maxUsd: maxCostUsd / count, facts: { function: facts.function }, region };
};

const shardPlanOf = (
  asked: BenchOptions,
  { system, subject, url }: OpenedSystem,
  command: readonly string[],
): Omit<ShardPlan, 'prices' | 'budget'> => {
  const { system: _, outputs, duet, baseline, fleet, ...options } = asked;
  const { target, sharesMachine, unknownStart } = system;
  return { url: url.href, target, sharesMachine, unknownStart, subject, options, command };
};
