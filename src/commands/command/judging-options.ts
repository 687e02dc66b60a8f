import type { AskedMetric } from '../../bench/compare/parse-run-metric.ts';
import { option } from '../../config/option.ts';

const verdict = { group: 'Verdict' } as const;

/** Within it a difference does not matter, where nobody says otherwise; as a share. */
export const defaultTolerance = 0.03;

/** `3%` as 0.03, up to 100 %. */
export const parseShare = (text: string): number | undefined => {
  const [, number = ''] = /^(\d+(?:\.\d+)?) ?%$/.exec(text) ?? [];
  const share = Number(number) / 100;
  return share > 0 && share <= 1 ? share : undefined;
};

/** What a comparison is judged by; a duet's as well. */
export const judgingOptions = {
  metric: option.parsed<AskedMetric>({
    ...verdict,
    help: "the one metric that is judged, such as 'warm stored p50' or 'cold p95'",
    placeholder: 'metric',
    expected:
      "cold, warm or unknown, stored or fetched, and a percentile, such as 'warm stored p50'",
    parse: async (text) =>
      (await import('../../bench/compare/parse-run-metric.ts')).parseRunMetric(text),
    otherwise: 'p50 of warm requests for stored images',
  }),
  tolerance: option.parsed<number, number>({
    ...verdict,
    help: 'a difference that does not matter: within it is equivalent',
    placeholder: 'share',
    expected: 'a share such as 3%, up to 100%',
    parse: parseShare,
    default: defaultTolerance,
    otherwise: '3%',
  }),
} as const;
