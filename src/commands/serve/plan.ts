import type { Settings } from '../../config/settings.ts';
import { resolveTarget } from '../../config/target.ts';
import { FibimgError } from '../../core/error.ts';
import { parseJson } from '../../core/json.ts';
import type { Input } from '../command/command.ts';
import type { LocalLambdaRequest } from '../command/local-lambda.ts';
import type { serveOptions } from './options.ts';

/** What to serve; notes all that is wrong. */
export const plan = ({
  options,
  settings,
  problems,
}: Input<typeof serveOptions>): LocalLambdaRequest | undefined => {
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
