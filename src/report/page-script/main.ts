import { figuresOf } from '../figures/figures.ts';
import { type OpenRun, openRun } from '../figures/open-run.ts';
import { environmentsOf, failureRatesOf, ratesOf, type Steps } from '../figures/over-time.ts';
import type { PageData } from '../figures/page-data.ts';
import {
  everything,
  linkOf,
  type Selection,
  type Span,
  selectionOf,
} from '../figures/selection.ts';
import { type DataTable, dataTable } from '../page/data-tables.ts';
import { commandSection, costSection, factsSection } from '../page/facts.ts';
import { populationsSection } from '../page/populations.ts';
import { environmentSentence, selectionSentence } from '../page/sentences.ts';
import { verdictSection } from '../page/verdict.ts';
import { waterfallSection } from '../page/waterfall-plot.ts';
import { byId, fill } from './elements.ts';
import { drawHeat } from './heat-plot.ts';
import { listen } from './live.ts';
import { clearPlot } from './plot.ts';
import { drawSpectrum } from './spectrum-plot.ts';
import { drawSteps, type StepsLook } from './steps-plot.ts';
import { showToolbar, syncToolbar } from './toolbar-events.ts';

let data = JSON.parse(byId('data').textContent ?? '') as PageData;
const opened = new Map<number, OpenRun>();

const runAt = (index: number): OpenRun => {
  const run = data.runs[index];
  const known = opened.get(index);
  if (known !== undefined || run === undefined) return known ?? runAt(0);
  const open = openRun(run);
  opened.set(index, open);
  return open;
};

const readLink = (): Selection =>
  selectionOf(location.hash, {
    runs: data.runs.length,
    seconds: (run) => runAt(run).seconds,
  });

let selection: Selection = everything;

/** A slider that is dragged asks for more than can be drawn, and browsers take only so many addresses a second. */
const linkDelayMs = 200;
let frame = 0;
let linkTimer: ReturnType<typeof setTimeout> | undefined;

const showSoon = (): void => {
  cancelAnimationFrame(frame);
  frame = requestAnimationFrame(show);
};

/** Shows another selection, and puts it into the address, so that a link leads to it. */
const select = (next: Selection): void => {
  const runChanged = next.run !== selection.run;
  selection = next;
  if (runChanged) showRun();
  showSoon();
  clearTimeout(linkTimer);
  linkTimer = setTimeout(writeLink, linkDelayMs);
};

const writeLink = (): void => {
  const link = linkOf(selection);
  history.replaceState(null, '', link === '' ? location.pathname + location.search : `#${link}`);
};

const selectSpan = (span: Span | undefined): void => {
  const { span: _, ...rest } = selection;
  select({ ...rest, ...(span && { span }) });
};

/** What depends on the run alone. */
const showRun = (): void => {
  const { run } = runAt(selection.run);
  fill('verdict', verdictSection(run, data));
  fill('cost', costSection(run));
  fill('facts', factsSection(run));
  fill('command', commandSection(run));
  showToolbar({ data, open: runAt(selection.run), selection: () => selection, select });
};

const show = (): void => {
  const open = runAt(selection.run);
  const figures = figuresOf(open, selection);
  const time = { open, span: selection.span, onSpan: selectSpan };
  syncToolbar(open, selection);
  byId('selection').textContent = selectionSentence(open, figures);
  fill('populations', populationsSection(figures));
  const waterfall = waterfallSection(open.run, selection.hidden);
  if (waterfall !== undefined) fill('waterfall', waterfall);
  drawHeat(byId('heat-plot'), selection.hidden, time);
  drawSpectrum(byId('spectrum-plot'), figures.populations);
  drawSteps(byId('rates-plot'), ratesOf(open), { ...time, unit: '/s' });
  drawOrSay(
    'failures-plot',
    failureRatesOf(open),
    { ...time, unit: '/s', low: true },
    'No request failed.',
  );
  drawOrSay('environments-plot', environmentsOf(open), { ...time, unit: '' });
  byId('environments-note').textContent = environmentSentence(open);
  for (const details of document.querySelectorAll<HTMLDetailsElement>('[data-table]')) {
    if (details.open) showTable(details);
  }
};

const drawOrSay = (id: string, steps: Steps | undefined, look: StepsLook, otherwise = ''): void => {
  const host = byId(id);
  clearPlot(host);
  if (steps === undefined) host.textContent = otherwise;
  else drawSteps(host, steps, look);
};

const showTable = (details: HTMLDetailsElement): void => {
  const open = runAt(selection.run);
  const name = details.dataset['table'] as DataTable;
  const place = details.querySelector('div');
  if (place !== null) {
    place.innerHTML = dataTable(name, open, figuresOf(open, selection)).markup;
  }
};

for (const details of document.querySelectorAll<HTMLDetailsElement>('[data-table]')) {
  details.addEventListener('toggle', () => {
    if (details.open) showTable(details);
  });
}

let width = innerWidth;
addEventListener('resize', () => {
  if (innerWidth === width) return;
  width = innerWidth;
  showSoon();
});
for (const query of ['(prefers-color-scheme: dark)', 'print']) {
  matchMedia(query).addEventListener('change', showSoon);
}
addEventListener('hashchange', () => {
  selection = readLink();
  showRun();
  show();
});

selection = readLink();
showRun();
show();

/** A run that goes on: what is selected stays, everything else follows the news. */
if (data.live === true) {
  listen(data, (change) => {
    const [before] = data.runs;
    if (before === undefined) return;
    const run = change(before);
    data = { ...data, runs: [run] };
    opened.clear();
    const isOther =
      run.populations.length !== before.populations.length || run.ongoing !== before.ongoing;
    if (isOther) showRun();
    show();
  });
}
