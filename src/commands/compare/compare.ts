import { defineCommand } from '../command/command.ts';

export const compareCommand = defineCommand({
  name: 'compare',
  summary: 'say whether one target is slower than another, from runs of bench',
  description: `
A duet (fibimg bench --duet) says itself which run is of which side: randomised interleaved pairs, grade A, whose verdict gates: exit 99
on worse. Any other runs are of grade B (one day) or C (further apart): their verdict is shown, and gates with --accept-sequential only.
A run is a file, a folder of them, the id that bench prints, or last, last~1. One metric is judged; the others are shown.`.trim(),
  examples: [
    { line: 'fibimg compare last', what: 'the duet that was run last' },
    {
      line: 'fibimg compare base.json new.json',
      what: 'two runs side by side; too few for a verdict',
    },
    {
      line: 'fibimg compare old/ vs new/ --accept-sequential --tolerance 5%',
      what: 'two folders of runs, as a gate',
    },
  ],
  options: async () => (await import('./options.ts')).compareOptions,
  load: () => import('./run.ts'),
});
