import type { Command } from '../command/command.ts';
import {
  allowForeignStackOption,
  awsOptions,
  storeTargetOptions,
  timeoutOption,
} from '../command/target-options.ts';

export const purgeCommand: Command = {
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
  options: [
    { flags: '--dry-run', summary: 'show the plan and write nothing' },
    { flags: '-y, --yes', summary: 'do not ask' },
    { flags: '--only <part>', summary: 'table or bucket', defaultText: 'both' },
    { flags: '--all-keys', summary: 'delete everything in them, whoever put it there' },
    { flags: '--missing-ok', summary: 'a stack, table or bucket that is not there is no error' },
    { flags: '--force', summary: "break another run's lock" },
    { flags: '--concurrency <n>', summary: 'requests at once, 1 to 64', defaultText: '8' },
    ...storeTargetOptions,
    allowForeignStackOption,
    ...awsOptions,
    timeoutOption,
  ],
  load: () => import('./run.ts'),
};
