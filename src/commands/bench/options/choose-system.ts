import { autocannonRefuses } from '../../../bench/autocannon/autocannon-engine.ts';
import type { LoadEngine } from '../../../bench/engine/engine.ts';
import type { Load } from '../../../bench/load/load.ts';
import { busyEnvironments, maxVus } from '../../../bench/load/load-arithmetic.ts';
import { parseFunctionName } from '../../../core/renewal/function-name.ts';
import { planRenewal, type RenewalPlan } from '../../../core/renewal/plan-renewal.ts';
import type { Source } from '../../../core/service/source.ts';
import type { Target } from '../../../core/target.ts';
import {
  defaultEnvironments,
  defaultIdleMs,
  defaultMemoryMb,
  environmentBounds,
  manyEnvironments,
} from '../../command/common-options.ts';
import type { LocalSystemRequest, SystemRequest } from '../../command/system-request.ts';
import type { BenchInput } from './options.ts';

/** The target that is named; the local Lambda when none is. */
export const chooseSystem = (
  input: BenchInput,
  target: Target | undefined,
  load: Load | undefined,
): SystemRequest | undefined => {
  const { options, origins, problems } = input;
  const { via, auth, check, source, allowForeignStack } = options;
  if (target === undefined) return undefined;
  if (origins.via.kind !== 'default' && target.kind !== 'stack') {
    problems.add('--via chooses the way to a stack, and none is named', '--stack NAME');
  }
  if (auth === 'iam' && (via === 'invoke' || !['url', 'stack'].includes(target.kind))) {
    problems.add(
      '--auth is for requests to a URL',
      'leave it out: calls of AWS itself are always signed',
    );
  }
  const parallel = load === undefined ? 1 : maxVus(load);
  switch (target.kind) {
    case 'embedded':
      return { kind: 'local', lambda: lambdaOf(options, origins, load) };
    case 'url':
      return { kind: 'url', url: new URL(target.url), auth, isService: check };
    case 'stack':
      return {
        ...{ kind: 'stack', stack: target.stack, via, auth, parallel, allowForeignStack },
        ...{ source: known(source), renewal: renewalOf(input, undefined) },
        events: options.event !== undefined,
      };
    case 'function': {
      const { functionName } = target;
      const { qualifier } = parseFunctionName(functionName);
      return { kind: 'function', functionName, parallel, renewal: renewalOf(input, qualifier) };
    }
    case 'resources':
      problems.add(
        'bench loads a function, and a table with a bucket has none',
        'name the --stack or the --function that uses them',
      );
      return undefined;
  }
};

/** A method that is asked for by name, and cannot be, is no matter of taste. */
const renewalOf = (
  { options: { coldMethod }, origins, problems }: BenchInput,
  qualifier: string | undefined,
): RenewalPlan => {
  const plan = planRenewal(coldMethod, qualifier);
  if (!plan.can && coldMethod !== 'none' && origins.coldMethod.kind !== 'default') {
    problems.add(plan.why, plan.hint);
  }
  return plan;
};

/** Generated images do not get into a deployed stack unless asked for by name. */
const known = (source: Source): Source => (source === 'auto' ? 'picsum' : source);

const lambdaOf = (
  options: BenchInput['options'],
  origins: BenchInput['origins'],
  load: Load | undefined,
): LocalSystemRequest => {
  const { concurrency, memory, timeout, functionTimeout, originLatency } = options;
  return {
    concurrency: concurrency ?? environmentsFor(load),
    memoryMb: memory?.[0] ?? defaultMemoryMb,
    timeoutMs:
      origins.functionTimeout.kind === 'default' ? withinClients(timeout) : functionTimeout,
    idleMs: defaultIdleMs,
    originLatencyMs: originLatency,
    originFailureRate: 0,
    ...(options.event && {
      events: {
        retryDelayMs: options.eventRetryDelay,
        duplicateShare: options.duplicateEvents,
      },
    }),
  };
};

/** At a rate cold starts and slow answers want more at once than its usual ones do. */
const environmentsFor = (load: Load | undefined): number => {
  if (load === undefined) return defaultEnvironments;
  if (!('maxVus' in load)) return Math.min(maxVus(load), environmentBounds.max);
  return Math.min(Math.max(defaultEnvironments, busyEnvironments(load)), manyEnvironments);
};

/**
 * A function's time-out that a client of this time-out lives to see, as a function error; equal ones would all be
 * recorded as the client's.
 */
const withinClients = (clientMs: number): number =>
  Math.max(clientMs / 2, clientMs - Math.max(500, clientMs / 10));

/** What makes the load: the transport decides, and the command line among those that can use it. */
export const chooseEngine = (
  { options: { engine, event, keepalive, insecure, auth }, origins, problems }: BenchInput,
  system: SystemRequest | undefined,
  load: Load | undefined,
): LoadEngine['name'] => {
  if (event !== undefined) {
    if (engine !== undefined)
      problems.add(`--engine ${engine} makes requests, and --event uploads`);
    return 'event';
  }
  if (isInvoked(system)) {
    if (engine !== undefined && engine !== 'invoke') {
      problems.add(`--engine ${engine} sends to URLs, and this function is invoked directly`);
    }
    if (!keepalive)
      problems.add('--no-keepalive is for URLs, and this function is invoked directly');
    if (insecure && origins.insecure.kind === 'flag')
      problems.add('--insecure is for URLs, and this function is invoked directly');
    return 'invoke';
  }
  if (engine === 'invoke') {
    problems.add('--engine invoke needs a function', '--stack NAME --via invoke, or --function');
  }
  if (engine !== 'autocannon') return 'http';
  const refused = load && autocannonRefuses(load, keepalive);
  if (refused !== undefined) {
    problems.add(`the autocannon engine cannot run ${refused}`, 'use --engine http');
  }
  if (auth === 'iam') problems.add('--engine autocannon signs nothing', 'use --engine http');
  return 'autocannon';
};

const isInvoked = (system: SystemRequest | undefined): boolean =>
  system?.kind === 'function' || (system?.kind === 'stack' && system.via === 'invoke');
