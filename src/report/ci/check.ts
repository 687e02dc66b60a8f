import type { CompareDocument } from '../../bench/compare/compare-document.ts';
import type { BenchDocument } from '../../bench/record/document.ts';
import { thresholdLine } from '../bench/threshold-verdict.ts';
import { designSentence, verdictAdvice, verdictSentence } from '../compare/verdict-sentence.ts';

/** One thing that a pipeline passes or fails by. */
export interface Check {
  readonly suite: 'thresholds' | 'comparison';
  readonly name: string;
  /** `open` where nothing was decided, or where it gates nothing. */
  readonly result: 'passed' | 'failed' | 'open';
  readonly message: string;
}

/** A check for each threshold. */
export const checksOfBench = ({ thresholds, phases }: BenchDocument): readonly Check[] =>
  thresholds.map((threshold) => {
    const { phase, metric, expression, ok } = threshold;
    return {
      suite: 'thresholds',
      name: `${phase === '' ? '' : `${phase}: `}${metric}: ${expression}`,
      result: ok ? 'passed' : 'failed',
      message: thresholdLine(threshold, phases).replace(/^[✓✗] /, ''),
    };
  });

/** The verdict. */
export const checksOfComparison = (document: CompareDocument): readonly Check[] => {
  const { verdict, primary } = document;
  const isOpen = verdict.is === 'undecided' || (verdict.is === 'worse' && !verdict.gates);
  const sentences = [
    verdictSentence(document),
    designSentence(document),
    ...verdictAdvice(document),
  ];
  return [
    {
      ...{ suite: 'comparison', name: `${primary.metric} is not worse` },
      result: isOpen ? 'open' : verdict.is === 'worse' ? 'failed' : 'passed',
      message: sentences.join('. ').replaceAll('..', '.'),
    },
  ];
};
