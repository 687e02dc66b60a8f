import type { BenchDocument } from '../../bench/record/document.ts';
import { formatCount } from '../../core/format-count.ts';
import { formatUsd } from '../cards/timing-line.ts';
import { basisWords } from '../cost/cost-text.ts';
import { costOfRun } from '../cost/run-cost.ts';
import type { Fact } from '../figures/page-data.ts';
import { formatMs } from '../text/number-format.ts';

/** What the run's requests cost on AWS; empty where the target is no function there, or no price is at hand. */
export const costOf = (document: BenchDocument): readonly Fact[] => {
  const report = costOfRun(document);
  if (report === undefined) return [];
  const { cost, million, freeTierCost, usage, place, coldStarts, asOf, notes } = report;
  const meanMs = usage.billedMs / usage.requests;
  return [
    ['requests', `${formatCount(usage.requests)}: ${formatUsd(cost.requestsUsd)}`],
    ['duration', `${formatMs(meanMs)} each: ${formatUsd(cost.durationUsd)}`],
    ['store', formatUsd(cost.s3Usd + cost.dynamodbUsd)],
    ['data out', formatUsd(cost.dataOutUsd)],
    ['this run', formatUsd(cost.totalUsd)],
    ['after the free tier', formatUsd(freeTierCost.totalUsd)],
    ['a million such requests', formatUsd(million.totalUsd)],
    ...(coldStarts === null
      ? []
      : ([['of it cold starts', formatUsd(coldStarts.usdPerMillionRequests)]] as const)),
    [
      'basis',
      `${basisWords[report.basis]}; ${usage.memoryMb} MB of ${place.architecture}, ${place.region}, prices of ${asOf}${['', ...notes].join('; ')}`,
    ],
  ];
};
