import { closest } from '../../core/closest.ts';
import type { ThresholdProblem } from './threshold.ts';
import { thresholdMetrics, thresholdSelectors } from './threshold-metrics.ts';

/** What stands before the colon of a threshold. */
export interface ThresholdTarget {
  readonly name: string;
  /** The metric's key in a phase, selectors in their canonical order. */
  readonly key: string;
  readonly phase?: string;
}

/** Reads `http_req_duration{start:warm,phase:warm}`; all that is wrong with it goes to `problems`. */
export const parseTarget = (
  text: string,
  problems: ThresholdProblem[],
): ThresholdTarget | undefined => {
  const match = /^([^{}\s]+)\s*(?:\{([^{}]*)\})?$/.exec(text.trim());
  if (match === null) {
    problems.push({
      what: `${JSON.stringify(text.trim())} is not a metric, or one with {selector:value}`,
    });
    return undefined;
  }
  const [, name = '', inside] = match;
  if (!thresholdMetrics.has(name))
    problems.push(unknown('metric', name, [...thresholdMetrics.keys()]));
  const selectors = parseSelectors(inside, problems);
  const phase = selectors.get('phase');
  const parts = [...thresholdSelectors.keys()].flatMap((key) => {
    const value = key === 'phase' ? undefined : selectors.get(key);
    return value === undefined ? [] : [`${key}:${value}`];
  });
  const key = parts.length === 0 ? name : `${name}{${parts.join(',')}}`;
  return { name, key, ...(phase === undefined ? {} : { phase }) };
};

const parseSelectors = (
  inside: string | undefined,
  problems: ThresholdProblem[],
): ReadonlyMap<string, string> => {
  const selectors = new Map<string, string>();
  if (inside === undefined) return selectors;
  for (const part of inside.split(',')) {
    const [key = '', value = '', ...rest] = part.split(':').map((word) => word.trim());
    const values = thresholdSelectors.get(key);
    if (key === '' || value === '' || rest.length > 0) {
      problems.push({ what: `${JSON.stringify(part.trim())} is not a selector:value` });
    } else if (values === undefined) {
      problems.push(unknown('selector', key, [...thresholdSelectors.keys()]));
    } else if (values !== 'any' && !values.includes(value)) {
      problems.push(unknown(`value of ${key}`, value, values));
    } else {
      selectors.set(key, value);
    }
  }
  return selectors;
};

const unknown = (kind: string, word: string, candidates: readonly string[]): ThresholdProblem => {
  const near = closest(word, candidates);
  const hint = near === undefined ? `one of ${candidates.join(', ')}` : `did you mean ${near}?`;
  return { what: `unknown ${kind} ${JSON.stringify(word)}`, hint };
};
