import { option } from '../../config/option.ts';
import { shardOptions } from '../bench/options/shard-options.ts';
import { mergeOptions } from '../merge/options.ts';

export const importOptions = {
  points: option.list<string>({
    flag: 'point',
    help: 'k6, and then a file of its points for each of its instances',
    positional: 'k6, and files',
    placeholder: 'file',
    expected: 'k6 and a file',
    parse: (text) => (text === '' ? undefined : text),
  }),
  shard: {
    ...shardOptions.shard,
    group: 'Options',
    help: 'the file is one part of a run, such as 0/4; fibimg merge adds such parts up',
  },
  output: mergeOptions.output,
  keep: mergeOptions.keep,
} as const;
