import type { TrendValues } from '../record/document.ts';
import type { Findings } from './findings.ts';
import { atRank, type Histogram, rankOf, readHistogram } from './histogram.ts';

/** Times beyond this count as this in a histogram. */
const highestUs = 2 ** 32 - 1;

/** Checks the values of a trend against its histogram, and gives that; undefined where it cannot be read. */
export const checkTimes = (
  at: string,
  values: TrendValues,
  text: string | undefined,
  findings: Findings,
): Histogram | undefined => {
  const histogram = text === undefined ? undefined : readHistogram(text);
  const first = histogram?.buckets[0];
  const last = histogram?.buckets.at(-1);
  if (histogram === undefined || first === undefined || last === undefined) {
    findings.wrong(`${at}.histogram`, text === undefined ? 'nothing' : 'text', 'no HDR histogram');
    return undefined;
  }
  const { count = 0, min = Number.NaN, max = Number.NaN, avg = Number.NaN } = values;
  findings.same(`${at}.count`, count, histogram.total);
  findings.within(`${at}.min`, 1000 * min, [first.from, first.to]);
  const beyond = last.to >= highestUs ? Number.POSITIVE_INFINITY : last.to;
  findings.within(`${at}.max`, 1000 * max, [last.from, beyond]);
  checkMean(at, 1000 * avg, histogram, findings);
  for (const [name, value] of Object.entries(values)) {
    const percent = name === 'med' ? 50 : percentOf(name);
    if (percent === undefined) continue;
    findings.same(`${at}.${name}`, value, quantileMs(histogram, percent, values));
  }
  return histogram;
};

/** The mean is of exact times, of which the histogram knows the range. */
const checkMean = (
  at: string,
  avgUs: number,
  { buckets, total }: Histogram,
  findings: Findings,
) => {
  const lower = buckets.reduce((sum, { from, count }) => sum + from * count, 0) / total;
  const upper = buckets.reduce((sum, { to, count }) => sum + to * count, 0) / total;
  const isOpen = (buckets.at(-1)?.to ?? 0) >= highestUs;
  findings.within(`${at}.avg`, avgUs, [lower, isOpen ? Number.POSITIVE_INFINITY : upper]);
};

const percentOf = (name: string): number | undefined => {
  const [, text] = /^p\(([\d.]+)\)$/.exec(name) ?? [];
  return text === undefined ? undefined : Number(text);
};

/** In milliseconds, never outside what was measured. */
export const quantileMs = (
  histogram: Histogram,
  percent: number,
  { min = 0, max = Number.POSITIVE_INFINITY }: TrendValues,
): number => {
  const ms = atRank(histogram, rankOf(percent, histogram.total)) / 1000;
  return Math.min(max, Math.max(min, ms));
};
