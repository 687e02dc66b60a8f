import { closest } from '../../core/closest.ts';
import { percentileOf } from '../record/statistic-names.ts';
import { type ThresholdOperator, type ThresholdProblem, thresholdOperators } from './threshold.ts';

/** The parts of `p(95) < 200ms`, the limit still as text. */
export interface ScannedExpression {
  readonly aggregation: string;
  readonly operator: ThresholdOperator;
  readonly limit: string;
}

/** Splits an expression at its operator; undefined when it has none. */
export const scanExpression = (text: string): ScannedExpression | undefined => {
  for (const operator of thresholdOperators) {
    const at = text.indexOf(operator);
    if (at < 0) continue;
    const limit = text.slice(at + operator.length).trim();
    return { aggregation: text.slice(0, at).trim(), operator, limit };
  }
  return undefined;
};

const known = ['count', 'rate', 'value', 'avg', 'min', 'med', 'max'] as const;

/** The aggregation under its canonical name, `p( 99.90 )` as `p(99.9)`; a problem for anything else. */
export const parseAggregation = (text: string): string | ThresholdProblem => {
  if (known.some((name) => name === text)) return text;
  const percentile = percentileOf(text);
  if (percentile !== undefined) return `p(${percentile})`;
  if (/^p\(/.test(text)) {
    return { what: `${text} is not a percentile: N of p(N) is a number from 0 to 100` };
  }
  const near = closest(text, known);
  return {
    what: `unknown aggregation ${JSON.stringify(text)}`,
    hint: near ? `did you mean ${near}?` : 'count, rate, value, avg, min, med, max or p(N)',
  };
};

const amount = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(\S*)$/i;

export const timeUnitsMs: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['ns', 1e-6],
  ['us', 1e-3],
  ['µs', 1e-3],
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
]);

export const shareUnits: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['%', 0.01],
]);

export const dataUnits: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['B', 1],
  ['kB', 1e3],
  ['MB', 1e6],
  ['GB', 1e9],
]);

export const noUnits: ReadonlyMap<string, number> = new Map([['', 1]]);

/** A number with one of `units` behind it, in the unit of the empty text; undefined for anything else. */
export const parseAmount = (
  text: string,
  units: ReadonlyMap<string, number>,
): number | undefined => {
  const [, number = '', unit = ''] = amount.exec(text) ?? [];
  const scale = units.get(unit);
  return number === '' || scale === undefined ? undefined : Number(number) * scale;
};
