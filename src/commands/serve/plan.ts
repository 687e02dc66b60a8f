import { flagOf } from '../../config/declaration.ts';
import type { Settings } from '../../config/settings.ts';
import { resolveTarget } from '../../config/target.ts';
import { FibimgError } from '../../core/error.ts';
import { parseJson } from '../../core/json.ts';
import type { Input } from '../command/command.ts';
import type { LocalLambdaRequest } from '../command/local-lambda.ts';
import { serveOptions } from './options.ts';

/** What to serve; notes all that is wrong. */
export const plan = ({
  options,
  origins,
  settings,
  problems,
}: Input<typeof serveOptions>): LocalLambdaRequest | undefined => {
  refuseUnused({ options, origins, problems });
  const target = problems.try(() => servedTarget(settings));
  const events = problems.try(() => eventsOf(options, target));
  return (
    target && {
      target,
      ...(events && { events }),
      allowForeignStack: options.allowForeignStack,
      port: options.port,
      concurrency: options.concurrency,
      memoryMb: options.memory,
      timeoutMs: options.functionTimeout,
      idleMs: options.idle,
      originLatencyMs: options.originLatency,
      originFailureRate: options.originFailures,
      originSeed: options.seed,
    }
  );
};

const servedTarget = (settings: Settings): LocalLambdaRequest['target'] => {
  const target = resolveTarget(settings);
  if (target.kind === 'embedded' || target.kind === 'stack' || target.kind === 'resources') {
    return target;
  }
  throw new FibimgError(
    'usage',
    `serve runs the function here: there is no use for a ${target.kind}`,
    {
      hint: 'leave it out, or name a stack whose store to use with --stack',
    },
  );
};

/** An option that has no effect would be taken for one that had. */
const refuseUnused = ({
  options: { events, schedule },
  origins,
  problems,
}: Pick<Input<typeof serveOptions>, 'options' | 'origins' | 'problems'>): void => {
  const given = (key: keyof typeof serveOptions) => origins[key].kind === 'flag';
  if (given('scheduleInput') && schedule === undefined) {
    problems.add('--schedule-input is what a schedule sends', "--schedule 'rate(1 minute)'");
  }
  if (events || schedule !== undefined) return;
  for (const key of ['eventRetryDelay', 'duplicateEvents'] as const) {
    if (!given(key)) continue;
    problems.add(`${flagOf(key, serveOptions[key])} is for events`, '--events, or --schedule');
  }
};

const eventsOf = (
  options: Input<typeof serveOptions>['options'],
  target: LocalLambdaRequest['target'] | undefined,
): LocalLambdaRequest['events'] => {
  const { events, schedule, scheduleInput, eventRetryDelay, duplicateEvents } = options;
  if (!events && schedule === undefined) return undefined;
  if (target !== undefined && target.kind !== 'embedded') {
    throw new FibimgError('usage', '--events and --schedule are for the embedded store', {
      why: 'a deployed bucket tells the deployed function of its uploads',
      hint: 'leave out --stack, or deploy with events: npm run deploy -- -c events=eventbridge',
    });
  }
  return {
    uploads: events,
    retryDelayMs: eventRetryDelay,
    duplicateShare: duplicateEvents,
    ...(schedule !== undefined && {
      schedule: { everyMs: schedule, input: parseJson(scheduleInput) },
    }),
  };
};
