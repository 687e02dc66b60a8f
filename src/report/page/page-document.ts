import { createHash } from 'node:crypto';
import { figuresOf } from '../figures/figures.ts';
import { openRun } from '../figures/open-run.ts';
import type { PageData } from '../figures/page-data.ts';
import { everything } from '../figures/selection.ts';
import { printable } from '../text/printable.ts';
import { comparisonSection } from './comparison-plot.ts';
import { commandSection, costSection, factsSection } from './facts.ts';
import { type Html, html, raw } from './html.ts';
import { populationsSection } from './populations.ts';
import { selectionSentence } from './sentences.ts';
import { toolbar } from './toolbar.ts';
import { verdictSection } from './verdict.ts';
import { waterfallSection } from './waterfall-plot.ts';

/** What the build makes for the page. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
}

/**
 * The whole page in one file. It asks the network for nothing, and could not: its policy allows its own style and
 * script by their hashes and nothing else.
 */
export const pageDocument = (data: PageData, { script, style }: PageAssets): string => {
  const [first] = data.runs;
  if (first === undefined) throw new TypeError('a page is of at least one run');
  const open = openRun(first);
  const figures = figuresOf(open, everything);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyOf(data, script, style)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="fibimg">
<title>${data.title}</title>
<style>${raw(style)}</style>
</head>
<body>
<header><p class="eyebrow">fibimg report${data.live === true && html` <span id="live" role="status">live</span>`}</p><h1>${data.title}</h1></header>
<main>
${part('verdict', 'What happened', verdictSection(first, data))}
<form id="toolbar" aria-label="What is shown" autocomplete="off">${toolbar(data, open, everything)}</form>
<p id="selection" role="status" aria-live="polite">${selectionSentence(open, figures)}</p>
<noscript><p class="empty">Plots, their tables and the selection are made by the page’s own script, which is off here. Figures in words and tables are of the whole run.</p></noscript>
${part('populations', 'Populations', populationsSection(figures), 'Requests of one kind, by whether their environment had to be started and whether the image was stored. Only these can be compared: a phase is a mixture of them.')}
${plot('heat', 'Latency over time', 'The stronger the shade, the more requests ended there. Dots are cold starts, open triangles time-outs, at the time after which they were given up. Drag to select a span.', html`<p class="caption" id="heat-note"></p>`)}
${plot('spectrum', 'Percentiles', 'Each step to the right is another nine. A line ends at the last percentile that its samples carry; its band holds the truth 95 times in 100.')}
${plot('rates', 'Rate and failures over time', 'Requests a second that ended well, and under them those that did not, for each reason.', html`<div class="plot" id="failures-plot"></div>`)}
${plot('environments', 'Execution environments over time', 'How many answered in each slot of time, and how many of them were new.', html`<p class="caption" id="environments-note"></p>`)}
${part('waterfall', 'Where the time goes', waterfallSection(first, []) ?? html`<p class="empty">This run was recorded without the parts of a request’s time.</p>`, 'Means by population, of the whole run.')}
${data.comparison !== undefined && part('comparison', 'Run against run', comparisonSection(data.comparison), 'A dot is a run: runs, not requests, are what a comparison counts.')}
${part('cost', 'Cost', costSection(first))}
${part('facts', 'Environment and self-check', factsSection(first))}
${part('command', 'Once more', commandSection(first), 'The command that repeats the run.')}
</main>
<script type="application/json" id="data">${raw(embedded(data))}</script>
<script>${raw(script)}</script>
</body>
</html>
`.markup;
};

const part = (id: string, title: string, content: Html, lead?: string): Html =>
  html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${lead !== undefined && html`<p class="lead">${lead}</p>`}<div class="content">${content}</div></section>`;

const plot = (id: string, title: string, lead: string, more?: Html): Html =>
  part(
    id,
    title,
    html`<div class="plot" id="${id}-plot"></div>${more}<details data-table="${id}"><summary>Table</summary><div></div></details>`,
    lead,
  );

const policyOf = (data: PageData, script: string, style: string): string =>
  [
    "default-src 'none'",
    `style-src '${sourceHash(style)}'`,
    `script-src '${sourceHash(script)}'`,
    ...(data.live === true ? ["connect-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');

const sourceHash = (text: string): string =>
  `sha256-${createHash('sha256').update(text).digest('base64')}`;

/** JSON that does not end its element, and in which nothing steers the text: the escapes are the same strings. */
const embedded = (data: PageData): string =>
  printable(JSON.stringify(data)).replaceAll('<', '\\u003c');
