import type { Figures, PopulationFigures } from '../figures/figures.ts';
import { type Html, html } from './html.ts';
import { ridgeHeight, ridgePlot } from './ridge-plot.ts';
import { countOf, fullLabel, hueOf, rangeOf, timeOf } from './words.ts';

/** What was measured, by population: the distributions, and under them every figure with its range. */
export const populationsSection = ({ populations }: Figures): Html => {
  if (populations.length === 0)
    return html`<p class="empty">No request that is selected ended well.</p>`;
  const rows = populations.map((population) => ({ label: fullLabel(population), population }));
  return html`<svg class="ridges" width="100%" height="${ridgeHeight(rows.length)}" role="img" aria-label="Distribution of each population; the table after it has the figures">${ridgePlot(rows)}</svg>${populationTable(populations)}`;
};

const percentiles = [
  { title: 'p50', name: 'med' },
  { title: 'p90', name: 'p(90)' },
  { title: 'p95', name: 'p(95)' },
  { title: 'p99', name: 'p(99)' },
] as const;

const populationTable = (populations: readonly PopulationFigures[]): Html => {
  const open = populations.some(({ service }) => service !== undefined);
  const head = [
    ...percentiles.map(({ title }) => title),
    'max',
    ...(open ? ['service p50', 'service p95'] : []),
  ];
  return html`<p class="caption">${
    open ? 'Response times, from when a request was due' : 'Durations'
  }; in grey the range that holds the truth 95 times in 100, for this run. A dash: too few samples.${populations.some(({ part }) => part === 'bursts') && ' Bursts are cold starts made on purpose, and the same requests once more.'}</p><div class="scroll" tabindex="0" role="region" aria-label="Figures by population"><table><thead><tr><th scope="col">population</th><th scope="col">requests</th>${head.map((title) => html`<th scope="col">${title}</th>`)}</tr></thead><tbody>${populations.map((one) => populationRow(one, open))}</tbody></table></div>`;
};

const populationRow = (one: PopulationFigures, open: boolean): Html => {
  const { values, intervals, service } = one;
  const figure = (name: string): Html => {
    const range = intervals[name];
    return html`<td>${timeOf(values[name])}${
      range && values[name] !== undefined && html`<small>${rangeOf(range)}</small>`
    }</td>`;
  };
  return html`<tr><th scope="row"><span class="key hue-${hueOf(one.start, one.outcome)}"></span>${fullLabel(one)}</th><td>${countOf(values['count'] ?? 0)}</td>${percentiles.map(({ name }) => figure(name))}<td>${timeOf(values['max'])}</td>${
    open && html`<td>${timeOf(service?.['med'])}</td><td>${timeOf(service?.['p(95)'])}</td>`
  }</tr>`;
};
