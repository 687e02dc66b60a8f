import type { BenchDocument } from '../../bench/record/document.ts';
import { loadSentence } from '../bench/load-sentence.ts';
import { duetText } from '../bench/part-text.ts';
import { createPaint } from '../text/ansi.ts';
import { formatBytes } from '../text/number-format.ts';
import { printableLine } from '../text/printable.ts';
import { alignTable, cell } from '../text/text-table.ts';
import { runHeadline } from './run-headline.ts';

/** A run of the folder, or why it cannot be read. */
export interface ListedRun {
  readonly runId: string;
  readonly path: string;
  readonly bytes: number;
  readonly read: { readonly document: BenchDocument } | { readonly why: string };
}

interface ListStyle {
  readonly width: number;
  readonly colour: boolean;
}

/** A line a run. */
export const runList = (runs: readonly ListedRun[], { width, colour }: ListStyle): string => {
  const paint = createPaint(colour);
  const heads = ['run', 'when (UTC)', 'target', 'load', 'result', 'size'];
  const rows = [heads.map((head) => cell(head, paint.faint)), ...runs.map(rowOf)];
  return alignTable(rows, 0, 2, width, [0, 1, 2, 3, 4])
    .map((line) => `${line}\n`)
    .join('');
};

const rowOf = ({ runId, bytes, read }: ListedRun) => {
  const size = cell(formatBytes(bytes));
  if ('why' in read) {
    return [cell(runId), cell(''), cell(''), cell(''), cell(printableLine(read.why)), size];
  }
  const { document } = read;
  const [first] = document.phases;
  const when = (first?.startedAt ?? '').slice(0, 16).replace('T', ' ');
  return [
    cell(runId),
    cell(printableLine(when)),
    cell(printableLine(document.scenario.target)),
    cell(loadOf(document)),
    cell(runHeadline(document)),
    size,
  ];
};

const loadOf = ({ scenario, phases, duet }: BenchDocument): string => {
  const load = loadSentence(scenario.load, phases.length, scenario.engine);
  return duet === undefined ? load : `${load}, ${duetText(duet)}`;
};
