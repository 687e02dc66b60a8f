import { defineCommand } from '../command/command.ts';

export const importCommand = defineCommand({
  name: 'import',
  summary: 'read what k6 has measured with a script of fibimg export',
  description:
    'Each file holds the points of one instance of k6, as k6 run --out json=FILE writes them, of any size and also with .gz; those of several pods become one run. k6 tells neither response times from the instant that a request was due nor how well its generator did, so the run says that these are not available, and it is never merged or compared with runs of fibimg bench.',
  examples: [
    { line: 'fibimg import k6 points.json', what: 'one instance, kept among the runs' },
    {
      line: 'fibimg import k6 points/*.json.gz -o run.json',
      what: 'the pods of a TestRun as one run',
    },
  ],
  options: async () => (await import('./options.ts')).importOptions,
  load: () => import('./run.ts'),
});
