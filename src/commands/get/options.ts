import { option } from '../../config/option.ts';
import { settingOptions } from '../../config/settings.ts';
import { randomRange } from '../../core/service/pixels.ts';
import {
  allowForeignStack,
  authOption,
  awsOptions,
  originOptions,
  pixels,
  storeTarget,
  trustOptions,
} from '../command/common-options.ts';

const { url, timeout } = settingOptions;

export const getOptions = {
  int: option.parsed<number>({
    ...pixels,
    help: 'which image',
    otherwise: `random, ${randomRange.from} to ${randomRange.to}`,
    positional: 'the image number',
  }),
  output: option.text({
    short: 'o',
    help: 'write the JPEG to a file, - for standard output',
    placeholder: 'file',
    expected: 'a file, or - for standard output',
  }),
  preview: option.switch({ help: 'draw the image in the terminal' }),
  ...storeTarget,
  allowForeignStack,
  url,
  ...originOptions,
  auth: { ...authOption, group: 'Target' },
  timeout,
  ...trustOptions,
  ...awsOptions,
} as const;
