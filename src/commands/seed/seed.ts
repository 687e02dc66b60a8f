import type { Command } from '../command/command.ts';
import {
  allowForeignStackOption,
  awsOptions,
  storeTargetOptions,
  timeoutOption,
  trustOptions,
} from '../command/target-options.ts';

export const seedCommand: Command = {
  name: 'seed',
  summary: 'store all images of a range, so that a load test finds them',
  description: [
    'Skips what is stored, so a second run writes nothing and an interrupted one',
    'goes on where it stopped. Waits for a provisioned table rather than failing.',
    'One image that fails stops no other; those that failed are listed at the end.',
    'A deployed stack gets images from picsum unless another source is named.',
  ].join('\n'),
  examples: [
    { line: 'fibimg seed --source generated --to 410', what: 'images 400 to 410, made here' },
    { line: 'fibimg seed --stack my-stack', what: 'the 601 images that the service draws from' },
    { line: 'fibimg seed --ints 400,500-510', what: 'just these' },
    {
      line: 'fibimg seed --stack my-stack --verify',
      what: 'is all of it whole? what is not is mended',
    },
    { line: 'fibimg seed --ints 640 --source ./pictures', what: 'from ./pictures/640.jpg' },
  ],
  options: [
    { flags: '--from <n>', summary: 'first of the range', defaultText: '400' },
    { flags: '--to <n>', summary: 'last of the range', defaultText: '1000' },
    {
      flags: '--ints <list>',
      summary: 'these instead: numbers and ranges, a file of them, or - for standard input',
    },
    {
      flags: '--source <source>',
      summary: 'auto, picsum, generated, or a directory of N.jpg such as ./pictures',
      defaultText: 'auto',
      env: 'FIBIMG_SOURCE',
    },
    {
      flags: '--origin-url <url>',
      summary: 'where picsum images are asked for',
      defaultText: 'https://picsum.photos',
      env: 'FIBIMG_ORIGIN_URL',
    },
    {
      flags: '--verify',
      summary: 'check bytes, metadata and item of each image against each other, and mend them',
    },
    {
      flags: '--force',
      summary: "store every image anew, overwrite what is not ours, break another run's lock",
    },
    { flags: '--concurrency <n>', summary: 'images at once, 1 to 64', defaultText: '8' },
    ...storeTargetOptions,
    allowForeignStackOption,
    ...awsOptions,
    timeoutOption,
    ...trustOptions,
  ],
  load: () => import('./run.ts'),
};
