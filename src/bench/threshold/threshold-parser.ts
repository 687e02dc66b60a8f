import type { Threshold, ThresholdProblem } from './threshold.ts';
import { parseCondition } from './threshold-condition.ts';
import { scanExpression } from './threshold-expression.ts';
import { thresholdMetrics } from './threshold-metrics.ts';
import { takeOptions } from './threshold-options.ts';
import { parseTarget } from './threshold-selector.ts';

export interface ParsedThresholds {
  readonly thresholds: readonly Threshold[];
  /** Everything that is wrong with all of them. */
  readonly problems: readonly ThresholdProblem[];
}

/**
 * Reads thresholds such as `http_req_duration{start:warm}: p(95)<200ms abortOnFail delayAbortEval=10s`:
 * a metric, a colon, k6's expression, and k6's two options as words behind it.
 */
export const parseThresholds = (texts: readonly string[]): ParsedThresholds => {
  const thresholds: Threshold[] = [];
  const problems: ThresholdProblem[] = [];
  for (const text of texts) {
    const mine: ThresholdProblem[] = [];
    const threshold = parseOne(text, mine);
    if (threshold !== undefined && mine.length === 0) thresholds.push(threshold);
    problems.push(
      ...mine.map((problem) => ({ ...problem, what: `threshold '${text}': ${problem.what}` })),
    );
  }
  return { thresholds, problems };
};

const example = "such as 'http_req_duration{start:warm}: p(95)<200ms'";

const parseOne = (text: string, problems: ThresholdProblem[]): Threshold | undefined => {
  const [, before, after] = /^([^{:]*(?:\{[^}]*\})?)\s*:(.*)$/s.exec(text) ?? [];
  if (before === undefined || after === undefined) {
    problems.push({ what: 'no metric and colon before the expression', hint: example });
    return undefined;
  }
  const target = parseTarget(before, problems);
  const { expression, ...options } = takeOptions(after.trim(), problems);
  const scanned = scanExpression(expression);
  if (scanned === undefined) {
    problems.push({ what: `no operator in '${expression}'`, hint: 'one of < <= > >= == === !=' });
  }
  const metric = target && thresholdMetrics.get(target.name);
  if (target === undefined || scanned === undefined || metric === undefined) return undefined;
  const condition = parseCondition(target.name, metric, scanned, problems);
  if (condition === undefined) return undefined;
  const { key, phase } = target;
  const { operator } = scanned;
  return {
    ...{ metric: key, type: metric.type, expression, operator, ...condition, ...options },
    ...(phase === undefined ? {} : { phase }),
  };
};
