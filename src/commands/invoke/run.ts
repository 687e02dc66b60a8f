import type { FunctionCall } from '../../core/invocation/invoker.ts';
import { localResources } from '../../core/service/local-context.ts';
import { requireFunction } from '../../core/stack/stack.ts';
import { timingLine } from '../../report/cards/timing-line.ts';
import type { CommandContext } from '../command/command.ts';
import { readPrices } from '../command/read-prices.ts';
import { acknowledge } from './acknowledge.ts';
import { functionFailure } from './answer-failure.ts';
import { type TimedCall, timedInvoke } from './call.ts';
import type { InvokeJob } from './job.ts';
import { buildPayload } from './payload.ts';
import type { InvokePlan } from './plan.ts';
import { findPricing } from './pricing.ts';
import { printAnswer } from './print-answer.ts';
import { runRepeated } from './run-repeated.ts';

export { plan } from './plan.ts';

export const run = async (context: CommandContext, options: InvokePlan): Promise<number> => {
  if (context.settings.insecure.value) {
    context.report.note('insecure: TLS certificates are not verified');
  }
  const prices = await readPrices(options.prices, context.services);
  const { functionName, ...place } = await placeOf(options, context);
  const payload = await buildPayload(options.source, options.mode, place, context);
  if (options.printEvent) return printEvent(payload, context);
  if (functionName === undefined) throw new TypeError('a plan that invokes has a target');
  const request: FunctionCall = {
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

/** The function, and where an event of its stack would come from; the local Lambda's bucket where that is not known. */
const placeOf = async ({ target, source }: InvokePlan, { services, settings }: CommandContext) => {
  const stack = target?.kind === 'stack' ? await services.resolveStack(target.stack) : undefined;
  const bucket = source.kind === 'made' ? (source.bucket ?? stack?.bucket) : stack?.bucket;
  const region = stack?.region ?? settings.region.value;
  return {
    functionName:
      target?.kind === 'function' ? target.functionName : stack && requireFunction(stack),
    ...(bucket === undefined ? localResources : { bucket, region: region ?? 'us-east-1' }),
  };
};

/** With --json as it would be sent. */
const printEvent = async (payload: Uint8Array, { report }: CommandContext): Promise<number> => {
  const text = new TextDecoder().decode(payload);
  const shown = report.json ? text : JSON.stringify(JSON.parse(text), undefined, 2);
  await report.result(`${shown}\n`);
  return 0;
};

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

/** With --json only the answer is printed; the rest needs --verbose. */
const showTiming = async (
  job: InvokeJob,
  { clientMs, evidence }: TimedCall,
  { io, report }: CommandContext,
): Promise<void> => {
  if (report.quiet || (report.json && !report.verbose)) return;
  const pricing = await findPricing(job, io.interrupt);
  report.note(timingLine(clientMs, evidence, pricing));
};
