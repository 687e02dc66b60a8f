import { FibimgError } from '../../core/error.ts';
import { type CostReport, costReport } from '../../core/price/cost-report.ts';
import { requirePriced } from '../../core/price/price.ts';
import type { PriceTable } from '../../core/price/price-table.ts';
import { costText } from '../../report/cost/cost-text.ts';
import { runUsage } from '../../report/cost/run-usage.ts';
import type { CommandContext, Input } from '../command/command.ts';
import { findRun } from '../command/find-run.ts';
import { readPrices } from '../command/read-prices.ts';
import { describedUsage } from './described-usage.ts';
import type { CostOptions, costOptions } from './options.ts';

/** What AWS takes a month for. */
const monthSeconds = 730 * 3600;

const ofLoad = ['init', 'cold', 'misses', 'store', 'answerBytes'] as const;

export const plan = ({
  options,
  origins,
  problems,
}: Input<typeof costOptions>): CostOptions | undefined => {
  if (options.duration === undefined) {
    for (const key of ofLoad.filter((one) => origins[one].kind === 'flag')) {
      problems.add(
        `--${key === 'answerBytes' ? 'answer-bytes' : key === 'store' ? 'no-store' : key} describes a load, and a run has its own`,
        '--duration as well describes one without a run',
      );
    }
  } else if (options.run !== undefined) {
    problems.add('--duration describes a load, and a run has its own', 'leave one out');
  }
  return options;
};

export const run = async (context: CommandContext, options: CostOptions): Promise<number> => {
  const { io, report, services } = context;
  const prices = await readPrices(options.prices, services);
  const { title, runId, cost } =
    options.duration === undefined
      ? await ofRun(context, options, prices)
      : { title: 'Cost of a load', runId: null, cost: ofDescribed(options, prices) };
  const look = {
    ...{ title, isRun: runId !== null },
    ...{ width: io.stdout.columns, colour: report.colour.stdout },
  };
  await report.result(
    report.json
      ? `${JSON.stringify({ schemaVersion: 1, runId, ...cost }, null, 2)}\n`
      : costText(cost, look),
  );
  return 0;
};

const ofRun = async (context: CommandContext, options: CostOptions, prices: PriceTable) => {
  const document = await findRun(context, options.run ?? 'last');
  if (document.scenario.engine === 'event') {
    throw new FibimgError('usage', 'a run of uploads has no price', {
      why: 'nothing tells what the invocations behind them were billed',
      hint: '--duration prices a load that is described',
    });
  }
  const { memory: memoryMb, arch: architecture, region } = options;
  const used = runUsage(document, { memoryMb, architecture, region });
  if (used === undefined) {
    throw new FibimgError('usage', 'the run has nothing to price', {
      why: 'none of its requests was answered',
      hint: '--duration prices a load that is described',
    });
  }
  const { runId, subject, scenario } = document;
  const name = subject?.name ?? scenario.target;
  return {
    title: `Cost of run ${runId?.slice(0, 8) ?? ''}, ${name}`,
    runId: runId ?? '',
    cost: priced({ ...used, prices, requestsAMonth: monthOf(options) }),
  };
};

const ofDescribed = (options: CostOptions, prices: PriceTable): CostReport => {
  const place = { region: options.region ?? 'us-east-1', architecture: options.arch ?? 'x86_64' };
  const { usage, notes } = describedUsage(options);
  const requestsAMonth = monthOf(options);
  return priced({ ...{ usage, place, prices, notes, requestsAMonth }, basis: 'given' });
};

const monthOf = ({ rate, requests }: CostOptions): number | undefined =>
  rate === undefined ? requests : rate * monthSeconds;

const priced = (question: Parameters<typeof costReport>[0]): CostReport => {
  requirePriced(question.place, question.prices);
  const cost = costReport(question);
  if (cost === undefined) throw new TypeError('what has a price was not priced');
  return cost;
};
