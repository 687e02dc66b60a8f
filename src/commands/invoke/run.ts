import { FibimgError } from '../../core/error.ts';
import type { InvokeRequest } from '../../core/invoker.ts';
import { requireFunction } from '../../core/stack.ts';
import { timingLine } from '../../report/timing-line.ts';
import type { CommandContext } from '../command.ts';
import type { CommandInput } from '../input.ts';
import type { DirectInvoker } from '../services.ts';
import { type TimedCall, timedInvoke } from './call.ts';
import { functionFailure } from './function-answer.ts';
import { type FunctionTarget, type InvokeOptions, parseInvoke } from './parse.ts';
import { buildPayload } from './payload.ts';
import { findPricing, readPrices } from './pricing.ts';
import { printAnswer } from './print-answer.ts';
import { runRepeated } from './run-repeated.ts';

export const run = async (context: CommandContext, input: CommandInput): Promise<number> => {
  const options = parseInvoke(input, context.settings);
  const prices = await readPrices(options, context);
  const payload = await buildPayload(options.source, options.mode, context);
  const functionName = await functionNameOf(options.target, context);
  const request: InvokeRequest = {
    functionName,
    payload,
    qualifier: options.qualifier,
    mode: options.mode,
    logTail: true,
  };
  context.report.detail(`function ${functionName}, ${payload.byteLength} bytes of payload`);
  const parallel = options.repeat === undefined ? undefined : options.parallel;
  const invoker = await context.services.openInvoker({ functionName, parallel });
  try {
    const job = { invoker, request, options, prices };
    return options.repeat === undefined
      ? await runOnce(job, context)
      : await runRepeated(job, options.repeat, context);
  } finally {
    await invoker.close();
  }
};

export interface InvokeJob {
  readonly invoker: DirectInvoker;
  readonly request: InvokeRequest;
  readonly options: InvokeOptions;
  readonly prices: Awaited<ReturnType<typeof readPrices>>;
}

const functionNameOf = async (
  target: FunctionTarget,
  { services }: CommandContext,
): Promise<string> =>
  target.kind === 'function'
    ? target.functionName
    : requireFunction(await services.resolveStack(target.stack));

const runOnce = async (job: InvokeJob, context: CommandContext): Promise<number> => {
  const { invoker, request, options } = job;
  const call = await context.report.during(`invoking ${request.functionName}`, () =>
    timedInvoke(invoker, request, context.io),
  );
  if (options.mode !== 'request') return acknowledge(call, request, context);
  if (options.log) context.report.note((call.answer.logTail ?? 'there is no log').trimEnd());
  await showTiming(job, call, context);
  const { functionError, payload } = call.answer;
  if (functionError !== undefined) throw functionFailure(request.functionName, payload);
  await printAnswer(call, job, context);
  return 0;
};

/** With --json the answer stands alone: what else is known is for --verbose. */
const showTiming = async (
  { invoker, request, options, prices }: InvokeJob,
  { clientMs, evidence }: TimedCall,
  { io, report }: CommandContext,
): Promise<void> => {
  if (report.quiet || (report.json && !report.verbose)) return;
  const pricing = await findPricing(
    invoker,
    { functionName: request.functionName, options },
    prices,
    io.interrupt,
  );
  report.note(timingLine(clientMs, evidence, pricing));
};

/** The word that an asynchronous call or a dry run ends with: there is no answer. */
const acknowledge = async (
  { answer }: TimedCall,
  { functionName, mode }: InvokeRequest,
  { report }: CommandContext,
): Promise<number> => {
  const { status, requestId } = answer;
  if (status !== (mode === 'event' ? 202 : 204)) {
    throw new FibimgError('function_error', `${functionName} answered ${mode} with ${status}`, {
      why: 'Lambda answers 202 to an asynchronous call and 204 to a dry run',
      hint: 'is the endpoint Lambda?',
    });
  }
  const document = { schemaVersion: 1, function: functionName, mode, status, requestId };
  const words =
    mode === 'event'
      ? `queued for ${functionName}, request ${requestId ?? 'id unknown'}`
      : `dry run: ${functionName} exists, and these credentials may invoke it`;
  await report.result(`${report.json ? JSON.stringify(document) : words}\n`);
  return 0;
};
