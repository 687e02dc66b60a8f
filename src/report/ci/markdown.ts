import type { CompareDocument } from '../../bench/compare/compare-document.ts';
import type { BenchDocument } from '../../bench/record/document.ts';
import { benchTitle } from '../bench/bench-answer.ts';
import { timeText } from '../bench/time-text.ts';
import { pText } from '../compare/metric-table.ts';
import {
  designSentence,
  intervalText,
  verdictAdvice,
  verdictSentence,
} from '../compare/verdict-sentence.ts';
import { markdownText } from '../text/markdown.ts';
import type { Check } from './check.ts';

/** A run in GitHub's Markdown: its checks, and a line for each population. */
export const benchMarkdown = (document: BenchDocument, checks: readonly Check[]): string => {
  const { scenario, phases, rounds, seed, shard, selfCheck } = document;
  const title = benchTitle({
    ...{
      target: scenario.target,
      engine: scenario.engine,
      load: scenario.load,
      shard,
      seed,
      phases: phases.length,
    },
    rounds: Math.max(1, ...rounds.map(({ round }) => round)),
  });
  const populations = document.populations.map(({ part, start, outcome, values }) => [
    ...[part, start, outcome, String(values['count'] ?? 0)],
    ...['med', 'p(95)', 'p(99)', 'max'].map((name) => timeText(values[name])),
  ]);
  return sections([
    `### ${markdownText(title)}`,
    ...(selfCheck.tainted ? [`**TAINTED**: ${markdownText(selfCheck.reasons.join('; '))}`] : []),
    checksTable(checks),
    table(['phase', 'start', 'image', 'n', 'p50', 'p95', 'p99', 'max'], populations),
    ...phases.flatMap(({ notes }) => notes.map(markdownText)),
  ]);
};

/** A comparison in GitHub's Markdown, the verdict first. */
export const compareMarkdown = (document: CompareDocument): string => {
  const { primary, others, base, new: changed, design, unlike, notes } = document;
  const rows = [primary, ...others].map((one, at) => [
    at === 0 ? `**${one.metric}**` : one.metric,
    ...[timeText(one.base), timeText(one.new), one.ratio.toFixed(3), intervalText(one.interval)],
    pText(one.adjustedP ?? one.p),
  ]);
  return sections([
    `### fibimg compare: ${markdownText(verdictSentence(document))}`,
    `base ${code(base.label)}, new ${code(changed.label)}; ${designSentence(document)}.`,
    table(['metric', 'base', 'new', 'ratio', '95 %', 'p'], rows),
    ...verdictAdvice(document),
    ...design.caveats.map((caveat) => `Caution: ${caveat}.`),
    ...unlike.map(
      ({ what, base: one, new: other }) =>
        `Unlike: ${what}: ${markdownText(one)} and ${markdownText(other)}.`,
    ),
    ...notes.map(markdownText),
  ]);
};

const marks = { passed: 'passed', failed: '**failed**', open: 'open' } as const;

const checksTable = (checks: readonly Check[]): string =>
  table(
    ['check', 'result', ''],
    checks.map(({ name, result, message }) => [name, marks[result], message]),
  );

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  rows.length === 0
    ? ''
    : [head, head.map(() => '---'), ...rows.map((row) => row.map(cellText))]
        .map((row) => `| ${row.join(' | ')} |`)
        .join('\n');

/** Our own stars stay; whatever else could make markup of a foreign name does not. */
const cellText = (text: string): string => (text.startsWith('**') ? text : markdownText(text));

const code = (text: string): string => `\`${text.replaceAll('`', "'")}\``;

const sections = (parts: readonly string[]): string =>
  `${parts.filter((part) => part !== '').join('\n\n')}\n`;
