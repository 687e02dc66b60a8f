import type { Load } from '../../../bench/load/load.ts';
import { flagOf } from '../../../config/declaration.ts';
import type { SystemRequest } from '../../command/system-request.ts';
import { requireDivisible } from './choose-part.ts';
import { type BenchInput, benchOptions } from './options.ts';

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
