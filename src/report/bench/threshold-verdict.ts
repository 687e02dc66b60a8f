import type { ThresholdResult } from '../../bench/record/document.ts';

/** What to say on standard error when thresholds were crossed: k6's sentence, then each one; nothing otherwise. */
export const crossedThresholds = (results: readonly ThresholdResult[]): readonly string[] => {
  const crossed = results.filter(({ ok }) => !ok);
  if (crossed.length === 0) return [];
  const metrics = [...new Set(crossed.map(({ metric }) => metric))].join(', ');
  return [
    `thresholds on metrics '${metrics}' have been crossed`,
    ...crossed.map(({ phase, metric, expression, value }) => {
      const found =
        value === null ? 'no data, or too few samples' : `found ${Number(value.toPrecision(6))}`;
      return `  ✗ ${phase === '' ? '' : `${phase}: `}${metric}: ${expression} (${found})`;
    }),
  ];
};
