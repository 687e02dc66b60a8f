import { formatCount } from '../../core/format-count.ts';
import type { CostReport, DurationBasis } from '../../core/price/cost-report.ts';
import type { UsageCost } from '../../core/price/usage-cost.ts';
import { formatUsd } from '../cards/timing-line.ts';
import { createPaint } from '../text/ansi.ts';
import { wrap } from '../text/flow.ts';
import { formatMs } from '../text/number-format.ts';
import { printableLine } from '../text/printable.ts';
import { alignTable, cell } from '../text/text-table.ts';

interface CostTextLook {
  readonly width: number;
  readonly colour: boolean;
  /** What is priced: its name, or that it is a calculation. */
  readonly title: string;
  /** Of a run, whose own price stands first. */
  readonly isRun: boolean;
}

/** Wider lines are hard to follow. */
const widest = 100;

/** The price of a run or of a month, by what is billed. */
export const costText = (report: CostReport, look: CostTextLook): string => {
  const width = Math.min(widest, look.width);
  const paint = createPaint(look.colour);
  const { usage, place } = report;
  const where = `${usage.memoryMb} MB of ${place.architecture} in ${place.region}`;
  const lines = (text: string) => wrap(printableLine(text), width, 0, 2);
  return [
    ...lines(`${look.title}: ${where}`).map(paint.bold),
    '',
    ...table(report, look.isRun, width),
    '',
    ...sentences(report).flatMap(lines),
    ...basisSentences(report).flatMap(lines).map(paint.faint),
    '',
  ].join('\n');
};

const rows: readonly (readonly [string, keyof UsageCost])[] = [
  ['requests', 'requestsUsd'],
  ['duration', 'durationUsd'],
  ['  of it starting', 'initUsd'],
  ['S3', 's3Usd'],
  ['DynamoDB', 'dynamodbUsd'],
  ['data out', 'dataOutUsd'],
  ['total', 'totalUsd'],
];

const table = (report: CostReport, isRun: boolean, width: number): readonly string[] => {
  const { cost, freeTierCost, million, month } = report;
  const columns: readonly (readonly [string, UsageCost])[] = [
    ...(isRun
      ? ([
          ['this run', cost],
          ['after free tier', freeTierCost],
        ] as const)
      : []),
    ['a million', million],
    ...(month === undefined
      ? []
      : ([
          ['a month', month.cost],
          ['after free tier', month.freeTierCost],
        ] as const)),
  ];
  const heads = ['', ...columns.map(([name]) => name)];
  const body = rows.map(([name, key]) => [name, ...columns.map(([, of]) => formatUsd(of[key]))]);
  return alignTable(
    [heads, ...body].map((row) => row.map((text) => cell(text))),
    0,
    3,
    width,
  );
};

const sentences = (report: CostReport): readonly string[] => {
  const { basis, usage, coldStarts, provisioned, month } = report;
  const each = `${formatMs(usage.billedMs / usage.requests)} billed each`;
  const asked = formatCount(Math.round(usage.requests));
  return [
    `${basis === 'given' ? each : `${asked} requests, ${each}`}${month === undefined ? '' : `; ${formatCount(Math.round(month.requests))} a month`}.`,
    ...(coldStarts === null
      ? []
      : [
          `Cold starts: ${percent(coldStarts.share)} of the requests, ${formatMs(coldStarts.billedInitMs)} of starting billed each. That adds ${formatUsd(coldStarts.usdPerMillionRequests)} to a million requests; a million cold starts cost ${formatUsd(coldStarts.usdPerMillionColdStarts)} more than as many warm ones.`,
        ]),
    provisioned === null && usage.billedMs <= usage.initMs
      ? 'Provisioned concurrency: without a handler that is billed it cannot be told when it pays.'
      : provisioned === null
        ? `Provisioned concurrency: its price is not at hand for ${report.place.architecture} in ${report.place.region} (--prices FILE).`
        : provisioned.busyShare > 1
          ? 'Provisioned concurrency never pays here: an environment cannot be busy for long enough.'
          : `Provisioned concurrency pays from ${rateText(provisioned.ratePerEnvironment)} on each environment, which is then busy ${percent(provisioned.busyShare)} of the time; the free tier does not cover it.`,
  ];
};

/** Of a number of requests a second, in the unit that reads best. */
const rateText = (perSecond: number): string => {
  if (perSecond >= 10) return `${perSecond.toFixed(0)} requests a second`;
  if (perSecond >= 1) return `${perSecond.toFixed(1)} requests a second`;
  const perMinute = perSecond * 60;
  return `${perMinute >= 10 ? perMinute.toFixed(0) : perMinute.toFixed(1)} requests a minute`;
};

const percent = (share: number): string => {
  const value = share * 100;
  return `${value >= 9.95 || value === 0 ? value.toFixed(0) : value.toPrecision(2)} %`;
};

export const basisWords: Readonly<Record<DurationBasis, string>> = {
  billed: 'billed durations of REPORT lines',
  function: "the function's own times, init included, as they would be billed",
  client: 'times that the client saw, an upper bound of what is billed',
  given: 'durations as given',
};

const basisSentences = ({ basis, asOf, notes }: CostReport): readonly string[] => [
  `Basis: ${basisWords[basis]}; prices of ${asOf}${['', ...notes].join('; ')}.`,
];

/** The same in one sentence, for the answer of a run. */
export const costSentence = ({ cost, million, basis, usage, asOf }: CostReport): string =>
  `Cost: ${formatUsd(cost.totalUsd)} for ${formatCount(usage.requests)} requests, ${formatUsd(million.totalUsd)} a million (${formatUsd(million.requestsUsd)} requests, ${formatUsd(million.durationUsd)} duration, ${formatUsd(million.s3Usd + million.dynamodbUsd)} store, ${formatUsd(million.dataOutUsd)} data out), by ${basisWords[basis]}, prices of ${asOf}, no free tier; fibimg cost shows more.`;
