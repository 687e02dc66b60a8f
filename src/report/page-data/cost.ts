import type { BenchDocument } from '../../bench/record/document.ts';
import { formatCount } from '../../core/format-count.ts';
import { gbSecondsOf, lambdaCost, operationsOf, storeCostUsd } from '../../core/price/price.ts';
import { architectures, currentPrices } from '../../core/price/price-table.ts';
import { formatUsd } from '../cards/timing-line.ts';
import type { Fact } from '../figures/page-data.ts';
import { formatMs } from '../text/number-format.ts';

/**
 * What the run's requests cost on Lambda: billed durations where a REPORT line told them, else, and said so, the times
 * that clients saw, which are more. Empty where the target is no function on AWS.
 */
export const costOf = (document: BenchDocument): readonly Fact[] => {
  const { subject, phases } = document;
  if (subject?.kind !== 'stack' && subject?.kind !== 'function') return [];
  const architecture = architectures.find((name) => name === subject.architecture) ?? 'x86_64';
  const place = { region: subject.region ?? 'us-east-1', architecture };
  const memoryMb = subject.memoryMb ?? 1024;
  const requests = sum(phases.map(({ classes }) => classes.started - classes.throttled));
  const billed = trendTotals(document, 'billed_duration');
  const seen = billed.count > 0 ? billed : trendTotals(document, 'http_req_duration');
  if (requests === 0 || seen.count === 0) return [];
  const meanMs = seen.totalMs / seen.count;
  const cost = lambdaCost(
    { requests, gbSeconds: gbSecondsOf(memoryMb, meanMs * requests) },
    place,
    currentPrices,
  );
  const storeUsd = (['stored', 'fetched'] as const)
    .map(
      (outcome) => countOf(document, outcome) * storeCostUsd(operationsOf[outcome], currentPrices),
    )
    .reduce((all, usd) => all + usd, 0);
  const total = cost.totalUsd + storeUsd;
  return [
    ['requests', `${formatCount(requests)}: ${formatUsd(cost.requestsUsd)}`],
    ['duration', `${formatMs(meanMs)} each: ${formatUsd(cost.durationUsd)}`],
    ['store', formatUsd(storeUsd)],
    ['this run', formatUsd(total)],
    ['a million such requests', formatUsd((1e6 * total) / requests)],
    [
      'basis',
      `${billed.count > 0 ? 'billed durations' : 'times that the client saw, an upper bound'}; ${memoryMb} MB of ${architecture}${subject.memoryMb === undefined ? ' assumed' : ''}, ${place.region}, prices of ${currentPrices.asOf}, no free tier; what prepared the run is not in it`,
    ],
  ];
};

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

const trendTotals = ({ phases }: BenchDocument, name: string) => {
  const trends = phases.flatMap(({ metrics }) => {
    const metric = metrics[name];
    return metric?.type === 'trend' ? [metric.values] : [];
  });
  return {
    count: sum(trends.map(({ count = 0 }) => count)),
    totalMs: sum(trends.map(({ count = 0, avg = 0 }) => count * avg)),
  };
};

const countOf = ({ phases }: BenchDocument, outcome: 'stored' | 'fetched'): number =>
  sum(
    phases.map(({ metrics }) => {
      const metric = metrics[`http_reqs{outcome:${outcome}}`];
      return metric?.type === 'counter' ? metric.values.count : 0;
    }),
  );
