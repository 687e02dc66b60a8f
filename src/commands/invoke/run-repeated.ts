import { FibimgError } from '../../core/error.ts';
import type { CallOutcome, CallRecord } from '../../core/invocation/call-summary.ts';
import { summariseCalls } from '../../core/invocation/call-summary.ts';
import { repeatDocument, repeatSummary } from '../../report/cards/repeat-summary.ts';
import type { CommandContext } from '../command/command.ts';
import { answerIn, serviceFailure } from './answer-failure.ts';
import { timedInvoke } from './call.ts';
import type { InvokeJob } from './job.ts';
import { findPricing } from './pricing.ts';

/** Calls the function `count` times over `--parallel` workers and prints what they cost. Any failed call is exit 1. */
export const runRepeated = async (
  job: InvokeJob,
  count: number,
  context: CommandContext,
): Promise<number> => {
  const { io, report } = context;
  const { functionName } = job.request;
  const records = await report.during(`invoking ${functionName} ${count} times`, () =>
    callAll(job, count, context),
  );
  const pricing = await findPricing(job, io.interrupt);
  const summary = summariseCalls(records, pricing);
  const { parallel } = job.options;
  const facts = { functionName, asked: count, parallel, pricing };
  await report.result(report.json ? repeatDocument(summary, facts) : repeatSummary(summary, facts));
  return summary.outcomes.every(({ outcome }) => outcome === 'ok') ? 0 : 1;
};

/**
 * Stops at the first failure that every further call would meet too. Each worker has its own signal: Node warns of one
 * signal with hundreds of listeners.
 */
const callAll = async (
  job: InvokeJob,
  count: number,
  { io }: CommandContext,
): Promise<readonly CallRecord[]> => {
  const records: CallRecord[] = [];
  let next = 0;
  const worker = async (interrupt: AbortSignal): Promise<void> => {
    while (next < count && !interrupt.aborted) {
      next += 1;
      const record = await recordOf(job, { clock: io.clock, interrupt });
      if (record !== undefined) records.push(record);
    }
  };
  const stops = Array.from({ length: job.options.parallel }, () => new AbortController());
  const onInterrupt = () => {
    for (const stop of stops) stop.abort(io.interrupt.reason);
  };
  io.interrupt.addEventListener('abort', onInterrupt, { once: true });
  try {
    await Promise.all(stops.map(({ signal }) => worker(signal)));
  } finally {
    next = count;
    io.interrupt.removeEventListener('abort', onInterrupt);
  }
  return records;
};

/** undefined for a call that Ctrl-C ended. */
const recordOf = async (
  { invoker, request }: InvokeJob,
  io: Pick<CommandContext['io'], 'clock' | 'interrupt'>,
): Promise<CallRecord | undefined> => {
  const startedMs = io.clock.elapsedMs();
  try {
    const { answer, clientMs, evidence } = await timedInvoke(invoker, request, io);
    const failed =
      answer.functionError !== undefined ||
      serviceFailure(request.functionName, answerIn(answer.payload)) !== undefined;
    return { outcome: failed ? 'function_error' : 'ok', clientMs, evidence };
  } catch (thrown) {
    if (io.interrupt.aborted) return undefined;
    const outcome = thrown instanceof FibimgError ? passing.get(thrown.kind) : undefined;
    if (outcome === undefined || !(thrown instanceof FibimgError)) throw thrown;
    const clientMs = io.clock.elapsedMs() - startedMs;
    return { outcome, reason: thrown.why, clientMs, evidence: { start: 'unknown' } };
  }
};

/** Kinds of failure that may not repeat in the next call. */
const passing = new Map<FibimgError['kind'], CallOutcome>([
  ['throttled', 'throttled'],
  ['network', 'network_error'],
  ['timeout', 'timeout'],
  ['storage', 'lambda_error'],
]);
