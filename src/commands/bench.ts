import type { Command, OptionSpec } from './command.ts';
import { timeoutOption } from './target-options.ts';

const loadOptions: readonly OptionSpec[] = [
  {
    flags: '--vus <n>',
    summary: 'virtual users, each of which sends its next request when its last has been answered',
    defaultText: '10',
  },
  { flags: '--duration <duration>', summary: 'how long', defaultText: '10s' },
  { flags: '--iterations <n>', summary: 'share that many requests among the virtual users' },
  {
    flags: '--rate <rate>',
    summary: 'start that many requests whatever the answers take: 50/s, 0.2/s, 30/m',
  },
  {
    flags: '--stage <duration:target>',
    summary: 'ramp to a number of virtual users (30s:20) or to a rate (30s:50/s)',
    repeatable: true,
  },
  {
    flags: '--max-vus <n>',
    summary: 'most virtual users at a rate; what finds none free is dropped',
    defaultText: 'twice the rate, 50 to 1000',
  },
  { flags: '--max-requests <n>', summary: 'stop after that many requests' },
  {
    flags: '--think-time <duration>',
    summary: "a virtual user's pause after each request",
    defaultText: '0s',
  },
  {
    flags: '--graceful-stop <duration>',
    summary: 'how long requests in flight may take to end',
    defaultText: '30s',
  },
];

const requestOptions: readonly OptionSpec[] = [
  { flags: '--url <url>', summary: 'what to load', env: 'FIBIMG_URL' },
  { flags: '--int <n>', summary: 'ask for one integer' },
  {
    flags: '--ints <range>',
    summary: 'ask for integers drawn from 400-1000 or from 400,500,750',
    defaultText: '400-1000',
  },
  { flags: '--seed <n>', summary: 'repeat the sequence of an earlier run', defaultText: 'random' },
  { flags: '--header <line>', summary: "send a header, 'Name: value'", repeatable: true },
  { flags: '--no-keepalive', summary: 'open a connection for each request' },
  {
    flags: '--no-check',
    summary: 'take any answer with a good status: for a URL that is not a fibimg service',
  },
  {
    flags: '--engine <engine>',
    summary: 'http or autocannon (saturation by virtual users only)',
    defaultText: 'http',
  },
  timeoutOption,
  {
    flags: '--ca <file>',
    summary: 'PEM file of further certificate authorities',
    env: 'FIBIMG_CA',
  },
  { flags: '--insecure', summary: 'do not verify TLS certificates' },
];

export const benchCommand: Command = {
  name: 'bench',
  summary: 'put a load on a URL and measure it',
  description:
    'Virtual users measure how much a target can take; a rate measures how it answers at that rate, timed from\nwhen each request was due. The first Ctrl-C lets requests in flight end and prints what there is, the second\nends at once.',
  examples: [
    { line: 'fibimg bench --url http://localhost:8080', what: '10 virtual users for 10 s' },
    {
      line: 'fibimg bench --url http://localhost:8080 --rate 50/s --duration 30s --json',
      what: 'an arrival rate, for a program',
    },
    {
      line: 'fibimg bench --url http://localhost:8080 --stage 10s:20 --stage 5s:0',
      what: 'up to 20 virtual users and down again',
    },
  ],
  options: [
    ...requestOptions,
    ...loadOptions,
    { flags: '--strict', summary: 'exit 99 when the generator may have set the figures itself' },
    { flags: '--yes', summary: 'put a heavy load on a host that is not this machine' },
  ],
  load: () => import('./bench/run.ts'),
};
