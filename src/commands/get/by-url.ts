import { readAnswer } from '../../core/invocation/answer.ts';
import { environmentIn, outcomeIn, startIn } from '../../core/invocation/evidence-headers.ts';
import { urlFailure } from '../../core/invocation/function-url-failure.ts';
import { requestUrl } from '../../core/stack/function-url.ts';
import { answerCard } from '../../report/cards/answer-card.ts';
import type { CommandContext } from '../command/command.ts';
import type { GetByUrl } from './plan.ts';

/** Calls a deployed function through its URL, and accepts only the contract's answer. */
export const getByUrl = async (
  { io, settings, services, report }: CommandContext,
  { functionUrl, auth, pixels }: GetByUrl,
): Promise<number> => {
  const url = requestUrl(functionUrl, pixels);
  if (settings.insecure.value) report.note('insecure: TLS certificates are not verified');
  report.detail(`target  url, ${url.href}`);
  const startedMs = io.clock.elapsedMs();
  const answer = await report.during(`asking ${url.host}`, () =>
    services.callFunctionUrl({ url, auth }, io.interrupt),
  );
  const clientMs = io.clock.elapsedMs() - startedMs;
  report.detail(`answer  ${answer.status}, ${clientMs.toFixed(3)} ms at the client`);
  const failure = urlFailure(url, answer, auth);
  if (failure !== undefined) throw failure;
  const service = readAnswer(answer.body, pixels);
  const card = {
    answer: service,
    outcome: outcomeIn(answer.headers),
    start: startIn(answer.headers),
    environmentId: environmentIn(answer.headers),
    clientMs,
    colour: report.colour.stdout,
    columns: io.stdout.isTTY ? io.stdout.columns : undefined,
  };
  await (report.json
    ? report.answer(`${answer.body.trimEnd()}\n`)
    : report.result(answerCard(card)));
  return 0;
};
