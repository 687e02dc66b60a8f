import type { ServiceAnswer } from '../../core/invocation/answer.ts';
import type { StartEvidence } from '../../core/report-line/report-line.ts';
import type { ImageOutcome } from '../../core/service/image-service.ts';
import { type LabelRow, labelRows } from '../text/label-rows.ts';
import { formatMs } from '../text/number-format.ts';
import { createStyle } from '../text/style.ts';
import { fibonacciRow } from './fibonacci-row.ts';
import { outcomeText } from './get-card.ts';

/** A deployed service's answer, and what is known of how it came to be. */
interface AnswerCard {
  readonly answer: ServiceAnswer;
  readonly outcome: ImageOutcome | undefined;
  /** Left out where the caller shows it elsewhere. */
  readonly start?: StartEvidence;
  readonly environmentId: string | undefined;
  readonly clientMs?: number;
  readonly colour: boolean;
  /** Absent where no terminal limits a line. */
  readonly columns: number | undefined;
}

export const answerCard = ({ answer, outcome, start, clientMs, ...rest }: AnswerCard): string => {
  const style = createStyle(rest.colour);
  const { context, metadata } = answer;
  const rows: LabelRow[] = [
    fibonacciRow(answer.pixels, answer.fibonacci, rest),
    ['kept at', metadata.imageLocation],
    ['from', metadata.redirectedUrl],
    ['created', `${metadata.created} UTC`],
  ];
  if (outcome !== undefined) {
    rows.push(['outcome', style(outcome === 'stored' ? 'green' : 'yellow', outcomeText[outcome])]);
  }
  if (start !== undefined) rows.push(['start', startText[start]]);
  if (rest.environmentId !== undefined) rows.push(['lives in', rest.environmentId]);
  rows.push(['function', context.invokedFunctionArn], ['request', context.awsRequestId]);
  if (clientMs !== undefined) rows.push(['time', `${formatMs(clientMs)} at the client`]);
  return labelRows(rows, rest.colour);
};

const startText = {
  cold: 'cold: its environment was started for this',
  warm: 'warm',
  unknown: 'unknown: the answer does not tell',
} as const satisfies Record<StartEvidence, string>;
