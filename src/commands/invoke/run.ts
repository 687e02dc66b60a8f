import type { FunctionCall } from '../../core/invocation/invoker.ts';
import { requireFunction } from '../../core/stack/stack.ts';
import { timingLine } from '../../report/cards/timing-line.ts';
import type { CommandContext } from '../command/command.ts';
import { readPrices } from '../command/read-prices.ts';
import { acknowledge } from './acknowledge.ts';
import { functionFailure } from './answer-failure.ts';
import { type TimedCall, timedInvoke } from './call.ts';
import type { InvokeJob } from './job.ts';
import { buildPayload } from './payload.ts';
import type { FunctionTarget, InvokePlan } from './plan.ts';
import { findPricing } from './pricing.ts';
import { printAnswer } from './print-answer.ts';
import { runRepeated } from './run-repeated.ts';

export { plan } from './plan.ts';

export const run = async (context: CommandContext, options: InvokePlan): Promise<number> => {
  if (context.settings.insecure.value) {
    context.report.note('insecure: TLS certificates are not verified');
  }
  const prices = await readPrices(options.prices, context.services);
  const payload = await buildPayload(options.source, options.mode, context);
  const functionName = await functionNameOf(options.target, context);
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
