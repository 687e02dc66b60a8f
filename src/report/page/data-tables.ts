import { bucketAtShare, bucketMs, mergeCounts } from '../figures/counts.ts';
import type { Figures } from '../figures/figures.ts';
import { countsIn, type OpenRun } from '../figures/open-run.ts';
import { failuresOf } from '../figures/over-time.ts';
import { quantileBand } from '../figures/quantile-band.ts';
import { shareText } from '../figures/spectrum.ts';
import { type Html, html } from './html.ts';
import { countOf, fullLabel, rangeOf, timeOf } from './words.ts';

/** The tables behind the plots, for who cannot see them or wants the numbers. All of them follow the selection. */
export type DataTable = 'heat' | 'spectrum' | 'rates' | 'environments';

export const dataTable = (name: DataTable, open: OpenRun, figures: Figures): Html => {
  switch (name) {
    case 'heat':
      return latencyTable(open, figures);
    case 'spectrum':
      return spectrumTable(figures);
    case 'rates':
      return rateTable(open, figures);
    case 'environments':
      return environmentTable(open, figures);
  }
};

type Cells = readonly (string | Html)[];

const table = (caption: string, head: Cells, rows: readonly Cells[]): Html =>
  html`<p class="caption">${caption}</p><div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table><thead><tr>${head.map((title) => html`<th scope="col">${title}</th>`)}</tr></thead><tbody>${rows.map(
    ([first = '', ...cells]) =>
      html`<tr><th scope="row">${first}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`,
  )}</tbody></table></div>`;

/** `cold, 4–6 s`: seconds of the phase's own time. */
const slotName = (
  { parts }: OpenRun,
  { part, from, to }: { readonly part: string; readonly from: number; readonly to: number },
): string => {
  const begin = parts.find(({ name }) => name === part)?.from ?? 0;
  const short = (seconds: number) => Number((seconds - begin).toFixed(1));
  return `${part}, ${short(from)}–${short(to)} s`;
};

const latencyTable = (open: OpenRun, { slots, populations }: Figures): Html => {
  const keys = populations.map(({ key }) => key);
  const coldIn = (from: number, to: number, marks: OpenRun['cold']) =>
    countOf(marks.filter(({ at }) => at >= from && at < to).length);
  return table(
    'Latency over time, of the populations shown',
    ['time', 'requests', 'p50', 'p95', 'max', 'cold starts', 'time-outs'],
    slots.map((slot) => {
      const counts = mergeCounts(keys.map((key) => countsIn(slot, key)));
      const at = (share: number, fewest: number) => {
        const bucket = counts.total < fewest ? undefined : bucketAtShare(counts, share);
        return timeOf(bucket === undefined ? undefined : bucketMs(bucket));
      };
      return [
        ...[slotName(open, slot), countOf(counts.total), at(0.5, 1), at(0.95, 20), at(1, 1)],
        ...[coldIn(slot.from, slot.to, open.cold), coldIn(slot.from, slot.to, open.timeouts)],
      ];
    }),
  );
};

/** Those that people ask for. */
const askedFor = [0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999, 0.99999, 0.999999];

const spectrumTable = ({ populations }: Figures): Html => {
  const carried = askedFor.filter((share) =>
    populations.some(({ counts }) => counts.total * (1 - share) >= 1 - 1e-9),
  );
  return table(
    'Percentiles by population, each as far as its samples carry, with its 95 % band',
    ['population', ...carried.map(shareText)],
    populations.map((one) => [
      fullLabel(one),
      ...carried.map((share) => {
        if (one.counts.total * (1 - share) < 1 - 1e-9) return '–';
        const bucket = bucketAtShare(one.counts, share);
        const band = quantileBand(one.counts, one.slots, share);
        return html`${timeOf(bucket === undefined ? undefined : bucketMs(bucket))}${
          band && html`<small>${rangeOf(band)}</small>`
        }`;
      }),
    ]),
  );
};

const rateTable = (open: OpenRun, { slots }: Figures): Html =>
  table(
    'Requests over time',
    ['time', 'started', 'ended well', 'a second', 'failed, by reason', 'dropped'],
    slots.map((slot) => {
      const ok = slot.classes['ok'] ?? 0;
      const failures = Object.entries(failuresOf(slot)).map(
        ([name, count]) => `${name} ${countOf(count)}`,
      );
      return [
        ...[slotName(open, slot), countOf(slot.classes['started'] ?? 0), countOf(ok)],
        (ok / Math.max(1e-3, slot.to - slot.from)).toFixed(1),
        ...[failures.join(', ') || '0', countOf(slot.classes['dropped'] ?? 0)],
      ];
    }),
  );

const environmentTable = (open: OpenRun, { slots }: Figures): Html =>
  table(
    'Execution environments over time',
    ['time', 'answered', 'of these new'],
    slots.map((slot) => [slotName(open, slot), ...(slot.environments ?? [0, 0]).map(countOf)]),
  );
