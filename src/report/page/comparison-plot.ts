import type { ComparedPair, PageComparison, Range } from '../figures/page-data.ts';
import { shareText } from '../figures/spectrum.ts';
import { type Html, html } from './html.ts';
import { linearAxis } from './linear-axis.ts';
import { type Axis, tickText } from './log-axis.ts';
import { percent } from './ridge-plot.ts';
import { timeOf } from './words.ts';

const row = { height: 22, top: 26 } as const;

/** Two sides, a dot a run, a line a pair; and what the difference is at each quantile. */
export const comparisonSection = (of: PageComparison): Html =>
  html`<p class="answer">${ratioText(of)}</p><ul class="legend"><li><span class="key side-base"></span>${of.base}</li><li><span class="key side-other"></span>${of.other}</li></ul>${pairPlot(of)}${quantilePlot(of)}<ul class="findings">${of.notes.map((note) => html`<li class="finding finding-note"><span class="badge">note</span> ${note}</li>`)}</ul><details><summary>Table</summary>${tables(of)}</details>`;

const ratioText = ({ ratio, metric, base, other }: PageComparison): string =>
  `${metric}: ${other} takes ${ratio.value.toFixed(3)} times as long as ${base}${rangeText(ratio.interval)}`;

const rangeText = (interval: Range | null): string =>
  interval === null ? '' : ` (95 %: ${interval.map((end) => end.toFixed(3)).join(' to ')})`;

const pairPlot = ({ pairs, metric }: PageComparison): Html => {
  const all = pairs.flatMap(({ baseMs, otherMs }) => [baseMs ?? [], otherMs ?? []].flat());
  if (all.length === 0) return html``;
  const axis = linearAxis(Math.min(...all), Math.max(...all));
  const bottom = row.top + pairs.length * row.height;
  return html`<svg class="pairs" width="100%" height="${bottom + 26}" role="img" aria-label="${metric} of each run; the table after it has the figures"><text class="label" x="0" y="14">${metric} of each run</text>${axis.ticks.map((ms) => tick(axis, ms, bottom))}${pairs.map((pair, at) => pairRow(pair, row.top + (at + 0.5) * row.height, axis))}</svg>`;
};

const tick = (axis: Axis, ms: number, bottom: number): Html => {
  const x = percent(axis.placeOf(ms));
  return html`<line class="grid" x1="${x}" x2="${x}" y1="${row.top}" y2="${bottom}"/><text class="tick" x="${x}" y="${bottom + 16}" text-anchor="middle">${tickText(ms)}</text>`;
};

const pairRow = ({ name, baseMs, otherMs }: ComparedPair, y: number, axis: Axis): Html => {
  const x = (ms: number) => percent(axis.placeOf(ms));
  const dot = (ms: number | undefined, side: 'base' | 'other') =>
    ms !== undefined &&
    html`<circle class="side-${side}" cx="${x(ms)}" cy="${y}" r="5"><title>${name}: ${timeOf(ms)}</title></circle>`;
  return html`${
    baseMs !== undefined &&
    otherMs !== undefined &&
    html`<line class="pair" x1="${x(baseMs)}" x2="${x(otherMs)}" y1="${y}" y2="${y}"/>`
  }${dot(baseMs, 'base')}${dot(otherMs, 'other')}`;
};

const quantileHeight = 190;

/** New over base at quantiles in even steps, on a logarithmic axis around no difference. */
const quantilePlot = ({ quantiles }: PageComparison): Html => {
  if (quantiles.length === 0) return html``;
  const ends = quantiles.flatMap(({ value, interval }) => [value, ...(interval ?? [])]);
  const most = Math.max(0.02, ...ends.map((ratio) => Math.abs(Math.log(ratio)))) * 1.15;
  const y = (ratio: number) =>
    (34 + ((quantileHeight - 64) * (most - Math.log(ratio))) / (2 * most)).toFixed(1);
  const x = (at: number) => percent((at + 0.5) / quantiles.length);
  return html`<svg class="quantiles" width="100%" height="${quantileHeight}" role="img" aria-label="Difference by quantile; the table after it has the figures"><text class="label" x="0" y="14">difference by quantile</text><line class="base" x1="0" x2="100%" y1="${y(1)}" y2="${y(1)}"/>${quantiles.map(
    ({ share, value, interval, baseMs, otherMs }, at) =>
      html`${interval && html`<line class="band" x1="${x(at)}" x2="${x(at)}" y1="${y(interval[0])}" y2="${y(interval[1])}"/>`}<circle class="side-other" cx="${x(at)}" cy="${y(value)}" r="4"><title>${shareText(share)}: ${changeOf(value)}${rangeText(interval)}, ${timeOf(baseMs)} to ${timeOf(otherMs)}</title></circle><text class="value" x="${x(at)}" y="${y(value)}" dx="9" dy="5">${changeOf(value)}</text><text class="tick" x="${x(at)}" y="${quantileHeight - 8}" text-anchor="middle">${shareText(share)}</text>`,
  )}</svg>`;
};

/** `+7.4 %`. */
const changeOf = (ratio: number): string => {
  const change = (100 * (ratio - 1)).toFixed(1);
  return `${Number(change) === 0 ? '0.0' : change.replace('-', '−').replace(/^(?=\d)/, '+')} %`;
};

const tables = ({ pairs, quantiles, base, other }: PageComparison): Html =>
  html`<div class="scroll" tabindex="0" role="region" aria-label="Runs and quantiles"><table><caption>Runs</caption><thead><tr><th scope="col">pair</th><th scope="col">${base}</th><th scope="col">${other}</th></tr></thead><tbody>${pairs.map(
    ({ name, baseMs, otherMs }) =>
      html`<tr><th scope="row">${name}</th><td>${timeOf(baseMs)}</td><td>${timeOf(otherMs)}</td></tr>`,
  )}</tbody></table><table><caption>Difference by quantile</caption><thead><tr><th scope="col">quantile</th><th scope="col">${base}</th><th scope="col">${other}</th><th scope="col">ratio</th><th scope="col">95 %</th></tr></thead><tbody>${quantiles.map(
    ({ share, value, interval, baseMs, otherMs }) =>
      html`<tr><th scope="row">${shareText(share)}</th><td>${timeOf(baseMs)}</td><td>${timeOf(otherMs)}</td><td>${value.toFixed(3)}</td><td>${interval === null ? '–' : interval.map((end) => end.toFixed(3)).join(' to ')}</td></tr>`,
  )}</tbody></table></div>`;
