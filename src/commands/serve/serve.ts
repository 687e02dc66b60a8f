import type { Command } from '../command/command.ts';
import {
  allowForeignStackOption,
  awsOptions,
  dataDirOption,
  timeoutOption,
} from '../command/target-options.ts';

export const serveCommand: Command = {
  name: 'serve',
  summary: 'run the function on this machine, behind its URL and the Invoke API of Lambda',
  description:
    'Real processes run the deployable bundle, one request at a time each, as the execution environments of Lambda\ndo; images and metadata are kept in the embedded store, or with --stack in a deployed one. Prints a REPORT line\nfor each invocation, the whole log with --verbose. Ctrl-C lets running requests end.\nfibimg invoke --endpoint-url http://127.0.0.1:3001 and the aws CLI reach its Invoke API,\nwith any AWS region and any credentials.',
  examples: [
    { line: 'fibimg serve', what: 'then: curl "http://127.0.0.1:3001/?int=500"' },
    {
      line: 'fibimg serve --port 0 --concurrency 50 --origin-latency 80ms',
      what: 'a target for a load test',
    },
  ],
  options: [
    { flags: '--port <n>', summary: 'where to listen, 0 for any free port', defaultText: '3001' },
    {
      flags: '--concurrency <n>',
      summary: 'environments at once; further requests are answered 429',
      defaultText: '10',
    },
    { flags: '--memory <mb>', summary: 'memory size to report, in MB', defaultText: '1024' },
    { ...timeoutOption, summary: 'time-out of an invocation, of whole or fractional seconds' },
    {
      flags: '--idle <duration>',
      summary: 'end an environment that had no work for this long',
      defaultText: '5m',
    },
    {
      flags: '--origin-latency <duration>',
      summary: 'how long the built-in image origin takes',
      defaultText: '0ms',
    },
    {
      flags: '--origin-failures <rate>',
      summary: 'how many of its images fail, from 0 to 1',
      defaultText: '0',
    },
    { flags: '--seed <n>', summary: 'draws these failures', defaultText: '1' },
    {
      flags: '--origin-url <url>',
      summary: 'fetch images from here in place of the built-in origin',
      env: 'FIBIMG_ORIGIN_URL',
    },
    dataDirOption,
    { flags: '--stack <name>', summary: "use a deployed stack's store", env: 'FIBIMG_STACK' },
    allowForeignStackOption,
    ...awsOptions,
  ],
  load: () => import('./run.ts'),
};
