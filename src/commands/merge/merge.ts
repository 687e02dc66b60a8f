import { defineCommand } from '../command/command.ts';

export const mergeCommand = defineCommand({
  name: 'merge',
  summary: 'add up the parts of a run that several machines made',
  description:
    'Each part was made with bench --shard. Counts and histograms add, nothing is averaged, slots of time are joined by the clock, and intervals, effects and thresholds are computed anew. One tainted part taints the whole; a missing one makes it partial, which is exit 1 after the answer.',
  examples: [
    { line: 'fibimg merge part-0.json part-1.json', what: 'the run that both are parts of' },
    { line: 'fibimg merge part-*.json -o run.json', what: 'the same, saved as one run' },
  ],
  options: async () => (await import('./options.ts')).mergeOptions,
  load: () => import('./run.ts'),
});
