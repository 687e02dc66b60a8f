import type { CompareDocument } from '../../bench/compare/compare-document.ts';
import { wrap } from '../text/flow.ts';
import { renderMetrics } from './metric-table.ts';
import { designSentence } from './verdict-sentence.ts';

/** A run beside an earlier one: the figures, and why they are weak. */
export const renderBaseline = (
  document: CompareDocument,
  style: { readonly colour: boolean; readonly width: number },
): string => {
  const { base, design, unlike } = document;
  const text = (sentence: string) => wrap(sentence, style.width, 0);
  return [
    ...text(`beside the baseline ${base.label}: ${designSentence(document)}`),
    ...renderMetrics(document, style),
    ...design.caveats.flatMap((caveat) => text(`caution: ${caveat}`)),
    ...unlike.flatMap(({ what, base: one, new: other }) =>
      text(`unlike: ${what}: ${one} and ${other}`),
    ),
    '',
  ].join('\n');
};
