import type { Threshold, ThresholdMetric, ThresholdProblem } from './threshold.ts';
import {
  dataUnits,
  noUnits,
  parseAggregation,
  parseAmount,
  type ScannedExpression,
  shareUnits,
  timeUnitsMs,
} from './threshold-expression.ts';
import { thresholdAggregations } from './threshold-metrics.ts';

/** Checks an expression against the type of its metric and puts the limit into the metric's own unit. */
export const parseCondition = (
  name: string,
  metric: ThresholdMetric,
  scanned: ScannedExpression,
  problems: ThresholdProblem[],
): Pick<Threshold, 'aggregation' | 'limit'> | undefined => {
  const aggregation = parseAggregation(scanned.aggregation);
  if (typeof aggregation !== 'string') {
    problems.push(aggregation);
    return undefined;
  }
  const allowed: readonly string[] = thresholdAggregations[metric.type];
  if (!allowed.includes(aggregation) && !(metric.type === 'trend' && /^p\(/.test(aggregation))) {
    const hint = `${allowed.join(', ')}${metric.type === 'trend' ? ' or p(N)' : ''}`;
    problems.push({ what: `${name} is a ${metric.type} and has no ${aggregation}`, hint });
  }
  const units = unitsOf(metric, aggregation);
  const perSecond = metric.type === 'counter' && aggregation === 'rate';
  const limit = parseAmount(perSecond ? scanned.limit.replace(/\/s$/, '') : scanned.limit, units);
  if (limit === undefined) problems.push(badLimit(scanned.limit, units));
  return limit === undefined ? undefined : { aggregation, limit };
};

const badLimit = (text: string, units: ReadonlyMap<string, number>): ThresholdProblem => {
  const names = [...units.keys()].filter((unit) => unit !== '').join(', ');
  const hint = names === '' ? 'a plain number' : `a number, alone or with one of ${names}`;
  return { what: `'${text}' is not a limit`, hint };
};

const unitsOf = (metric: ThresholdMetric, aggregation: string): ReadonlyMap<string, number> => {
  if (metric.type === 'rate') return shareUnits;
  if (aggregation === 'count' && metric.type === 'trend') return noUnits;
  if (metric.contains === 'data') return dataUnits;
  return metric.contains === 'time' ? timeUnitsMs : noUnits;
};
