import { bucketAtShare, bucketMs } from '../figures/counts.ts';
import { type Figures, figuresOf, type PopulationFigures } from '../figures/figures.ts';
import { openRun } from '../figures/open-run.ts';
import type { Finding, PageData, PageRun } from '../figures/page-data.ts';
import { everything } from '../figures/selection.ts';
import { shareText } from '../figures/spectrum.ts';
import { logAxis, tickText } from '../page/log-axis.ts';
import { countOf, fullLabel, rangeOf, timeOf } from '../page/words.ts';
import { createPaint, gap, type Paint, textWidth } from '../text/ansi.ts';
import { wrap } from '../text/flow.ts';
import { printableLine } from '../text/printable.ts';

interface TextLook {
  readonly colour: boolean;
  readonly width: number;
}

/** Wider lines are hard to follow, and narrower ones hold no plot. */
const widest = 100;
const narrowest = 40;

/** A run in characters: what it found, the histogram of each population, and its percentiles. */
export const renderRunText = ({ title, runs }: PageData, look: TextLook): string => {
  const [run] = runs;
  if (run === undefined) throw new TypeError('a text is of one run');
  const width = Math.max(narrowest, Math.min(widest, look.width));
  const paint = createPaint(look.colour);
  const figures = figuresOf(openRun(run), everything);
  return [
    ...wrap(printableLine(title), width, 0).map(paint.bold),
    '',
    ...findingLines(run, width, paint),
    ...(figures.populations.length === 0
      ? []
      : ['', ...histograms(figures, width, paint), '', ...spectrum(figures, width)]),
    ...(run.command === undefined ? [] : ['', ...wrap(printableLine(run.command), width, 0, 2)]),
    '',
  ].join('\n');
};

const findingLines = (run: PageRun, width: number, paint: Paint): readonly string[] => {
  const marks: Readonly<Record<Finding['kind'], (text: string) => string>> = {
    ...{ doubt: paint.yellow, bad: paint.red, good: paint.green, answer: paint.bold },
    note: (text) => text,
  };
  const signs = { doubt: '! ', bad: '✗ ', good: '✓ ', answer: '', note: '' } as const;
  return run.findings.flatMap(({ kind, text }) =>
    wrap(signs[kind] + printableLine(text), width, 0).map(marks[kind]),
  );
};

const blocks = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** All on one logarithmic axis, so that they can be compared; each as high as its own highest step. */
const histograms = ({ populations }: Figures, width: number, paint: Paint): readonly string[] => {
  const ends = populations
    .flatMap(({ counts: { buckets } }) => [buckets[0] ?? 0, buckets.at(-1) ?? 0])
    .map(bucketMs);
  const axis = logAxis(Math.min(...ends), Math.max(...ends));
  return [
    ...populations.flatMap((one) => {
      const median = one.intervals['med'];
      const range = median === undefined ? '' : ` (${rangeOf(median)})`;
      const value = `p50 ${timeOf(one.values['med'])}${range}, n ${countOf(one.values['count'] ?? 0)}`;
      const label = fullLabel(one);
      const head =
        textWidth(label + value) + 2 > width
          ? [...wrap(label, width, 0), paint.faint(value)]
          : [label + gap(label + value, width) + paint.faint(value)];
      const steps: number[] = new Array(width).fill(0);
      for (const [at, bucket] of one.counts.buckets.entries()) {
        const column = Math.min(width - 1, Math.floor(axis.placeOf(bucketMs(bucket)) * width));
        steps[column] = (steps[column] ?? 0) + (one.counts.counts[at] ?? 0);
      }
      const highest = Math.max(...steps);
      const bars = steps.map((step) => blocks[Math.ceil((8 * step) / highest)] ?? '█').join('');
      return [...head, paint.cyan(bars.trimEnd())];
    }),
    ...axisLines(axis, width).map(paint.faint),
  ];
};

const axisLines = (
  { ticks, placeOf }: ReturnType<typeof logAxis>,
  width: number,
): readonly string[] => {
  const rule = Array.from({ length: width }, () => '─');
  let names = '';
  for (const ms of ticks) {
    const column = Math.min(width - 1, Math.floor(placeOf(ms) * width));
    const name = tickText(ms);
    if (column < names.length + (names === '' ? 0 : 1) || column + name.length > width) continue;
    rule[column] = '┬';
    names = names.padEnd(column) + name;
  }
  return [rule.join(''), names];
};

const asked = [0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999, 0.99999];

/** Those that the run itself has stand as it has them. */
const names = new Map([
  [0.5, 'med'],
  [0.9, 'p(90)'],
  [0.95, 'p(95)'],
  [0.99, 'p(99)'],
]);

const msAt = ({ values, counts }: PopulationFigures, share: number): number | undefined => {
  const bucket = bucketAtShare(counts, share);
  return values[names.get(share) ?? ''] ?? (bucket === undefined ? undefined : bucketMs(bucket));
};

/** As far as the samples of each carry. */
const spectrum = ({ populations }: Figures, width: number): readonly string[] => {
  const carries = ({ counts }: PopulationFigures, share: number) =>
    counts.total * (1 - share) >= 1 - 1e-9;
  const cellWidth = 9;
  const labels = populations.map(fullLabel);
  const longest = Math.max(10, ...labels.map(textWidth));
  const shares = asked
    .filter((share) => populations.some((one) => carries(one, share)))
    .slice(
      0,
      Math.max(1, Math.floor((width - Math.min(longest, width - 2 * cellWidth)) / cellWidth)),
    );
  const labelWidth = Math.min(longest, width - shares.length * cellWidth);
  const line = (label: string, cells: readonly string[]): readonly string[] => {
    const isLong = textWidth(label) > labelWidth;
    const figures = cells.map((cell) => gap(cell, cellWidth) + cell).join('');
    return [
      ...(isLong ? wrap(label, width, 0) : []),
      (isLong ? '' : label).padEnd(labelWidth) + figures,
    ];
  };
  return [
    ...line('percentiles', shares.map(shareText)),
    ...populations.flatMap((one, at) => {
      const cells = shares.map((share) => (carries(one, share) ? timeOf(msAt(one, share)) : '-'));
      return line(labels[at] ?? '', cells);
    }),
  ];
};
