import { defineCommand } from '../command/command.ts';

export const runsCommand = defineCommand({
  name: 'runs',
  summary: 'list the runs that benches have left on this machine',
  description:
    'Each bench leaves its run, a file of its own, under $XDG_STATE_HOME/fibimg/runs (~/.local/state), the newest 200 of them; bench --no-keep leaves none. The first digits of an id name a run to any command that takes one, and so do last and last~1.',
  examples: [
    { line: 'fibimg runs', what: 'when, what, how it was loaded, and what was found' },
    { line: 'fibimg runs --keep 20', what: 'remove all but the newest 20' },
  ],
  options: async () => (await import('./options.ts')).runsOptions,
  load: () => import('./run.ts'),
});
