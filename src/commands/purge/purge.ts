import { defineCommand } from '../command/command.ts';

export const purgeCommand = defineCommand({
  name: 'purge',
  summary: 'delete every image of ours from the table and the bucket, after asking',
  description: [
    'Shows where it would delete what, and asks for the name of the target. It deletes',
    'the items IMAGE, PIXELS#N and the objects image/N.jpg and metadata/N.json, N from 1',
    'to 5000, with their versions, delete markers and unfinished uploads. Anything else',
    'stays and is counted. Items go first, then metadata documents, then images: whatever',
    'interrupts it, the next get repairs what is left. At the end it lists again.',
    'A stack must be ours: tagged fibimg, or of the whole shape of the original.',
  ].join('\n'),
  examples: [
    { line: 'fibimg purge --dry-run', what: 'what it would delete from the embedded store' },
    { line: 'fibimg purge --yes', what: 'empty the embedded store without asking' },
    { line: 'fibimg purge --stack my-stack', what: 'empty a deployed stack, after asking' },
    {
      line: 'fibimg purge --stack my-stack --all-keys --yes --missing-ok',
      what: 'in a clean-up script, before the stack is deleted',
    },
  ],
  options: async () => (await import('./options.ts')).purgeOptions,
  load: () => import('./run.ts'),
});
