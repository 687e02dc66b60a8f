import { option } from '../../config/option.ts';
import type { Input } from '../command/command.ts';
import { outputFormat } from '../command/common-options.ts';
import { judgingOptions } from '../command/judging-options.ts';

const verdict = { group: 'Verdict' } as const;

export const compareOptions = {
  run: option.list<string>({
    help: 'runs to compare: one duet, BASE NEW, or BASE... vs NEW...',
    placeholder: 'run',
    positional: 'a run',
    expected: 'a file, a folder, the id of a run or duet, or last',
    parse: (text) => (text === '' ? undefined : text),
  }),
  ...judgingOptions,
  acceptSequential: option.switch({
    ...verdict,
    help: 'let runs that are no pairs gate as well',
  }),
  format: outputFormat,
  otava: option.parsed<string>({
    group: 'Output',
    help: "write a line for each run as Apache Otava's CSV importer reads it",
    placeholder: 'file',
    expected: 'a file',
    parse: (text) => (text === '' || text === '-' ? undefined : text),
  }),
} as const;

export type CompareInput = Input<typeof compareOptions>;
