import type { Fact, PageRun } from '../figures/page-data.ts';
import { type Html, html } from './html.ts';

const list = (facts: readonly Fact[]): Html =>
  html`<dl>${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;

/** What the run cost, on what assumptions. */
export const costSection = ({ cost }: PageRun): Html =>
  cost.length === 0
    ? html`<p class="empty">Nothing of this run is billed: its target runs on no cloud that is known here.</p>`
    : list(cost);

export const factsSection = ({ facts }: PageRun): Html =>
  html`<div class="facts">${facts.map((group) => html`<div><h3>${group.title}</h3>${list(group.facts)}</div>`)}</div>`;

export const commandSection = ({ command }: PageRun): Html =>
  command === undefined
    ? html`<p class="empty">The run does not know its own command: it was recorded by an older version.</p>`
    : html`<pre tabindex="0"><code>${command}</code></pre>`;
