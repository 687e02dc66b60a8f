import type { MetricKind } from '../record/metric-kinds.ts';
import { percentileOf } from '../record/statistic-names.ts';
import {
  type Threshold,
  type ThresholdOperator,
  type ThresholdProblem,
  thresholdOperators,
} from './threshold.ts';
import { parseMetric, unknownWord } from './threshold-metric.ts';

interface ParsedThresholds {
  readonly thresholds: readonly Threshold[];
  /** Everything that is wrong with all of them. */
  readonly problems: readonly ThresholdProblem[];
}

/**
 * Reads thresholds such as `http_req_duration{start:warm}: p(95)<200ms abortOnFail delayAbortEval=10s`:
 * a metric, a colon, k6's expression, and k6's two options as words behind it. A population that no phase measures is
 * refused, so that nothing passes for want of data.
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
  const measured = parseMetric(before, problems);
  const { expression, ...options } = takeOptions(after.trim(), problems);
  const scanned = scanExpression(expression);
  if (scanned === undefined) {
    problems.push({
      what: `no operator in '${expression}'`,
      hint: `one of ${thresholdOperators.join(' ')}`,
    });
  }
  if (measured === undefined || scanned === undefined) return undefined;
  const { key, kind, phase } = measured;
  const condition = parseCondition(key, kind, scanned, problems);
  if (condition === undefined) return undefined;
  const { type } = kind;
  const { operator } = scanned;
  return {
    ...{ metric: key, type, expression, operator, ...condition, ...options },
    ...(phase !== undefined && { phase }),
  };
};

type WithOptions = Pick<Threshold, 'expression' | 'abortOnFail' | 'delayAbortEvalMs'>;

/** Takes `abortOnFail` and `delayAbortEval=10s` off the end. */
const takeOptions = (text: string, problems: ThresholdProblem[]): WithOptions => {
  let [expression, abortOnFail, delayAbortEvalMs] = [text, false, 0];
  for (;;) {
    const match = /^(.*[\w%µ])\s+([a-z]{4,})(?:=(\S*))?$/is.exec(expression);
    if (match === null) return { expression, abortOnFail, delayAbortEvalMs };
    const [, rest = '', name = '', value] = match;
    expression = rest;
    const delayMs = value === undefined ? undefined : parseAmount(value, timeUnitsMs);
    if (/^abortonfail$/i.test(name) && value === undefined) abortOnFail = true;
    else if (!/^delayaborteval$/i.test(name)) {
      problems.push(unknownWord('option', name, ['abortOnFail', 'delayAbortEval']));
    } else if (delayMs !== undefined && delayMs >= 0) delayAbortEvalMs = delayMs;
    else problems.push({ what: 'delayAbortEval needs a duration', hint: 'delayAbortEval=10s' });
  }
};

/** The parts of `p(95) < 200ms`, the limit still as text. */
interface ScannedExpression {
  readonly aggregation: string;
  readonly operator: ThresholdOperator;
  readonly limit: string;
}

/** Splits an expression at its operator; undefined when it has none. */
export const scanExpression = (text: string): ScannedExpression | undefined => {
  const operator = thresholdOperators.find((each) => text.includes(each));
  if (operator === undefined) return undefined;
  const at = text.indexOf(operator);
  const limit = text.slice(at + operator.length).trim();
  return { aggregation: text.slice(0, at).trim(), operator, limit };
};

/** The aggregations of each type of metric; a trend has p(N) as well. */
const aggregations = {
  counter: ['count', 'rate'],
  gauge: ['value'],
  rate: ['rate'],
  trend: ['avg', 'min', 'med', 'max', 'count'],
} as const satisfies Record<MetricKind['type'], readonly string[]>;

const allAggregations = [...new Set(Object.values(aggregations).flat())];

/** The aggregation under its canonical name, `p( 99.90 )` as `p(99.9)`; a problem for anything else. */
export const parseAggregation = (text: string): string | ThresholdProblem => {
  if (allAggregations.some((name) => name === text)) return text;
  const percentile = percentileOf(text);
  if (percentile !== undefined) return `p(${percentile})`;
  return text.startsWith('p(')
    ? { what: `${text} is not a percentile: N of p(N) is a number from 0 to 100` }
    : unknownWord('aggregation', text, [...allAggregations, 'p(N)']);
};

/** Checks an expression against the type of its metric and puts the limit into the metric's own unit. */
const parseCondition = (
  key: string,
  { type, contains }: MetricKind,
  scanned: ScannedExpression,
  problems: ThresholdProblem[],
): Pick<Threshold, 'aggregation' | 'limit'> | undefined => {
  const aggregation = parseAggregation(scanned.aggregation);
  if (typeof aggregation !== 'string') {
    problems.push(aggregation);
    return undefined;
  }
  const allowed: readonly string[] = aggregations[type];
  if (!allowed.includes(aggregation) && !(type === 'trend' && aggregation.startsWith('p('))) {
    const hint = `${allowed.join(', ')}${type === 'trend' ? ' or p(N)' : ''}`;
    problems.push({ what: `${key} is a ${type} and has no ${aggregation}`, hint });
    return undefined;
  }
  const plain = aggregation === 'count' && type === 'trend';
  const units = type === 'rate' ? shareUnits : unitsOf[plain ? 'default' : contains];
  const perSecond = type === 'counter' && aggregation === 'rate';
  const limit = parseAmount(perSecond ? scanned.limit.replace(/\/s$/, '') : scanned.limit, units);
  if (limit !== undefined) return { aggregation, limit };
  const named = Object.keys(units).filter((unit) => unit !== '');
  const hint = named.length === 0 ? 'a plain number' : `a number, or one with ${named.join(', ')}`;
  problems.push({ what: `'${scanned.limit}' is not a limit`, hint });
  return undefined;
};

type Units = Readonly<Record<string, number>>;

const timeUnitsMs: Units = {
  ...{ '': 1, ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1 },
  ...{ s: 1000, m: 60_000, h: 3_600_000 },
};
const shareUnits: Units = { '': 1, '%': 0.01 };
const unitsOf = {
  time: timeUnitsMs,
  data: { '': 1, B: 1, kB: 1e3, MB: 1e6, GB: 1e9 },
  default: { '': 1 },
} as const satisfies Record<MetricKind['contains'], Units>;

/** A number with one of `units` behind it, in the unit of the empty text; undefined for anything else. */
const parseAmount = (text: string, units: Units): number | undefined => {
  const [, number = '', unit = ''] =
    /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(\S*)$/i.exec(text) ?? [];
  const scale = Object.hasOwn(units, unit) ? units[unit] : undefined;
  return number === '' || scale === undefined ? undefined : Number(number) * scale;
};
