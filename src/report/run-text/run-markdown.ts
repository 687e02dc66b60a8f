import type { PageData, PagePopulation, PageRun } from '../figures/page-data.ts';
import { countOf, fullLabel, rangeOf, timeOf } from '../page/words.ts';
import { markdownText } from '../text/markdown.ts';
import { printableLine } from '../text/printable.ts';

/** A run for a pull request or a job's summary: what it found, its populations, and the command that repeats it. */
export const renderRunMarkdown = ({ title, runs }: PageData): string => {
  const [run] = runs;
  if (run === undefined) throw new TypeError('a summary is of one run');
  return [
    `### ${markdownText(title)}`,
    '',
    ...findings(run),
    '',
    '| population | requests | p50 | p90 | p95 | p99 | max |',
    '|---|---:|---:|---:|---:|---:|---:|',
    ...run.populations.map(row),
    '',
    'In brackets the range that holds the truth 95 times in 100, for this run; a dash: too few samples.',
    ...(run.command === undefined ? [] : ['', fenced(run.command)]),
    '',
  ].join('\n');
};

const findings = (run: PageRun): readonly string[] => [
  ...run.findings
    .filter(({ kind }) => kind === 'answer')
    .flatMap(({ text }) => [`**${markdownText(text)}**`, '']),
  run.tainted
    ? '**Tainted**: the load generator may have set these figures itself.'
    : 'Not tainted: the load generator kept up with its own schedule.',
  '',
  ...run.findings
    .filter(({ kind }) => kind !== 'answer')
    .map(
      ({ kind, text }) =>
        `- ${kind === 'good' ? 'passed' : kind === 'note' ? 'note' : kind === 'doubt' ? 'doubt' : 'failed'}: ${markdownText(text)}`,
    ),
];

const row = (one: PagePopulation): string => {
  const figure = (name: string): string => {
    const range = one.intervals[name];
    const value = timeOf(one.values[name]);
    return range === undefined || one.values[name] === undefined
      ? value
      : `${value} (${rangeOf(range)})`;
  };
  const cells = [markdownText(fullLabel(one)), countOf(one.values['count'] ?? 0)];
  return `| ${[...cells, ...['med', 'p(90)', 'p(95)', 'p(99)'].map(figure), timeOf(one.values['max'])].join(' | ')} |`;
};

/** A fence that nothing in the text can close. */
const fenced = (text: string): string => {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}sh\n${printableLine(text)}\n${fence}`;
};
