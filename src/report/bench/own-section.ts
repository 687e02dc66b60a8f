import type { MetricSummary, PhaseSummary } from '../../bench/record/document.ts';
import { formatShare } from '../k6/k6-format.ts';
import { compareNames, labelOf, ownMetrics, parentOf } from '../k6/k6-metrics.ts';
import { titleLines } from '../k6/k6-summary.ts';
import { layOutMetrics } from '../k6/metric-layout.ts';
import type { SummaryStyle } from '../k6/summary-style.ts';
import { createPaint, type Paint, textWidth } from '../text/ansi.ts';
import { wrap } from '../text/flow.ts';

/** What k6 does not know: cold against warm, the store, the function, the schedule, and what went wrong. */
export const renderOwnSection = (phase: PhaseSummary, style: SummaryStyle): string => {
  const paint = createPaint(style.colour);
  const body = [...metricGroups(phase, style, paint), ...failureLines(phase, style, paint)];
  if (body.length === 0 && phase.notes.length === 0) return '';
  const notes = phase.notes.flatMap((note) => wrap(note, style.width));
  return [
    ...titleLines('EVIDENCE', paint),
    ...body,
    ...(notes.length === 0 ? [] : [...notes, '']),
  ].join('\n');
};

const groups = [
  { title: 'START', has: (name: string) => name === 'cold_starts' || /\{start:\w+\}/.test(name) },
  { title: 'STORE', has: (name: string) => /\{outcome:/.test(name) },
  { title: 'START AND STORE', has: (name: string) => /\{start:\w+,outcome:/.test(name) },
  { title: 'FUNCTION', has: (name: string) => /^(init|function|billed)_duration/.test(name) },
  { title: 'NEW CONNECTIONS', has: (name: string) => /\{connection:new\}/.test(name) },
  { title: 'CLIENT', has: () => true },
] as const;

interface OwnEntry {
  readonly group: string | undefined;
  readonly label: string;
  readonly indent: number;
  readonly metric: MetricSummary;
}

const metricGroups = (
  phase: PhaseSummary,
  style: SummaryStyle,
  paint: Paint,
): readonly string[] => {
  const entries = ownMetrics(phase)
    .toSorted((a, b) => compareNames(a.name, b.name))
    .map(({ name, metric }): OwnEntry => {
      const group = groups.find(({ has }) => has(name))?.title;
      return { group, label: shortLabel(name), indent: 0, metric };
    });
  const trendStats = statsThatFit(entries, style);
  const write = layOutMetrics(entries, { ...style, trendStats, rates: 'out-of' }, paint);
  return groups.flatMap(({ title }) => {
    const mine = entries.filter(({ group }) => group === title);
    const lines = mine.map((entry) => `    ${write(entry)}`);
    return lines.length === 0 ? [] : [`    ${paint.bold(title)}`, ...lines, ''];
  });
};

/** The headings say of what a population is. */
const shortLabel = (name: string): string => {
  const parent = parentOf(name);
  if (name.endsWith('{connection:new}')) return parent.replace('http_req_', '');
  return parent === 'http_req_duration' ? populationOf(name) : name;
};

/** `{ start:cold }`, or `{ cold,fetched }` for both at once. */
const populationOf = (name: string): string => labelOf(name).replace(/start:(\w+),outcome:/, '$1,');

/** The asked-for columns, or as many of the telling ones as the terminal is wide enough for. */
const statsThatFit = (entries: readonly OwnEntry[], style: SummaryStyle): readonly string[] => {
  const telling = ['count', 'med', 'p(95)', 'max'];
  const choices = [
    ['count', ...style.trendStats.filter((stat) => stat !== 'count')],
    ...telling.map((_, cut) => telling.slice(0, telling.length - cut)),
  ];
  const fits = (trendStats: readonly string[]) => {
    const write = layOutMetrics(
      entries,
      { ...style, trendStats, rates: 'out-of' },
      createPaint(false),
    );
    return entries.every((entry) => 4 + textWidth(write(entry)) <= style.width);
  };
  return choices.find(fits) ?? ['count'];
};

/** How requests ended, if any did not end well, and in which populations. */
const failureLines = (
  phase: PhaseSummary,
  style: SummaryStyle,
  paint: Paint,
): readonly string[] => {
  const { ok: _, started, ...bad } = phase.classes;
  const sentences = Object.entries(bad).flatMap(([name, count]) => {
    if (count === 0) return [];
    const codes = phase.errors
      .filter((error) => error.class === name)
      .map((error) => `${error.code} ${error.count}`);
    const detail = codes.length === 0 ? '' : `: ${codes.join(', ')}`;
    return [`${name} ${name === 'dropped' ? count : partOf(count, started)}${detail}`];
  });
  if (sentences.length === 0) return [];
  const lines = [...sentences, ...failingPopulations(phase)];
  return [`    ${paint.bold('FAILURES')}`, ...lines.flatMap((line) => wrap(line, style.width)), ''];
};

const failingPopulations = ({ metrics }: PhaseSummary): readonly string[] => {
  const parts = Object.entries(metrics).flatMap(([name, metric]) => {
    if (!/^http_req_failed\{\w+:\w+\}$/.test(name) || metric.type !== 'rate') return [];
    const { passes, fails } = metric.values;
    return passes === 0 ? [] : [`${populationOf(name)} ${partOf(passes, passes + fails)}`];
  });
  return parts.length === 0 ? [] : [`of ${parts.join(', ')}`];
};

const partOf = (part: number, whole: number): string =>
  `${part} of ${whole} (${formatShare(part / whole)})`;
