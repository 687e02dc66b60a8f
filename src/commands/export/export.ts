import { defineCommand } from '../command/command.ts';

export const exportCommand = defineCommand({
  name: 'export',
  summary: 'write a load as a script for k6',
  description:
    "The script makes the load of fibimg bench with the same options: the same requests in the same order, the same checks and thresholds. k6 cannot tag its own metrics by what an answer says, so the script adds each request's times to metrics of its own, tagged with start and outcome; fibimg import k6 reads its points. Headers stand in the script as they are given.",
  examples: [
    {
      line: 'fibimg export k6 --url https://example.com/ --rate 50/s -d 1m',
      what: 'the script, for k6 run --out json=points.json -',
    },
    {
      line: 'fibimg export k6 --url https://example.com/ --testrun k6.yaml',
      what: "for k6's operator; --parallelism says how many pods",
    },
  ],
  options: async () => (await import('./options.ts')).exportOptions,
  load: () => import('./run.ts'),
});
