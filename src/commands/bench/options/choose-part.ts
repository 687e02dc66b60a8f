import type { Load } from '../../../bench/load/load.ts';
import { maxVus, mostRequests } from '../../../bench/load/load-arithmetic.ts';
import type { LoadPart } from '../../../bench/load/load-part.ts';
import { flagOf } from '../../../config/declaration.ts';
import { formatDuration } from '../../../config/duration.ts';
import { isLoopback } from '../../../core/loopback.ts';
import type { EnvironmentVariables } from '../../../process/io.ts';
import type { SystemRequest } from '../../command/system-request.ts';
import { autoShard } from './auto-shard.ts';
import { type BenchInput, benchOptions } from './options.ts';

/** The part of the load that this run is to make; undefined for all of it. */
export const choosePart = (
  { options: { shard: asked, engine, duet }, origins, problems }: BenchInput,
  system: SystemRequest | undefined,
  load: Load | undefined,
  env: EnvironmentVariables,
): LoadPart | undefined => {
  if (asked === undefined) return undefined;
  if (system?.kind === 'local') {
    problems.add(
      '--shard needs a target that all parts share, and each would start a local Lambda of its own',
      '--url of one that fibimg serve runs; --workers N uses more cores of this machine',
    );
  }
  if (system?.kind === 'stack') {
    problems.add(
      '--shard cannot prepare a stack: each part would empty and fill its store',
      "--url or --function with the stack's own; they are loaded as they are",
    );
  }
  if (duet.length > 0) problems.add('--shard cannot share the runs of a --duet');
  if (engine === 'autocannon') problems.add('--engine autocannon cannot share a load');
  if (origins.seed.kind === 'default') {
    problems.add('--shard needs --seed: the parts of a run have one in common', '--seed 1');
  }
  const shard = asked === 'auto' ? autoShard(env, problems) : asked;
  if (load !== undefined && shard !== undefined) requireDivisible(load, shard, problems);
  return shard;
};

/** A part without a virtual user or a request would be none. */
const requireDivisible = (load: Load, { of }: LoadPart, problems: BenchInput['problems']): void => {
  const [vus, requests] = [maxVus(load), mostRequests(load) ?? Number.POSITIVE_INFINITY];
  if (of <= Math.min(vus, requests)) return;
  const what = vus < of ? `${vus} virtual users` : `${requests} requests`;
  problems.add(`${what} cannot be shared among ${of} parts`, 'fewer parts, or a larger load');
};

/** How many processes share the load; undefined for none beside this one. */
export const chooseWorkers = (
  { options: { workers, engine }, problems }: BenchInput,
  system: SystemRequest | undefined,
  cpuCount: number,
): number | undefined => {
  if (workers === undefined) return undefined;
  if (engine === 'autocannon') problems.add('--engine autocannon cannot share a load');
  if (workers > 0) return workers;
  const isHere = system?.kind === 'local' || (system?.kind === 'url' && isLoopback(system.url));
  return Math.max(1, isHere ? cpuCount - 1 : cpuCount);
};

/** Longer ahead it is a slip. */
const longestWaitMs = 86_400_000;

/** The instant at which the load is to start; notes one that cannot be kept. */
export const chooseStart = (
  { options: { startAt }, problems }: BenchInput,
  now: Date,
): number | undefined => {
  if (startAt === undefined) return undefined;
  const leftMs = startAt - now.getTime();
  if (leftMs < 0) problems.add(`--start-at is past by ${formatDuration(Math.ceil(-leftMs))}`);
  if (leftMs > longestWaitMs) problems.add('--start-at is more than a day ahead');
  return startAt;
};

/** The tasks that make a load, and the stack that they belong to. */
export interface FleetChoice {
  readonly count: number;
  readonly stack: string;
}

/** What only the machine that makes the load could give, or what shares the load in another way. */
const notWithFleet = [
  ...['shard', 'workers', 'startAt', 'duet', 'out', 'reportLive', 'ca', 'coldStarts', 'burst'],
  ...['rounds', 'coldMethod', 'phase', 'matrix', 'preset', 'cleanUp'],
  ...['logs', 'logGroup'],
] as const satisfies readonly (keyof typeof benchOptions)[];

export const chooseFleet = (
  input: BenchInput,
  system: SystemRequest | undefined,
  load: Load | undefined,
): FleetChoice | undefined => {
  const { options, origins, problems } = input;
  const { fleet: count, fleetStack, engine, thresholds, auth } = options;
  if (count === undefined) {
    if (fleetStack !== undefined) problems.add('--fleet-stack is for a --fleet', '--fleet N');
    return undefined;
  }
  for (const key of notWithFleet) {
    const { kind } = origins[key];
    if (kind !== 'flag' && kind !== 'scenario') continue;
    problems.add(`${flagOf(key, benchOptions[key])} is not for a --fleet`, 'leave it out');
  }
  const byUrl = system?.kind === 'url' || (system?.kind === 'stack' && system.via === 'url');
  if (system !== undefined && !byUrl) {
    problems.add('--fleet loads a URL, or a stack by its URL', '--stack NAME or --url URL');
  }
  if (auth === 'iam') {
    problems.add(
      '--fleet signs no requests: its tasks have no credentials',
      'a function URL of auth type NONE',
    );
  }
  if (engine === 'autocannon') problems.add('--engine autocannon cannot share a load');
  if (thresholds.some(({ abortOnFail }) => abortOnFail)) {
    problems.add(
      'abortOnFail is not for a --fleet: its thresholds are judged on all parts, when they are over',
    );
  }
  if (load !== undefined) requireDivisible(load, { index: 0, of: count }, problems);
  return { count, stack: fleetStack ?? (system?.kind === 'stack' ? system.stack : 'fibimg') };
};
