import { defineCommand } from '../command/command.ts';

export const reportCommand = defineCommand({
  name: 'report',
  summary: 'make a page that shows what runs found',
  description: `
One file that needs no network: what happened, whether it can be believed, where the time goes. Latency over time with every cold start
and time-out, percentiles as far as the samples carry them, failures by reason, environments, parts of a request's time, cost. Drag
over a span of time, or hide a population, and every figure follows; the page's address then leads there. A run is a file,
the beginning of an id that fibimg runs lists, or last (last~1 for the one before).`.trim(),
  examples: [
    { line: 'fibimg report last -o report.html', what: 'a page of the newest run' },
    { line: 'fibimg report last --text', what: 'the same in characters, in the terminal' },
    {
      line: 'fibimg report last --format svg -o run.svg',
      what: 'the headline plot, for a README or a pull request',
    },
    {
      line: 'fibimg report --watch',
      what: 'a page to leave open beside the terminal: each new run appears there',
    },
    { line: 'fibimg report last --format md', what: 'the findings and figures as Markdown' },
  ],
  options: async () => (await import('./options.ts')).reportOptions,
  load: () => import('./run.ts'),
});
