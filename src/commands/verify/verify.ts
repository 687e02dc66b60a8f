import { defineCommand } from '../command/command.ts';

export const verifyCommand = defineCommand({
  name: 'verify',
  summary: 'compute the figures of a run anew, and find what was changed in it',
  description:
    "Every count, percentile, rate, population, effect and verdict is computed again from the run's histograms and rounds, by code that shares nothing with what wrote them, and the digest is compared. Exit 0 when all fits, 1 when something does not, 2 when it is no run.",
  examples: [
    { line: 'fibimg verify last', what: 'the run that was made last' },
    { line: 'fibimg verify run.json --json', what: 'what differs, for a program' },
  ],
  options: async () => (await import('./options.ts')).verifyOptions,
  load: () => import('./run.ts'),
});
