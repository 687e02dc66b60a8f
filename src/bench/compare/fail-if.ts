import { FibimgError } from '../../core/error.ts';
import { type AskedMetric, parseRunMetric } from './parse-run-metric.ts';

/** How much slower than its baseline a run may be. */
export interface FailIf {
  /** As it was written. */
  readonly text: string;
  readonly metric: AskedMetric;
  /** As a share: 0.1 for `>+10%`. */
  readonly above: number;
}

/** Reads `p(95)>+10%` or `cold stored p50 > +25%`; throws a usage error for anything else. */
export const parseFailIf = (text: string): FailIf => {
  const [, name = '', share = ''] = /^([^<>=]+)>\s*\+?(\d+(?:\.\d+)?) ?%\s*$/.exec(text) ?? [];
  const metric = parseRunMetric(name);
  if (metric !== undefined && share !== '') return { text, metric, above: Number(share) / 100 };
  throw new FibimgError('usage', `${JSON.stringify(text)} is no condition on a baseline`, {
    hint: "'p(95)>+10%', or of one population 'warm stored p50>+5%'",
  });
};
