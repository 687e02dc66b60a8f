import { FibimgError } from '../../core/error.ts';
import type { BenchDocument } from '../record/document.ts';
import type { Unlike } from './compare-document.ts';

/** What both sides have to have in common for their times to mean the same. */
const scenarioOf = ({
  scenario,
  phases,
  rounds,
}: BenchDocument): Readonly<Record<string, unknown>> => ({
  engine: scenario.engine,
  load: scenario.load,
  integers: scenario.ints,
  requests: scenario.requests,
  'time-out': scenario.timeoutMs,
  'keep-alive': scenario.keepAlive,
  check: scenario.check,
  phases: phases.map(({ name }) => name),
  rounds: Math.max(1, ...rounds.map(({ round }) => round)),
});

/** Throws a usage error that names what differs between the scenarios of some runs. */
export const requireLikeScenarios = (runs: readonly BenchDocument[]): void => {
  const [first, ...others] = runs;
  if (first === undefined) return;
  const wanted = scenarioOf(first);
  for (const other of others) {
    const got = scenarioOf(other);
    const differing = Object.keys(wanted).filter((key) => shown(wanted[key]) !== shown(got[key]));
    if (differing.length === 0) continue;
    const why = differing.map((key) => `${key}: ${shown(wanted[key])} and ${shown(got[key])}`);
    throw new FibimgError('usage', 'the runs are of different scenarios and cannot be compared', {
      why: why.join('; '),
      hint: 'run both with the same options; fibimg bench --duet does that by itself',
    });
  }
};

const shown = (value: unknown): string => JSON.stringify(value, sortedKeys) ?? 'none';

const sortedKeys = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    : value;

/** What was not the same at the two sides besides what is compared, or may be the very thing that is. */
export const unlikeEnvironments = (
  base: readonly BenchDocument[],
  changed: readonly BenchDocument[],
): readonly Unlike[] =>
  aspects.flatMap(({ what, of }) => {
    const [one, other] = [base, changed].map((runs) =>
      [...new Set(runs.map((run) => of(run) ?? 'not known'))].toSorted().join(', '),
    );
    return one === undefined || other === undefined || one === other
      ? []
      : [{ what, base: one, new: other }];
  });

type Aspect = (run: BenchDocument) => string | number | undefined;

const aspects: readonly { readonly what: string; readonly of: Aspect }[] = [
  { what: 'kind of target', of: ({ subject }) => subject?.kind },
  { what: 'region', of: ({ subject }) => subject?.region },
  { what: 'memory size in MB', of: ({ subject }) => subject?.memoryMb },
  { what: 'architecture', of: ({ subject }) => subject?.architecture },
  { what: 'runtime', of: ({ subject }) => subject?.runtime },
  { what: 'fibimg version', of: ({ environment }) => environment.fibimgVersion },
  { what: 'Node version', of: ({ environment }) => environment.nodeVersion },
  {
    what: 'generator',
    of: ({ environment: { cpuModel, cpuCount, platform } }) =>
      `${cpuCount} x ${cpuModel}, ${platform}`,
  },
  {
    what: 'generator on the machine of the target',
    of: ({ environment }) => (environment.sharesMachine ? 'yes' : 'no'),
  },
];
