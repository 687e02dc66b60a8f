import { option } from '../../config/option.ts';
import { settingOptions } from '../../config/settings.ts';
import { type Ints, intsExpected } from '../../core/service/ints.ts';
import { randomRange } from '../../core/service/pixels.ts';
import {
  allowForeignStack,
  awsOptions,
  breakLock,
  concurrencyOption,
  originOptions,
  pixels,
  storeTarget,
  trustOptions,
} from '../command/common-options.ts';

const { timeout, throttlePatience } = settingOptions;

/** Which, or where a list of them is to be read: a file, or `-`. */
export type Sizes = NonNullable<Ints> | { readonly file: string };

/** Whether the text is itself a list, rather than the name of a file. */
export const isIntList = (text: string): boolean =>
  /^[\d\s,-]*\d[\d\s,-]*$|^[^./\\]*,[^./\\]*$/.test(text);

export const seedOptions = {
  from: option.parsed({
    ...pixels,
    help: 'first of the range',
    default: randomRange.from,
  }),
  to: option.parsed({ ...pixels, help: 'last of the range', default: randomRange.to }),
  ints: option.parsed<Sizes>({
    help: 'these instead: numbers and ranges, a file of them, or - for standard input',
    placeholder: 'list',
    expected: `${intsExpected}, or a file of them`,
    parse: async (text) => {
      if (!isIntList(text)) return text === '' ? undefined : { file: text };
      return (await import('../../core/service/ints.ts')).parseInts(text);
    },
  }),
  verify: option.switch({
    help: 'check bytes, metadata and item of each image against each other, and mend them',
  }),
  force: option.switch({ help: 'store every image anew, whatever is stored' }),
  concurrency: { ...concurrencyOption, help: 'images at once' },
  ...storeTarget,
  ...originOptions,
  overwriteForeign: option.switch({
    group: 'Safety',
    help: 'store an image also over bytes that are no image of ours',
  }),
  breakLock,
  allowForeignStack,
  timeout,
  throttlePatience,
  ...trustOptions,
  ...awsOptions,
} as const;
