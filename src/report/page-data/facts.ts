import type { BenchDocument } from '../../bench/record/document.ts';
import type { SentRequests } from '../../bench/record/provenance.ts';
import { formatCount } from '../../core/format-count.ts';
import { loadSentence } from '../bench/load-sentence.ts';
import { timeText } from '../bench/time-text.ts';
import type { Fact, FactGroup, Scaling } from '../figures/page-data.ts';
import { formatBytes } from '../text/number-format.ts';

/** What was loaded, from where, and how well the generator did: all that a reader needs to believe or to repeat it. */
export const factsOf = (document: BenchDocument): readonly FactGroup[] => [
  { title: 'What was loaded', facts: subjectFacts(document) },
  { title: 'Generator', facts: generatorFacts(document) },
  { title: 'Self-check', facts: checkFacts(document) },
  { title: 'Run', facts: runFacts(document) },
];

const optional = (name: string, value: string | number | null | undefined): readonly Fact[] =>
  value === undefined || value === null ? [] : [[name, String(value)]];

const subjectFacts = ({ scenario, subject }: BenchDocument): readonly Fact[] => [
  ['target', subject?.name ?? scenario.target],
  ...optional('region', subject?.region),
  ...optional('memory', subject?.memoryMb && `${subject.memoryMb} MB`),
  ...optional('architecture', subject?.architecture),
  ...optional('runtime', subject?.runtime),
  ...optional('version', subject?.functionVersion),
  ...optional('code', subject?.codeSha256?.slice(0, 16)),
  ...optional('bundle', subject?.bundle),
  ...optional(
    'concurrency limit',
    subject?.concurrencyLimit && formatCount(subject.concurrencyLimit),
  ),
];

const generatorFacts = ({ environment }: BenchDocument): readonly Fact[] => [
  ['fibimg', environment.fibimgVersion],
  ['Node', environment.nodeVersion],
  ['system', `${environment.platform}, ${environment.arch}`],
  ['processor', environment.cpuModel],
  [
    'cores',
    `${environment.cpuCount}${environment.sharesMachine ? ', shared with the target' : ''}`,
  ],
  ...optional('memory', environment.memoryBytes && formatBytes(environment.memoryBytes)),
  ...optional('git commit', environment.gitCommit),
];

const checkFacts = ({ selfCheck, clock, imported }: BenchDocument): readonly Fact[] => {
  if (imported !== undefined) {
    return [
      ['made by', imported.from],
      ['not available', imported.notAvailable.join(', ')],
    ];
  }
  const { eventLoopDelayP99Ms, slotErrorP99Ms, clockResolutionUs, cpuUtilisation } = selfCheck;
  const timed = (name: string, ms: number | null): readonly Fact[] =>
    ms === null ? [] : [[name, timeText(ms)]];
  return [
    ['tainted', selfCheck.tainted ? 'yes' : 'no'],
    ...timed('event loop delay, p99', eventLoopDelayP99Ms),
    ...timed('slot error, p99', slotErrorP99Ms),
    ...optional(
      'clock resolution',
      clockResolutionUs && `${Number(clockResolutionUs.toPrecision(3))} µs`,
    ),
    ...optional(
      'processor',
      cpuUtilisation === null ? undefined : `${Math.round(100 * cpuUtilisation)} % of a core`,
    ),
    ...(clock === undefined || clock.offsetMs === null
      ? []
      : [['clock offset', `${timeText(clock.offsetMs)} (${clock.source})`] as const]),
  ];
};

const runFacts = (document: BenchDocument): readonly Fact[] => {
  const { scenario, phases, seed, runId, digest, rounds } = document;
  const { ints } = scenario;
  return [
    ...optional('id', runId),
    ...optional('began', phases[0]?.startedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')),
    ['load', loadSentence(scenario.load, phases.length, scenario.engine)],
    ['rounds', String(Math.max(1, ...rounds.map(({ round }) => round)))],
    ['seed', String(seed)],
    ...(ints !== null && 'from' in ints
      ? [['integers', `${ints.from} to ${ints.to}`] as const]
      : []),
    ...(scenario.requests ? [['requests', requestsText(scenario.requests)] as const] : []),
    [
      'engine',
      `${scenario.engine}, ${scenario.keepAlive ? 'kept connections' : 'a connection a request'}`,
    ],
    ['time-out', timeText(scenario.timeoutMs)],
    ...optional('digest', digest?.slice(0, 16)),
  ];
};

const requestsText = ({ method = 'invocations', bodies, largestBytes }: SentRequests): string => {
  if (bodies === 0) return method;
  const size = `${bodies > 1 ? 'up to ' : ''}${formatBytes(largestBytes)}`;
  return `${method} with ${bodies > 1 ? `${bodies} bodies` : 'a body'} of ${size}`;
};

/** Lambda's documented pace; a local one starts what its own limit allows. */
export const scalingOf = ({ subject, scenario }: BenchDocument): Scaling | undefined => {
  const limit = subject?.concurrencyLimit;
  if (subject?.kind === 'stack' || subject?.kind === 'function' || scenario.engine === 'invoke') {
    return {
      ...{ first: Math.min(1000, limit ?? 1000), more: 1000, stepMs: 10_000 },
      ...(limit !== undefined && { most: limit }),
      source: 'Lambda’s scaling rate of a function',
    };
  }
  if (limit === undefined) return undefined;
  return { first: limit, more: 0, stepMs: 1000, most: limit, source: '--concurrency' };
};
