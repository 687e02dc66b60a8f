import { formatDuration } from '../../config/duration.ts';
import { messageOf } from '../../core/error.ts';
import type { CommandContext, Reporter } from '../command/command.ts';
import type {
  LocalEventsRequest,
  LocalLambda,
  LocalLambdaRequest,
} from '../command/local-lambda.ts';

export { plan } from './plan.ts';

export const run = async (
  context: CommandContext,
  request: LocalLambdaRequest,
): Promise<number> => {
  const { io, services, report } = context;
  const lambda = await services.startLocalLambda({
    ...request,
    // A log that nobody reads is not written.
    ...(!report.quiet && { onLog: logPrinter(report) }),
    ...(request.events && { events: { ...request.events, onTold: report.note } }),
  });
  try {
    await announce(lambda, report);
    if (request.events) report.note(eventsLine(request.events));
    await interrupted(io.interrupt);
    report.note('draining: requests in flight may end; Ctrl-C again ends at once');
  } finally {
    const givenUp = await lambda.close();
    if (givenUp > 0) report.note(`${givenUp} asynchronous events were given up`);
  }
  report.note(closingLine(lambda));
  if (request.events) report.note(eventCounts(lambda));
  return 0;
};

const announce = async (lambda: LocalLambda, report: Reporter): Promise<void> => {
  const { url, invokeEndpoint, functionName } = lambda;
  if (report.json) {
    const about = { schemaVersion: 1, url, invokeEndpoint, functionName };
    await report.result(`${JSON.stringify(about)}\n`);
  } else {
    await report.result(`listening on ${url}\n`);
  }
  report.detail(`function ${functionName}, Invoke API at ${invokeEndpoint}`);
};

/** The REPORT line of each invocation; with --verbose its whole log. A log that is full does not end the service. */
const logPrinter = (report: Reporter) => {
  let told = false;
  const tell = (thrown: unknown): void => {
    if (!told) report.note(`the log is not written any more: ${messageOf(thrown)}`);
    told = true;
  };
  return (log: string): void => {
    const text = report.verbose
      ? log.slice(0, -1)
      : (/^(REPORT|ERROR) RequestId.*$/m.exec(log)?.[0] ?? '');
    if (report.json) report.note(text);
    else if (!report.quiet) void report.result(`${text}\n`).catch(tell);
  };
};

const eventsLine = ({ uploads, schedule, retryDelayMs, duplicateShare }: LocalEventsRequest) =>
  [
    'events:',
    uploads && 'files that come to upload/ are delivered,',
    schedule && `one every ${formatDuration(schedule.everyMs)},`,
    `tried again after ${formatDuration(retryDelayMs)} and ${formatDuration(2 * retryDelayMs)},`,
    duplicateShare > 0 && `${Number((100 * duplicateShare).toFixed(2))} % of them twice,`,
    'and kept in failed-events/ when they fail for good',
  ]
    .filter((part) => part !== false && part !== undefined)
    .join(' ');

/** Adds up: what came, and what became of it. */
const eventCounts = (lambda: LocalLambda): string => {
  const { events } = lambda.stats();
  const { accepted, duplicated, handled, retried, deadLettered, givenUp } = events;
  return `events: ${accepted} and ${duplicated} duplicates = ${handled} handled + ${deadLettered} failed + ${givenUp} given up; ${retried} retries`;
};

const interrupted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

const closingLine = (lambda: LocalLambda): string => {
  const { invocations, coldStarts, throttled, functionErrors } = lambda.stats();
  return `served ${invocations} invocations: ${coldStarts} cold, ${functionErrors} failed; ${throttled} throttled`;
};
