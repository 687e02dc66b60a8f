import type { CompareDocument, VarianceTable } from '../../bench/compare/compare-document.ts';
import { createPaint } from '../text/ansi.ts';
import { wrap } from '../text/flow.ts';
import { renderMetrics } from './metric-table.ts';
import { renderQuantiles } from './quantile-band.ts';
import { renderDots } from './run-dots.ts';
import { designSentence, verdictAdvice, verdictSentence } from './verdict-sentence.ts';

interface Style {
  readonly colour: boolean;
  readonly width: number;
}

/** A comparison on one screen, the verdict last. */
export const renderCompare = (document: CompareDocument, style: Style): string => {
  const { bold, red, green, yellow } = createPaint(style.colour);
  const { base, new: changed, design, primary, quantiles, unlike, notes, variance } = document;
  const paint = { worse: red, better: green, equivalent: green, undecided: yellow };
  const text = (sentence: string) => wrap(sentence, style.width, 0);
  const block = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', ...text(title), ...lines];
  return [
    ...text(`fibimg compare: base ${base.label}, new ${changed.label}`).map(bold),
    ...text(designSentence(document)),
    '',
    ...renderMetrics(document, style),
    ...block(`${primary.metric}, run by run`, renderDots(document, style.width)),
    ...block(
      `${nameOfPopulation(primary.metric)}, percentile by percentile, new over base, each with its own 95 %`,
      renderQuantiles(quantiles, style.width),
    ),
    ...(variance === null ? [] : ['', ...text(varianceSentence(variance, design.pairs !== null))]),
    ...block('', [
      ...design.caveats.flatMap((caveat) => text(`caution: ${caveat}`)),
      ...unlike.flatMap(({ what, base: one, new: other }) =>
        text(`unlike: ${what}: ${one} at the base, ${other} at the new side`),
      ),
      ...notes.flatMap(text),
    ]),
    '',
    ...verdictAdvice(document).flatMap(text),
    ...text(verdictSentence(document)).map((line) => paint[document.verdict.is](line)),
    '',
  ].join('\n');
};

const nameOfPopulation = (metric: string): string => metric.replace(/ p[\d.]+$/, '');

const varianceSentence = (
  { runs, rounds, requests, deviation, bestSpentOn, roundsPerRun }: VarianceTable,
  paired: boolean,
): string => {
  const share = (part: number) => `${Math.round(100 * part)} %`;
  const unit = paired ? 'pairs' : 'runs';
  const advice = {
    runs: `more ${unit}`,
    rounds: `more rounds than ${roundsPerRun} in each run (--rounds)`,
    requests: 'longer rounds, for their requests (--duration)',
  };
  return `One ${paired ? 'pair' : 'run of each'} varies by ${(100 * deviation).toFixed(1)} %: ${share(runs)} of the variance between ${unit}, ${share(rounds)} between rounds, ${share(requests)} by the chance of requests. The next minute is best spent on ${advice[bestSpentOn]}.`;
};
