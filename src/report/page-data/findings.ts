import type { BenchDocument } from '../../bench/record/document.ts';
import { failureSentences } from '../bench/failure-sentences.ts';
import { answers, doubts, verdicts } from '../bench/headline.ts';
import { kindSentences } from '../bench/kind-sentences.ts';
import { logSentences } from '../bench/log-sentences.ts';
import type { Finding } from '../figures/page-data.ts';

/** What the bench itself says of a run, the worst first. */
export const findingsOf = (document: BenchDocument): readonly Finding[] => {
  const style = { mode: 'compact', trendStats: [], colour: false, width: 80 } as const;
  const of = (kind: Finding['kind'], sentences: readonly string[]): readonly Finding[] =>
    sentences.map((text) => ({ kind, text: text.replace(/^[✗✓] /, '') }));
  const notes = [...new Set(document.phases.flatMap((phase) => phase.notes))];
  const { merged } = document;
  return [
    ...of(
      'doubt',
      merged === undefined || merged.missing.length === 0
        ? []
        : [
            `PARTIAL: of ${merged.parts.length + merged.missing.length} parts ${merged.missing.length} are missing.`,
          ],
    ),
    ...of('doubt', doubts(document)),
    ...of('bad', failureSentences(document)),
    ...of('bad', verdicts(document, false)),
    ...of('good', verdicts(document, true)),
    ...of('answer', answers(document, style)),
    ...of('note', [...kindSentences(document, style), ...logSentences(document), ...notes]),
  ];
};
