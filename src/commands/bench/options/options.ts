import type { OptionSpec } from '../../command/command.ts';
import {
  allowForeignStackOption,
  awsOptions,
  timeoutOption,
} from '../../command/target-options.ts';

export const targetOptions: readonly OptionSpec[] = [
  { flags: '--url <url>', summary: 'load this URL, in one phase', env: 'FIBIMG_URL' },
  {
    flags: '--stack <name>',
    summary: "load a deployed stack's function, cold and warm",
    env: 'FIBIMG_STACK',
  },
  {
    flags: '--via <transport>',
    summary: "url, or invoke: past its URL, with the log's evidence of cold starts",
    defaultText: 'url',
  },
  {
    flags: '--function <name>',
    summary: 'invoke a function directly, in one phase',
    env: 'FIBIMG_FUNCTION',
  },
  { flags: '--auth <type>', summary: 'iam signs requests to a URL', defaultText: 'none' },
  {
    flags: '--max-cost <usd>',
    summary: 'send no more requests than this is expected to pay for',
  },
  {
    flags: '--source <source>',
    summary: "where a stack's missing images come from, as for seed",
    defaultText: 'picsum',
    env: 'FIBIMG_SOURCE',
  },
  {
    flags: '--origin-url <url>',
    summary: 'where picsum images are asked for',
    defaultText: 'https://picsum.photos',
    env: 'FIBIMG_ORIGIN_URL',
  },
  allowForeignStackOption,
  ...awsOptions,
];

export const loadOptions: readonly OptionSpec[] = [
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

export const requestOptions: readonly OptionSpec[] = [
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
    flags: '--dns <ttl>',
    summary: 'how long the addresses of a name hold: ttl=30s, ttl=0, ttl=inf',
    defaultText: 'ttl=5m',
  },
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

export const phaseOptions: readonly OptionSpec[] = [
  { flags: '--phase <phase>', summary: 'cold, warm or both', defaultText: 'both' },
  {
    flags: '--matrix',
    summary: 'all four cells of cold and warm environments, empty and filled store',
  },
  {
    flags: '--preset <name>',
    summary: "original: the article's own load, 200 virtual users for 2 minutes a phase",
  },
  {
    flags: '--concurrency <n>',
    summary: 'environments of the local Lambda at once',
    defaultText: 'as many as virtual users; 10 at a rate',
  },
  { flags: '--memory <mb>', summary: "the local Lambda's memory size", defaultText: '1024' },
  {
    flags: '--origin-latency <duration>',
    summary: "how long the local Lambda's image origin takes",
    defaultText: '0ms',
  },
];

export const resultOptions: readonly OptionSpec[] = [
  {
    flags: '--threshold <condition>',
    summary:
      "'METRIC{selector}: EXPRESSION' such as 'http_req_duration{start:warm}: p(95)<200ms'; crossed: exit 99",
    repeatable: true,
  },
  { flags: '--summary-mode <mode>', summary: 'compact, full or legacy', defaultText: 'compact' },
  {
    flags: '--summary-trend-stats <list>',
    summary: 'columns of the trends',
    defaultText: 'avg,min,med,max,p(90),p(95)',
  },
  { flags: '--summary-time-unit <unit>', summary: 's, ms or us', defaultText: 'what suits' },
  { flags: '--summary-export <file>', summary: "write the summary in k6's JSON" },
  {
    flags: '--out <format=file>',
    summary: "write every sample in k6's shape: json=FILE or csv=FILE, .gz to compress",
    repeatable: true,
  },
  { flags: '--save <file>', summary: 'write the whole result, histograms included, as JSON' },
  {
    flags: '--scenario <file>',
    summary: 'take options from a JSON or YAML file; a flag beats it; - for standard input',
  },
  { flags: '--strict', summary: 'exit 99 when the generator may have set the figures itself' },
  {
    flags: '--yes',
    summary: "empty a stack's store, or put a heavy load on another host, without asking",
  },
];
