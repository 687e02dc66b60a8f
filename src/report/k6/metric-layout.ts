import type { MetricSummary } from '../../bench/record/document.ts';
import { gap, type Paint, textWidth } from '../text/ansi.ts';
import { flow, type Token } from '../text/flow.ts';
import { formatShare, formatValue, type TimeUnit } from './k6-format.ts';

/** One line of a list of metrics. */
interface MetricEntry {
  readonly label: string;
  /** Columns to the right of the list's own margin. */
  readonly indent: number;
  readonly metric: MetricSummary;
}

interface MetricStyle {
  readonly trendStats: readonly string[];
  readonly timeUnit?: TimeUnit;
  /** `0.60% 272 out of 45033`, or as k6 wrote it before version 1: `0.60% ✓ 272 ✗ 44761`. */
  readonly rates: 'out-of' | 'marks';
  /** Columns of a line. k6 writes longer ones; here values that find no room stand on lines of their own. */
  readonly width: number;
}

type Cells =
  | { readonly kind: 'trend'; readonly columns: readonly string[] }
  | { readonly kind: 'plain'; readonly value: string; readonly extras: readonly string[] };

interface Widths {
  readonly label: number;
  readonly value: number;
  readonly columns: readonly number[];
  readonly extras: readonly number[];
}

/**
 * Lays out metrics with widths common to all of `entries`; returns how to write one of them behind as many columns as
 * are taken on its first line.
 */
export const layOutMetrics = (
  entries: readonly MetricEntry[],
  style: MetricStyle,
  paint: Paint,
): ((entry: MetricEntry, taken?: number) => string) => {
  const widths = measure(entries, style);
  return (entry, taken = 4) => {
    const dots = `${'.'.repeat(widths.label - entry.indent - textWidth(entry.label) + 3)}:`;
    const name = { text: entry.label + dots, shown: entry.label + paint.faintWhite(dots) };
    const values = tokensOf(cellsOf(entry.metric, style), style, widths, paint);
    const hang = hangOf(taken + textWidth(name.text) + 1, values, style.width);
    return flow([name, ...values], { width: style.width, first: taken, hang }).join('\n');
  };
};

/** Further lines begin where the values do, or, where those would find no room there, a little to the right. */
const hangOf = (column: number, values: readonly Token[], width: number): number => {
  const least = Math.max(0, ...values.map(({ text }) => textWidth(text.trimEnd())));
  return column + least <= width ? column : 6;
};

const measure = (entries: readonly MetricEntry[], style: MetricStyle): Widths => {
  const cells = entries.map(({ metric }) => cellsOf(metric, style));
  const plain = cells.flatMap((cell) => (cell.kind === 'plain' ? [cell] : []));
  const trends = cells.flatMap((cell) => (cell.kind === 'trend' ? [cell.columns] : []));
  return {
    label: widest(entries.map(({ label, indent }) => indent + textWidth(label))),
    value: widest(plain.map(({ value }) => textWidth(value))),
    columns: widestOfEach(trends),
    extras: widestOfEach(plain.map(({ extras }) => extras)),
  };
};

const widest = (widths: readonly number[]): number => Math.max(0, ...widths);

const widestOfEach = (rows: readonly (readonly string[])[]): readonly number[] =>
  Array.from({ length: widest(rows.map((row) => row.length)) }, (_, at) =>
    widest(rows.map((row) => textWidth(row[at] ?? ''))),
  );

const cellsOf = (metric: MetricSummary, style: MetricStyle): Cells => {
  const show = (value: number) => formatValue(value, metric.contains, style.timeUnit);
  if (metric.type === 'trend') {
    const column = (stat: string) => trendCell(metric.values[stat], stat, show);
    return { kind: 'trend', columns: style.trendStats.map(column) };
  }
  if (metric.type === 'counter') {
    const { count, rate } = metric.values;
    return { kind: 'plain', value: show(count), extras: [`${show(rate)}/s`] };
  }
  if (metric.type === 'gauge') {
    const { value, min, max } = metric.values;
    return { kind: 'plain', value: show(value), extras: [`min=${show(min)}`, `max=${show(max)}`] };
  }
  const { rate, passes, fails } = metric.values;
  const counts =
    style.rates === 'marks'
      ? [`✓ ${passes}`, `✗ ${fails}`]
      : [`${passes} out of ${passes + fails}`];
  return { kind: 'plain', value: formatShare(rate), extras: counts };
};

const trendCell = (
  value: number | undefined,
  stat: string,
  show: (value: number) => string,
): string => {
  if (value === undefined) return '-';
  return stat === 'count' ? String(value) : show(value);
};

/** The last column is padded too, as in k6; the line's end is cut where the line is made. */
const tokensOf = (
  cells: Cells,
  style: MetricStyle,
  widths: Widths,
  paint: Paint,
): readonly Token[] => {
  if (cells.kind === 'trend') {
    return cells.columns.map((text, at) => {
      const stat = `${style.trendStats[at] ?? ''}=`;
      const fill = gap(text, widths.columns[at] ?? 0);
      return { text: stat + text + fill, shown: stat + paint.cyan(text) + fill };
    });
  }
  const value = padded(cells.value, widths.value, paint.cyan);
  const extras = cells.extras.map((text, at) =>
    padded(text, cells.extras.length === 1 ? 0 : (widths.extras[at] ?? 0), paint.faintCyan),
  );
  return [value, ...extras];
};

const padded = (text: string, width: number, paint: Paint['cyan']): Token => {
  const fill = gap(text, width);
  return { text: text + fill, shown: paint(text) + fill };
};
