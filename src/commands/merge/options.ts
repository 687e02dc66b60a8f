import { option } from '../../config/option.ts';
import { runOption } from '../command/run-option.ts';

export const mergeOptions = {
  runs: option.list<string>({
    ...runOption,
    flag: 'run',
    positional: 'a run',
    parse: (text) => (text === '' ? undefined : text),
  }),
  output: option.parsed<string>({
    short: 'o',
    help: 'write the whole run, histograms included, as JSON',
    placeholder: 'file',
    expected: 'a file',
    parse: (text) => (text === '' ? undefined : text),
  }),
  keep: option.switch({
    default: true,
    help: 'do not leave this run among those of fibimg runs',
  }),
} as const;
