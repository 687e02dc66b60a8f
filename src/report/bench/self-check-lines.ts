import type { BenchDocument } from '../../bench/record/document.ts';
import { titleLines } from '../k6/k6-summary.ts';
import type { SummaryStyle } from '../k6/summary-style.ts';
import { createPaint } from '../text/ansi.ts';
import { wrap } from '../text/flow.ts';

/** Whether the figures above can be believed; nothing when there is nothing to say. */
export const renderSelfCheck = (
  { selfCheck, interrupted, environment, scenario }: BenchDocument,
  style: SummaryStyle,
): string => {
  const paint = createPaint(style.colour);
  const sentences = [
    ...(interrupted
      ? ['INTERRUPTED: the run ended early, the figures are of the part that ran.']
      : []),
    ...selfCheck.reasons.map((reason) => `TAINTED: ${reason}`),
    ...(scenario.insecure ? ['TLS certificates were not verified (--insecure).'] : []),
    ...(environment.sharesMachine
      ? [
          `The target ran on this machine and shared its ${environment.cpuCount} cores with the load generator${selfCheck.tainted ? ': fewer virtual users (--vus) leave the generator more of them' : ''}.`,
        ]
      : []),
    ...(environment.sharesMachine && selfCheck.pollingUtilisation >= 0.05
      ? [
          `Pacing took ${(selfCheck.pollingUtilisation * 100).toFixed(0)} % of a core, polling for the next slot; it takes no more than 25 %.`,
        ]
      : []),
  ];
  if (sentences.length === 0) return '';
  const lines = sentences.flatMap((sentence) => wrap(sentence, style.width));
  return [...titleLines('SELF-CHECK', paint), ...lines, ''].join('\n');
};
