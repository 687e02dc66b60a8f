import { bucketMs, type Counts } from '../figures/counts.ts';
import type { PopulationFigures } from '../figures/figures.ts';
import { type Html, html } from './html.ts';
import { type Axis, logAxis, tickText } from './log-axis.ts';
import { countOf, hueOf, rangeOf, timeOf } from './words.ts';

/** Pixels. Widths are shares, so that the plot fits any page and its text keeps its size. */
const row = { height: 74, text: 16, top: 24, curve: 38 } as const;
const axisHeight = 26;

interface RidgeRow {
  readonly label: string;
  readonly population: PopulationFigures;
}

export const ridgeHeight = (rows: number): number => rows * row.height + axisHeight;

/** The distribution of each population on one logarithmic axis, with its median and the 95 % range of that. */
export const ridgePlot = (rows: readonly RidgeRow[]): Html => {
  const axis = axisOf(rows.map(({ population }) => population.counts));
  const bottom = rows.length * row.height;
  return html`${axis.ticks.map((ms) => tickMark(axis.placeOf(ms), ms, bottom))}${rows.map(
    (one, at) =>
      html`<svg x="0" y="${at * row.height}" width="100%" height="${row.height}">${ridge(one, axis)}</svg>`,
  )}`;
};

const axisOf = (all: readonly Counts[]): Axis => {
  const ends = all.flatMap(({ buckets }) => [buckets[0] ?? 0, buckets.at(-1) ?? 0]).map(bucketMs);
  return ends.length === 0 ? logAxis(1, 1000) : logAxis(Math.min(...ends), Math.max(...ends));
};

const tickMark = (place: number, ms: number, bottom: number): Html => {
  const x = percent(place);
  const anchor = place < 0.04 ? 'start' : place > 0.96 ? 'end' : 'middle';
  return html`<line class="grid" x1="${x}" x2="${x}" y1="${row.top}" y2="${bottom}"/><text class="tick" x="${x}" y="${bottom + 16}" text-anchor="${anchor}">${tickText(ms)}</text>`;
};

const ridge = ({ label, population }: RidgeRow, axis: Axis): Html => {
  const { values, intervals, counts, start, outcome } = population;
  const hue = `hue-${hueOf(start, outcome)}`;
  const base = row.top + row.curve;
  const median = axis.placeOf(values['med'] ?? 0);
  const range = intervals['med'];
  return html`<text class="label" x="0" y="${row.text}">${label}</text><text class="value" x="100%" y="${row.text}" text-anchor="end">p50 ${timeOf(values['med'])}${range && html`<tspan class="wide"> (${rangeOf(range)})</tspan>`}<title>${titleOf(population)}</title></text>${curve(counts, axis, hue)}<line class="base" x1="0" x2="100%" y1="${base}" y2="${base}"/>${
    range &&
    html`<line class="range ${hue}" x1="${percent(axis.placeOf(range[0]))}" x2="${percent(axis.placeOf(range[1]))}" y1="${base}" y2="${base}"/>`
  }<line class="median ${hue}" x1="${percent(median)}" x2="${percent(median)}" y1="${row.top}" y2="${base + 5}"/>`;
};

const titleOf = ({ values }: PopulationFigures): string =>
  [
    `${countOf(values['count'] ?? 0)} requests`,
    ...(['med', 'p(95)', 'p(99)', 'max'] as const).flatMap((name) =>
      values[name] === undefined ? [] : [`${name} ${timeOf(values[name])}`],
    ),
  ].join(', ');

/** Below that a curve would pretend to know the distribution: each sample is a stroke. */
const fewestForCurve = 30;
const bins = 150;

const curve = (counts: Counts, axis: Axis, hue: string): Html => {
  const frame = (content: Html) =>
    html`<svg x="0" y="${row.top}" width="100%" height="${row.curve}" viewBox="0 0 1000 100" preserveAspectRatio="none">${content}</svg>`;
  if (counts.total < fewestForCurve) {
    const strokes = counts.buckets.map((bucket) => {
      const x = (1000 * axis.placeOf(bucketMs(bucket))).toFixed(1);
      return `M${x} 100V45`;
    });
    return frame(html`<path class="rug ${hue}" d="${strokes.join('')}"/>`);
  }
  const heights = smoothed(binned(counts, axis));
  const highest = Math.max(...heights);
  const points = heights.map(
    (height, at) =>
      `${(((at + 0.5) * 1000) / bins).toFixed(1)} ${(100 - (96 * height) / highest).toFixed(1)}`,
  );
  return frame(html`<path class="ridge ${hue}" d="M0 100L${points.join('L')}L1000 100Z"/>`);
};

const binned = ({ buckets, counts }: Counts, axis: Axis): readonly number[] => {
  const sums: number[] = new Array(bins).fill(0);
  for (const [at, bucket] of buckets.entries()) {
    const bin = Math.min(bins - 1, Math.floor(axis.placeOf(bucketMs(bucket)) * bins));
    sums[bin] = (sums[bin] ?? 0) + (counts[at] ?? 0);
  }
  return sums;
};

/** Bins are finer than the buckets of short times, which would leave gaps. */
const smoothed = (heights: readonly number[]): readonly number[] =>
  heights.map((_, at) => {
    const [a = 0, b = 0, c = 0, d = 0, e = 0] = [-2, -1, 0, 1, 2].map((by) => heights[at + by]);
    return (a + 2 * b + 3 * c + 2 * d + e) / 9;
  });

export const percent = (share: number): string => `${(100 * share).toFixed(2)}%`;
