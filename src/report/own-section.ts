import type { PhaseSummary } from '../bench/document.ts';
import { createPaint, type Paint } from './ansi.ts';
import { formatShare } from './k6-format.ts';
import { compareNames, labelOf, ownMetrics, parentOf } from './k6-metrics.ts';
import { titleLines } from './k6-summary.ts';
import { layOutMetrics } from './metric-layout.ts';
import type { SummaryStyle } from './summary-style.ts';
import { wrap } from './wrap.ts';

/** What k6 does not know: cold against warm, the store, the function, the schedule, and what went wrong. */
export const renderOwnSection = (phase: PhaseSummary, style: SummaryStyle): string => {
  const paint = createPaint(style.colour);
  const body = [...metricGroups(phase, style, paint), ...failureLines(phase, style, paint)];
  if (body.length === 0 && phase.notes.length === 0) return '';
  const notes = phase.notes.flatMap((note) => wrap(note, style.width));
  return [
    ...titleLines('COLD AND WARM', paint),
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

const metricGroups = (
  phase: PhaseSummary,
  style: SummaryStyle,
  paint: Paint,
): readonly string[] => {
  const entries = ownMetrics(phase)
    .toSorted((a, b) => compareNames(a.name, b.name))
    .map(({ name, metric }) => ({
      group: groups.find(({ has }) => has(name))?.title,
      label: shortLabel(name),
      indent: 0,
      metric,
    }));
  const widest = Math.max(0, ...entries.map(({ label }) => label.length));
  const trendStats = statsThatFit(style, widest);
  const write = layOutMetrics(entries, { ...style, trendStats, rates: 'out-of' }, paint);
  return groups.flatMap(({ title }) => {
    const mine = entries.filter(({ group }) => group === title);
    const lines = mine.map((entry) => `    ${write(entry)}`);
    return lines.length === 0 ? [] : [`    ${paint.bold(title)}`, ...lines, ''];
  });
};

/** The headings say of what a population is; new connections have a metric each. */
const shortLabel = (name: string): string => {
  if (name.endsWith('{connection:new}')) return parentOf(name);
  return parentOf(name) === 'http_req_duration' ? labelOf(name) : name;
};

/** A trend's column is at most `p(95)=999.99ms`, and some are shorter: fifteen on average is safe. */
const columnWidth = 15;

const statsThatFit = (style: SummaryStyle, labelWidth: number): readonly string[] => {
  const full = ['count', ...style.trendStats.filter((stat) => stat !== 'count')];
  const room = style.width - 4 - labelWidth - 5;
  if (full.length * columnWidth <= room) return full;
  return ['count', 'med', 'p(95)', 'max'].slice(0, Math.max(1, Math.floor(room / 13)));
};

/** How requests ended, if any did not end well. */
const failureLines = (
  phase: PhaseSummary,
  style: SummaryStyle,
  paint: Paint,
): readonly string[] => {
  const { ok: _, started, ...bad } = phase.classes;
  const lines = Object.entries(bad).flatMap(([name, count]) => {
    if (count === 0) return [];
    const codes = phase.errors
      .filter((error) => error.class === name)
      .map((error) => `${error.code} ${error.count}`);
    const detail = codes.length === 0 ? '' : `: ${codes.join(', ')}`;
    const share = name === 'dropped' ? '' : ` of ${started} (${formatShare(count / started)})`;
    return wrap(`${name} ${count}${share}${detail}`, style.width);
  });
  return lines.length === 0 ? [] : [`    ${paint.bold('FAILURES')}`, ...lines, ''];
};
