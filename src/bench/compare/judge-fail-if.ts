import type { BenchDocument } from '../record/document.ts';
import type { FailIf } from './fail-if.ts';
import { findMetric, metricName, metricOf } from './run-metric.ts';

interface FailIfResult {
  readonly text: string;
  readonly ok: boolean;
  readonly found: string;
}

/** Judges a run against one earlier run: a point, not an interval, since one run of each tells nothing of their scatter. */
export const judgeFailIf = (
  base: BenchDocument,
  run: BenchDocument,
  { text, metric: asked, above }: FailIf,
): FailIfResult => {
  const metric = findMetric([base, run], asked);
  const [before, after] = [base, run].map((one) => metric && metricOf(one, metric));
  if (metric === undefined || before === undefined || after === undefined) {
    return { text, ok: false, found: 'not measured in both runs' };
  }
  const ratio = after / before;
  const change = `${ratio < 1 ? '' : '+'}${(100 * (ratio - 1)).toFixed(1)} %`;
  return {
    ...{ text, ok: ratio <= 1 + above },
    found: `${metricName(metric, [base, run])} ${change}: ${before.toPrecision(4)} ms to ${after.toPrecision(4)} ms`,
  };
};
