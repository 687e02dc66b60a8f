import { basename } from 'node:path';
import type { Asked, Input } from '../command/command.ts';
import type { reportFormats, reportOptions } from './options.ts';

type ReportFormat = (typeof reportFormats)[number];

export interface ReportPlan {
  readonly runs: readonly string[];
  /** A path, or `-`. */
  readonly output: string;
  readonly format: ReportFormat;
}

export const plan = (
  { options, problems }: Input<typeof reportOptions>,
  { report }: Pick<Asked, 'report'>,
): ReportPlan | undefined => {
  const { runs, output, text } = options;
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
  return { runs, format, output: place };
};

const byEnding = (path: string | undefined): ReportFormat | undefined => {
  const [, ending] = /\.(html?|md|svg|txt)$/i.exec(path ?? '') ?? [];
  if (ending === undefined) return undefined;
  const format = ending.toLowerCase();
  return format === 'md' || format === 'svg' ? format : format === 'txt' ? 'text' : 'html';
};
