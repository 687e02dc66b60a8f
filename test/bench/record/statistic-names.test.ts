import { describe, expect, it } from 'vitest';
import { parseTrendStats, percentilesIn } from '../../../src/bench/record/statistic-names.ts';

describe('parseTrendStats', () => {
  it('keeps the order and writes percentiles in one way', () => {
    const stats = parseTrendStats('avg, p(99.90),count,min,med,max,p(0),p(100)');
    expect(stats).toEqual(['avg', 'p(99.9)', 'count', 'min', 'med', 'max', 'p(0)', 'p(100)']);
  });

  it.each([
    ['', 'avg, min, med, max, count or p(N), N from 0 to 100'],
    ['avg,', 'avg, min, med, max, count or p(N), N from 0 to 100'],
    ['avgg', 'did you mean avg?'],
    ['p(101)', 'avg, min, med, max, count or p(N), N from 0 to 100'],
    ['p95', 'avg, min, med, max, count or p(N), N from 0 to 100'],
  ])('refuses %j', (text, hint) => {
    expect(() => parseTrendStats(text)).toThrow(expect.objectContaining({ kind: 'usage', hint }));
  });
});

it('tells the recorder which percentiles are asked for', () => {
  expect(percentilesIn(['avg', 'p(99.9)', 'p(95)', 'p(95)', 'count'])).toEqual([95, 99.9]);
});
