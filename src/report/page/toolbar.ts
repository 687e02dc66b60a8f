import type { OpenRun } from '../figures/open-run.ts';
import type { PageData } from '../figures/page-data.ts';
import type { Selection } from '../figures/selection.ts';
import { type Html, html } from './html.ts';
import { fullLabel, hueOf, secondsText } from './words.ts';

/** What is looked at, and the ways to change it without a mouse. The script makes it work. */
export const toolbar = (data: PageData, open: OpenRun, { run, span, hidden }: Selection): Html => {
  const { from, to } = span ?? { from: 0, to: open.seconds };
  const step = Math.max(0.001, Number((open.seconds / 200).toPrecision(1)));
  const slider = (id: 'from' | 'to', label: string, value: number) =>
    html`<label>${label} <input type="range" id="span-${id}" min="0" max="${open.seconds}" step="${step}" value="${value}" aria-valuetext="${secondsText(value)}"><output for="span-${id}">${secondsText(value)}</output></label>`;
  return html`${data.runs.length > 1 && runPicker(data, run)}<fieldset class="span"><legend>Time</legend>${slider('from', 'from', from)}${slider('to', 'to', to)}<button type="button" id="span-all"${span === undefined ? html` disabled` : ''}>whole run</button></fieldset><fieldset class="chips"><legend>Populations</legend>${open.populations.map(
    (one) =>
      html`<label class="chip"><input type="checkbox" value="${one.key}"${hidden.includes(one.key) ? '' : html` checked`}><span class="key hue-${hueOf(one.start, one.outcome)}"></span>${fullLabel(one)}</label>`,
  )}</fieldset>`;
};

const runPicker = ({ runs }: PageData, chosen: number): Html =>
  html`<label class="run">Run <select id="run">${runs.map(
    ({ name }, at) =>
      html`<option value="${at}"${at === chosen ? html` selected` : ''}>${at + 1}: ${name}</option>`,
  )}</select></label>`;
