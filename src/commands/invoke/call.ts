import { startIn } from '../../core/invocation/evidence-headers.ts';
import type { FunctionCall, FunctionInvoker, InvokeAnswer } from '../../core/invocation/invoker.ts';
import { type LogEvidence, readLog } from '../../core/report-line/report-line.ts';
import type { Io } from '../../process/io.ts';
import { answerIn } from './answer-failure.ts';

/** One call, as the client and the log saw it. */
export interface TimedCall {
  readonly answer: InvokeAnswer;
  /** From the request's first byte, connecting included where it was needed, to the answer's last. */
  readonly clientMs: number;
  readonly evidence: LogEvidence;
}

/** Where the log does not tell the start, the service's own header may. */
export const timedInvoke = async (
  invoker: FunctionInvoker,
  request: FunctionCall,
  { clock, interrupt }: Pick<Io, 'clock' | 'interrupt'>,
): Promise<TimedCall> => {
  const startedMs = clock.elapsedMs();
  const answer = await invoker.invoke(request, interrupt);
  const clientMs = clock.elapsedMs() - startedMs;
  const evidence = readLog(answer.logTail ?? '');
  if (evidence.start !== 'unknown') return { answer, clientMs, evidence };
  const start = startIn(answerIn(answer.payload).headers);
  return { answer, clientMs, evidence: { ...evidence, start } };
};
