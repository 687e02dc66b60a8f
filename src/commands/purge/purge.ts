import { defineCommand } from '../command/command.ts';

export const purgeCommand = defineCommand({
  name: 'purge',
  summary: 'delete every image of ours from the table and the bucket, after asking',
  description: [
    'Shows what it would delete and asks for the name of the target. It deletes the',
    'items whose partition key is IMAGE and the keys under image/ and metadata/, with',
    'their versions, delete markers and unfinished uploads, and nothing else. Items go',
    'first, then metadata documents, then images: whatever interrupts it, the next get',
    'repairs what is left. At the end it lists again and says whether anything is.',
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
