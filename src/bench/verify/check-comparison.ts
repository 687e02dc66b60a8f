import type { BenchDocument, PhaseSummary, RoundSummary } from '../record/document.ts';
import { quantileMs } from './check-times.ts';
import type { Findings } from './findings.ts';
import { joined, readHistogram } from './histogram.ts';
import { checkStudent } from './student.ts';

/** Two phases side by side: their figures, the ratios, and the intervals of those from round to round. */
export const checkComparison = (
  { comparison, phases, rounds }: BenchDocument,
  findings: Findings,
): void => {
  if (comparison === null) return;
  const [first, second] = [comparison.first, comparison.second].map((wanted) =>
    phases.find(({ name }) => name === wanted),
  );
  for (const { measure, first: before, second: after, ratio, interval } of comparison.rows) {
    const at = `comparison.${measure}`;
    findings.same(`${at}.first`, before, first && figureOf(first, measure));
    findings.same(`${at}.second`, after, second && figureOf(second, measure));
    if (ratio === null || before === null || after === null) {
      findings.same(`${at}.interval`, interval?.[0], null);
      continue;
    }
    findings.same(`${at}.ratio`, ratio, after / before);
    const sides = [comparison.first, comparison.second].map((name) =>
      rounds.filter(({ phase }) => phase === name),
    );
    const logs = logRatios(sides, measure);
    const printed = interval && ([Math.log(interval[0]), Math.log(interval[1])] as const);
    checkStudent(`${at}.interval`, printed, logs, findings);
  }
};

const figureOf = ({ metrics }: PhaseSummary, measure: string): number | undefined => {
  const source = sources.get(measure);
  const [name, key] = source ?? ['http_req_duration', measure];
  return Object.entries(metrics[name]?.values ?? {}).find(([known]) => known === key)?.[1];
};

/** Measures that are not of the duration, by metric and value. */
const sources: ReadonlyMap<string, readonly [string, string]> = new Map([
  ['rate', ['http_reqs', 'rate']],
  ['failed', ['http_req_failed', 'rate']],
  ['cold_starts', ['cold_starts', 'count']],
]);

/** Of those rounds in which both phases have the measure; none of one that does not repeat. */
const logRatios = (
  [first = [], second = []]: readonly (readonly RoundSummary[])[],
  measure: string,
): readonly number[] =>
  first.flatMap((one) => {
    const other = second.find(({ round }) => round === one.round);
    const [before, after] = [figureIn(one, measure), other && figureIn(other, measure)];
    return before && after ? [Math.log(after) - Math.log(before)] : [];
  });

const repeating: ReadonlyMap<string, number> = new Map([
  ['med', 50],
  ['p(90)', 90],
  ['p(95)', 95],
]);

const figureIn = (
  { ended, durationMs, populations }: RoundSummary,
  measure: string,
): number | undefined => {
  if (measure === 'rate') return (ended / durationMs) * 1000;
  const percent = repeating.get(measure);
  const all = joined(populations.flatMap(({ histogram }) => readHistogram(histogram) ?? []));
  if (percent === undefined || all.total === 0) return undefined;
  return quantileMs(all, percent, {
    min: Math.min(...populations.map(({ values }) => values['min'] ?? Number.NaN)),
    max: Math.max(...populations.map(({ values }) => values['max'] ?? Number.NaN)),
  });
};
