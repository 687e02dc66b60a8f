import { defineCommand } from '../command/command.ts';

export const seedCommand = defineCommand({
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
    { line: 'fibimg seed --stack my-stack --verify', what: 'what is not whole is mended' },
    { line: 'fibimg seed --ints 640 --source ./pictures', what: 'from ./pictures/640.jpg' },
  ],
  options: async () => (await import('./options.ts')).seedOptions,
  load: () => import('./run.ts'),
});
