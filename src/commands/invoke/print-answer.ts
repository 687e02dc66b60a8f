import { readAnswer } from '../../core/invocation/answer.ts';
import { environmentIn, outcomeIn } from '../../core/invocation/evidence-headers.ts';
import { parseJson, stringOrNone } from '../../core/json.ts';
import { answerCard } from '../../report/cards/answer-card.ts';
import type { CommandContext } from '../command/command.ts';
import { answerIn, serviceFailure } from './answer-failure.ts';
import type { TimedCall } from './call.ts';
import type { InvokeJob } from './job.ts';

/**
 * The service's body: unchanged with --json; else a card where it was asked for an image, the text of a string that
 * an operation answers, and anything else as it is.
 *
 * @throws FibimgError `function_error` when the body is the service's own error, or not what was asked for.
 */
export const printAnswer = async (
  { answer }: TimedCall,
  { request, options }: Pick<InvokeJob, 'request' | 'options'>,
  { io, report }: CommandContext,
): Promise<void> => {
  const { source } = options;
  const read = answerIn(answer.payload);
  const failure = serviceFailure(request.functionName, read);
  if (failure !== undefined) throw failure;
  if (source.kind === 'event') {
    const service = readAnswer(read.body, source.pixels);
    if (!report.json) {
      const outcome = outcomeIn(read.headers);
      const environmentId = environmentIn(read.headers);
      const style = {
        colour: report.colour.stdout,
        columns: io.stdout.isTTY ? io.stdout.columns : undefined,
      };
      return report.result(answerCard({ answer: service, outcome, environmentId, ...style }));
    }
  }
  const text = report.json ? read.body : (stringOrNone(parseJson(read.body)) ?? read.body);
  return report.answer(text.endsWith('\n') ? text : `${text}\n`);
};
