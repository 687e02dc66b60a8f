import { defineCommand } from '../command/command.ts';

export const serveCommand = defineCommand({
  name: 'serve',
  summary: 'run the function on this machine, behind its URL and the Invoke API of Lambda',
  description:
    'Real processes run the deployable bundle, one request at a time each, as the execution environments of Lambda\ndo; images and metadata are kept in the embedded store, or with --stack in a deployed one. Prints a REPORT line\nfor each invocation, the whole log with --verbose. Ctrl-C lets running requests end.\nfibimg invoke --endpoint-url http://127.0.0.1:3001 and the aws CLI reach its Invoke API.\nfibimg needs neither region nor credentials for an endpoint on this machine; the aws CLI needs any.',
  examples: [
    { line: 'fibimg serve', what: 'then: curl "http://127.0.0.1:3001/?int=500"' },
    {
      line: 'fibimg serve --port 0 --concurrency 50 --origin-latency 80ms',
      what: 'a target for a load test',
    },
  ],
  options: async () => (await import('./options.ts')).serveOptions,
  load: () => import('./run.ts'),
});
