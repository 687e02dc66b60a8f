import type { Command } from '../command/command.ts';
import {
  allowForeignStackOption,
  awsOptions,
  storeTargetOptions,
  timeoutOption,
  trustOptions,
} from '../command/target-options.ts';

export const getCommand: Command = {
  name: 'get',
  summary: 'get one image and its Fibonacci number, from the store or else from the origin',
  description:
    'Without a target it works on this machine, in an embedded store; where picsum.photos cannot be reached, it makes an image of its own and says so. With --url it asks a deployed function and checks its answer.',
  examples: [
    { line: 'fibimg get --int 500', what: 'the 500 x 500 image and F(500)' },
    { line: 'fibimg get --int 500 --json', what: "the service's response, unchanged" },
    { line: 'fibimg get --int 500 --preview', what: 'look at it in the terminal' },
    { line: 'fibimg get --int 500 -o 500.jpg', what: 'write the JPEG to a file' },
  ],
  options: [
    { flags: '--int <n>', summary: 'which, from 1 to 5000', defaultText: 'random, 400 to 1000' },
    { flags: '-o, --output <file>', summary: 'write the JPEG to a file, - for standard output' },
    { flags: '--preview', summary: 'draw the image in the terminal' },
    {
      flags: '--source <source>',
      summary: 'where a missing image comes from: auto, picsum, generated or a directory',
      defaultText: 'auto: picsum, generated when offline',
      env: 'FIBIMG_SOURCE',
    },
    {
      flags: '--origin-url <url>',
      summary: 'where picsum images are asked for',
      defaultText: 'https://picsum.photos',
      env: 'FIBIMG_ORIGIN_URL',
    },
    ...storeTargetOptions,
    allowForeignStackOption,
    { flags: '--url <url>', summary: "a deployed function's URL", env: 'FIBIMG_URL' },
    {
      flags: '--auth <type>',
      summary: 'with --url: none, or iam to sign the request',
      defaultText: 'none',
    },
    ...awsOptions,
    timeoutOption,
    ...trustOptions,
  ],
  load: () => import('./run.ts'),
};
