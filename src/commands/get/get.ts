import { defineCommand } from '../command/command.ts';

export const getCommand = defineCommand({
  name: 'get',
  summary: 'get one image and its Fibonacci number, from the store or else from the origin',
  description:
    'Without a target it works on this machine, in an embedded store; where picsum.photos cannot be reached, it makes an image of its own and says so. With --url it asks a deployed function and checks its answer.',
  examples: [
    { line: 'fibimg get 500', what: 'the 500 x 500 image and F(500)' },
    { line: 'fibimg get --int 500 --json', what: "the service's response, unchanged" },
    { line: 'fibimg get 500 --preview', what: 'look at it in the terminal' },
    { line: 'fibimg get 500 -o 500.jpg', what: 'write the JPEG to a file' },
  ],
  options: async () => (await import('./options.ts')).getOptions,
  load: () => import('./run.ts'),
});
