import type { Load } from '../../../bench/load/load.ts';
import { maxVus } from '../../../bench/load/load-arithmetic.ts';
import type { Settings } from '../../../config/settings.ts';
import { resolveTarget } from '../../../config/target.ts';
import type { UrlAuth } from '../../../core/invocation/function-url-failure.ts';
import type { Source } from '../../../core/service/source.ts';
import type { CommandInput, Problems } from '../../command/input.ts';
import type { LocalSystemRequest, SystemRequest } from '../../command/system-request.ts';
import { parseCount, parseDuration } from './parse-values.ts';

/** What is to be loaded. */
export type SystemOptions = SystemRequest;

/** At a rate, an answer's time decides how many environments are busy; this many are the local Lambda's own default. */
const concurrencyAtRate = 10;

/** The target that the command line names; the local Lambda when it names none. */
export const parseSystem = (
  input: CommandInput,
  settings: Settings,
  load: Load | undefined,
  problems: Problems,
): SystemOptions | undefined => {
  const target = problems.try(() => resolveTarget(settings));
  const lambda = parseLambda(input, settings, load, problems);
  const via = parseVia(input, target?.kind, problems);
  const auth = parseAuth(input, problems);
  if (target === undefined) return undefined;
  if (auth === 'iam' && (via === 'invoke' || !['url', 'stack'].includes(target.kind))) {
    problems.add('--auth is for requests to a URL', 'AWS itself is always signed for');
  }
  const parallel = load === undefined ? 1 : maxVus(load);
  switch (target.kind) {
    case 'embedded':
      return { kind: 'local', lambda };
    case 'url':
      return { kind: 'url', url: new URL(target.url), auth, isService: !input.flag('no-check') };
    case 'stack':
      return {
        kind: 'stack',
        stack: target.stack,
        via,
        auth,
        source: sourceOf(settings),
        allowForeignStack: input.flag('allow-foreign-stack'),
        parallel,
      };
    case 'function':
      return { kind: 'function', functionName: target.functionName, parallel };
    case 'resources':
      problems.add(
        'bench loads a function, and a table with a bucket has none',
        'name the --stack or the --function that uses them',
      );
      return undefined;
  }
};

/** Generated images do not get into a deployed stack unless asked for by name. */
const sourceOf = ({ source }: Settings): Source =>
  source.value === 'auto' ? 'picsum' : source.value;

const parseVia = (
  input: CommandInput,
  kind: string | undefined,
  problems: Problems,
): 'url' | 'invoke' => {
  const via = input.value('via');
  if (via !== undefined && via !== 'url' && via !== 'invoke') {
    problems.add(`--via is ${JSON.stringify(via)}`, '--via url or --via invoke');
  } else if (via !== undefined && kind !== undefined && kind !== 'stack') {
    problems.add('--via chooses the way to a stack, and none is named', '--stack NAME');
  }
  return via === 'invoke' ? 'invoke' : 'url';
};

const parseAuth = (input: CommandInput, problems: Problems): UrlAuth => {
  const auth = input.value('auth') ?? 'none';
  if (auth === 'none' || auth === 'iam') return auth;
  problems.add(`--auth is ${JSON.stringify(auth)}`, '--auth none or --auth iam');
  return 'none';
};

const parseLambda = (
  input: CommandInput,
  settings: Settings,
  load: Load | undefined,
  problems: Problems,
): LocalSystemRequest => {
  const count = { from: 1, to: 1000 };
  const closed = load !== undefined && 'vus' in load ? maxVus(load) : concurrencyAtRate;
  return {
    concurrency: parseCount(input, 'concurrency', problems, count) ?? Math.min(closed, count.to),
    memoryMb: parseCount(input, 'memory', problems, { from: 128, to: 10_240 }) ?? 1024,
    timeoutMs: settings.timeout.value,
    idleMs: 5 * 60_000,
    originLatencyMs: parseDuration(input, 'origin-latency', problems, 0) ?? 0,
    originFailureRate: 0,
  };
};
