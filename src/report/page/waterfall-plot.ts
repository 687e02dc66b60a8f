import type { WaterfallPart } from '../../bench/record/phase-detail.ts';
import type { PagePart, PagePopulation, PageRun, PageWaterfall } from '../figures/page-data.ts';
import { type Html, html } from './html.ts';
import { percent } from './ridge-plot.ts';
import { countOf, fullLabel, timeOf } from './words.ts';

const row = { height: 52, text: 14, bar: 22, thick: 18 } as const;

const meanings: Readonly<Record<WaterfallPart, string>> = {
  queue: 'in the local front door, before the function had it',
  connect: 'opening the connection',
  init: 'starting the execution environment',
  handler: 'the function itself',
  network: 'waiting without what is known of the function',
  receiving: 'the answer’s bytes',
  // Stands for all that is not told apart.
  waiting: 'waiting, not told apart: nothing says what the function took',
};

interface Bar {
  readonly label: string;
  readonly count: number;
  readonly pieces: readonly { readonly piece: WaterfallPart; readonly ms: number }[];
  readonly totalMs: number;
}

/** Where the time of a request goes, by population; undefined where the run does not know. */
export const waterfallSection = (run: PageRun, hidden: readonly string[]): Html | undefined => {
  const bars = run.parts.flatMap((part) => barsOf(part, run.populations, hidden));
  if (bars.length === 0) return undefined;
  const longest = Math.max(...bars.map(({ totalMs }) => totalMs), 1e-6);
  const used = allPieces.filter((piece) => bars.some((bar) => msOf(bar, piece) !== undefined));
  return html`<ul class="legend">${used.map(
    (piece) => html`<li><span class="key piece-${piece}"></span>${piece}</li>`,
  )}</ul><svg class="waterfall" width="100%" height="${bars.length * row.height}" role="img" aria-label="Where the time of a request goes, by population; the table after it has the figures">${bars.map(
    (bar, at) =>
      html`<svg x="0" y="${at * row.height}" width="100%" height="${row.height}">${drawn(bar, longest)}</svg>`,
  )}</svg><details><summary>Table</summary>${tableOf(bars, used)}</details>`;
};

const allPieces: readonly WaterfallPart[] = [
  'connect',
  'queue',
  'init',
  'handler',
  'network',
  'waiting',
  'receiving',
];

const msOf = ({ pieces }: Bar, piece: WaterfallPart): number | undefined =>
  pieces.find((one) => one.piece === piece)?.ms;

const barsOf = (
  part: PagePart,
  populations: readonly PagePopulation[],
  hidden: readonly string[],
): readonly Bar[] =>
  part.waterfall
    .filter(({ key }) => !hidden.includes(key))
    .map((one) => {
      const known = populations.find(({ key }) => key === one.key);
      const pieces = piecesOf(one);
      return {
        label: known === undefined ? one.key : fullLabel(known),
        ...{ count: one.count, pieces },
        totalMs: pieces.reduce((sum, { ms }) => sum + ms, 0),
      };
    })
    .filter(({ totalMs }) => totalMs > 0);

/** What the function took lies within waiting: either that is told apart, or it stands as it is. */
const piecesOf = ({ meanMs }: PageWaterfall): Bar['pieces'] => {
  const toldApart = meanMs.network !== undefined;
  const within: readonly WaterfallPart[] = ['queue', 'init', 'handler', 'network'];
  return allPieces.flatMap((piece) => {
    const ms = meanMs[piece];
    if (ms === undefined || ms <= 0) return [];
    const isShown = piece === 'waiting' ? !toldApart : toldApart || !within.includes(piece);
    return isShown ? [{ piece, ms }] : [];
  });
};

const drawn = ({ label, pieces, totalMs, count }: Bar, longest: number): Html => {
  let from = 0;
  return html`<text class="label" x="0" y="${row.text}">${label}</text><text class="value" x="100%" y="${row.text}" text-anchor="end">mean ${timeOf(totalMs)} of ${countOf(count)}</text>${pieces.map(
    ({ piece, ms }) => {
      const [x, width] = [from / longest, ms / longest];
      from += ms;
      const fits = width > 0.16;
      return html`<g><rect class="piece-${piece}" x="${percent(x)}" y="${row.bar}" width="${percent(width)}" height="${row.thick}"/><title>${piece}: ${timeOf(ms)} (${meanings[piece]})</title>${
        fits &&
        html`<text class="in-bar on-${piece}" x="${percent(x)}" dx="6" y="${row.bar + 13}">${piece} ${timeOf(ms)}</text>`
      }</g>`;
    },
  )}`;
};

const tableOf = (bars: readonly Bar[], used: readonly WaterfallPart[]): Html =>
  html`<p class="caption">Means over those requests that carry the part; connecting is spread over all, of which few open a connection.</p><div class="scroll" tabindex="0" role="region" aria-label="Parts of a request’s time"><table><thead><tr><th scope="col">population</th><th scope="col">requests</th>${used.map((piece) => html`<th scope="col">${piece}</th>`)}<th scope="col">sum</th></tr></thead><tbody>${bars.map(
    (bar) =>
      html`<tr><th scope="row">${bar.label}</th><td>${countOf(bar.count)}</td>${used.map((piece) => html`<td>${timeOf(msOf(bar, piece))}</td>`)}<td>${timeOf(bar.totalMs)}</td></tr>`,
  )}</tbody></table></div>`;
