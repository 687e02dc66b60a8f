import { basename } from 'node:path';
import type { Asked, Input } from '../command/command.ts';
import type { reportFormats, reportOptions } from './options.ts';

type ReportFormat = (typeof reportFormats)[number];

export type ReportPlan = WrittenReport | WatchedReport;

export interface WrittenReport {
  readonly watch: false;
  readonly runs: readonly string[];
  /** A path, or `-`. */
  readonly output: string;
  readonly format: ReportFormat;
}

export interface WatchedReport {
  readonly watch: true;
  /** One run, or a name that stands for several. */
  readonly name: string;
  readonly port: number;
}

export const plan = (
  input: Input<typeof reportOptions>,
  { report }: Pick<Asked, 'report'>,
): ReportPlan | undefined => {
  if (input.options.watch) return watched(input, report.json);
  const { options, problems } = input;
  const { runs, output, text } = options;
  if (options.port !== undefined) problems.add('--port needs --watch', 'nothing else listens');
  if (runs.length === 0) {
    problems.add('no run was named', 'fibimg report last shows the newest one');
    return undefined;
  }
  if (runs.filter((run) => run === '-').length > 1) {
    problems.add('standard input can hold one run', 'name the others by their files');
  }
  if (text && options.format !== undefined && options.format !== 'text') {
    problems.add(`--text and --format ${options.format} ask for two formats`, 'give one of them');
  }
  const ending = /(?<=\.)[a-z]{1,5}$/i.exec(basename(output ?? ''))?.[0];
  if (!text && options.format === undefined && ending !== undefined && !byEnding(output)) {
    problems.add(
      `there is no report in the format of ${basename(output ?? '')}`,
      'end the name in .html, .md, .svg or .txt, or give --format',
    );
  }
  const format = text ? 'text' : (options.format ?? byEnding(output) ?? 'html');
  if (format !== 'html' && runs.length > 1) {
    problems.add(
      `${format} shows one run`,
      'name one, or make a page of several with --format html',
    );
  }
  const place = output ?? (format === 'html' ? 'report.html' : '-');
  if (report.json && place === '-') {
    problems.add(
      '--json and the report both go to standard output',
      'write the report with -o FILE',
    );
  }
  return { watch: false, runs, format, output: place };
};

const watched = (
  { options, problems }: Input<typeof reportOptions>,
  json: boolean,
): WatchedReport => {
  const { runs, output, format, text, port = 0 } = options;
  const [name = 'last', ...others] = runs;
  if (others.length > 0) {
    problems.add('--watch follows one run', 'a folder, or the id of a duet, stands for several');
  }
  if (name === '-') problems.add('--watch cannot follow standard input', 'name a file');
  const useless = {
    '--output': output !== undefined,
    '--text': text,
    [`--format ${format}`]: format !== undefined && format !== 'html',
    '--json': json,
  };
  for (const [flag, given] of Object.entries(useless)) {
    if (given)
      problems.add(`--watch serves a page, and ${flag} asks for something else`, 'leave one out');
  }
  return { watch: true, name, port };
};

const byEnding = (path: string | undefined): ReportFormat | undefined => {
  const [, ending] = /\.(html?|md|svg|txt)$/i.exec(path ?? '') ?? [];
  if (ending === undefined) return undefined;
  const format = ending.toLowerCase();
  return format === 'md' || format === 'svg' ? format : format === 'txt' ? 'text' : 'html';
};
