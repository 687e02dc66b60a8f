import { defineCommand } from '../command/command.ts';

export const costCommand = defineCommand({
  name: 'cost',
  summary: 'what a run, or a load that you describe, costs on AWS',
  description:
    'Of a saved run: requests, billed durations with what cold starts are billed for starting, calls on S3 and DynamoDB, and data out, for this run and for a million such requests, with and without the free tier. With --duration no run is read: the load that the options describe is priced.',
  examples: [
    { line: 'fibimg cost', what: 'the run that was made last' },
    { line: 'fibimg cost last --rate 10/s', what: 'its requests at that rate for a month' },
    {
      line: 'fibimg cost --memory 1024 --duration 25ms --init 180ms --cold 1% --rate 10/s',
      what: 'a load that nobody has run',
    },
  ],
  options: async () => (await import('./options.ts')).costOptions,
  load: () => import('./run.ts'),
});
