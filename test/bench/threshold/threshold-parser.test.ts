import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { metricsOf } from '../../../src/bench/record/metrics.ts';
import { createTally } from '../../../src/bench/record/tally.ts';
import {
  parseAggregation,
  parseThresholds,
  scanExpression,
} from '../../../src/bench/threshold/threshold-parser.ts';

const only = (text: string) => {
  const { thresholds, problems } = parseThresholds([text]);
  expect(problems).toEqual([]);
  return thresholds[0];
};

const problemsOf = (...texts: string[]) =>
  parseThresholds(texts).problems.map(({ what, hint }) => `${what} (${hint ?? ''})`);

describe("k6's own cases: the operator and the trimmed sides", () => {
  it.each([
    ['foo<=bar', 'foo', '<=', 'bar'],
    ['foo<bar', 'foo', '<', 'bar'],
    ['foo>=bar', 'foo', '>=', 'bar'],
    ['foo>bar', 'foo', '>', 'bar'],
    ['foo===bar', 'foo', '===', 'bar'],
    ['foo==bar', 'foo', '==', 'bar'],
    ['foo!=bar', 'foo', '!=', 'bar'],
    ['  foo  <=bar', 'foo', '<=', 'bar'],
    ['foo<=  bar  ', 'foo', '<=', 'bar'],
  ])('%s', (text, aggregation, operator, limit) =>
    expect(scanExpression(text)).toEqual({ aggregation, operator, limit }),
  );

  it('has none in foo!bar', () => expect(scanExpression('foo!bar')).toBeUndefined());
});

describe("k6's own cases: aggregations", () => {
  it.each([
    'count',
    'rate',
    'value',
    'avg',
    'min',
    'max',
    'med',
    'p(99)',
    'p(99.9)',
    'p(0)',
    'p(100)',
  ])('%s', (text) => expect(parseAggregation(text)).toBe(text));

  it.each(['foo', 'p()', 'p(99', 'p(foo)', 'p(-1)', 'p(101)', 'p(NaN)', 'p(+Inf)'])(
    '%s is refused',
    (text) => expect(parseAggregation(text)).toHaveProperty('what'),
  );

  it('writes a percentile in one way', () =>
    expect(parseAggregation('p( 99.90 )')).toBe('p(99.9)'));
});

describe('whole thresholds', () => {
  it('reads metric, selectors, expression and unit', () => {
    expect(only('http_req_duration{ outcome:stored, start:warm }: p(95)<200ms')).toEqual({
      metric: 'http_req_duration{start:warm,outcome:stored}',
      type: 'trend',
      expression: 'p(95)<200ms',
      aggregation: 'p(95)',
      operator: '<',
      limit: 200,
      abortOnFail: false,
      delayAbortEvalMs: 0,
    });
  });

  it('takes the phase out of the selectors', () => {
    const threshold = only('http_req_duration{phase:warm,start:warm}:avg<1s');
    expect(threshold).toMatchObject({
      ...{ metric: 'http_req_duration{start:warm}', phase: 'warm', limit: 1000 },
    });
    expect(only('http_reqs{phase:cold}: count>20')).toMatchObject({
      metric: 'http_reqs',
      limit: 20,
    });
  });

  it.each([
    ['http_req_duration: med<1.5s', 1500],
    ['http_req_duration: med<250us', 0.25],
    ['http_req_duration: med<250µs', 0.25],
    ['http_req_duration: med<2m', 120_000],
    ['http_req_duration: count>=100', 100],
    ['http_req_failed: rate<0.01', 0.01],
    ['http_req_failed: rate < 5%', 0.05],
    ['http_reqs: rate>100/s', 100],
    ['data_received: rate>1.5MB/s', 1_500_000],
    ['vus: value<=10', 10],
    ['iterations: count>=1e3', 1000],
  ])('%s has the limit %d', (text, limit) => expect(only(text)?.limit).toBeCloseTo(limit, 9));

  it("reads k6's options behind the expression", () => {
    const threshold = only('http_req_failed: rate<5% abortOnFail delayAbortEval=10s');
    expect(threshold).toMatchObject({ abortOnFail: true, delayAbortEvalMs: 10_000 });
    expect(threshold?.expression).toBe('rate<5%');
  });

  it('tells all that is wrong with all of them, with what was meant', () => {
    expect(
      problemsOf(
        'http_req_duraton: p(95)<200',
        'http_req_duration{strat:warm}: p(95)<200',
        'http_req_duration{start:luke}: p(101)<200',
        'http_req_failed: p(95)<1',
        'http_reqs: count!20',
        'http_reqs: count>abc',
        'http_reqs: count > abcd',
        'vus: value<10ms',
        'p(95)<200',
        'http_reqs: count>1 abortOnFial',
        'http_reqs: count>1 delayAbortEval=ten',
        'http_req_duration: foo>20',
      ),
    ).toEqual([
      `threshold 'http_req_duraton: p(95)<200': unknown metric "http_req_duraton" (did you mean http_req_duration?)`,
      `threshold 'http_req_duration{strat:warm}: p(95)<200': unknown selector "strat" (did you mean start?)`,
      expect.stringContaining('unknown value of start "luke" (one of cold, warm, unknown)'),
      expect.stringContaining('p(101) is not a percentile'),
      expect.stringContaining('http_req_failed is a rate and has no p(95) (rate)'),
      expect.stringContaining("no operator in 'count!20' (one of <= < >= > === == !=)"),
      expect.stringContaining("'abc' is not a limit (a plain number)"),
      expect.stringContaining("'abcd' is not a limit (a plain number)"),
      expect.stringContaining("'10ms' is not a limit"),
      expect.stringContaining('no metric and colon before the expression'),
      expect.stringContaining('unknown option "abortOnFial" (did you mean abortOnFail?)'),
      expect.stringContaining('delayAbortEval needs a duration'),
      expect.stringContaining('unknown aggregation "foo"'),
    ]);
  });

  it('either reads a text or says what is wrong with it', () => {
    const piece = fc.constantFrom(
      'http_reqs',
      '{start:cold}',
      ':',
      ' ',
      'count',
      '<',
      '1',
      'p(95)',
      '%',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(piece).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(text, (any) => {
        const { thresholds, problems } = parseThresholds([any]);
        expect(thresholds.length === 1).toBe(problems.length === 0);
        for (const one of thresholds)
          expect([...metricsOf(createTally(), true).keys()]).toContain(one.metric);
      }),
    );
  });

  it('refuses a population that no phase measures, and says which there are', () => {
    expect(problemsOf('http_reqs{start:unknown,outcome:fetched}: count<5')).toEqual([
      expect.stringContaining(
        'http_reqs is not measured for {outcome:fetched,start:unknown} (one of http_reqs, http_reqs{start:cold}',
      ),
    ]);
    expect(problemsOf('init_duration{connection:new}: avg<5')).toEqual([
      expect.stringContaining(
        'init_duration is not measured for {connection:new} (one of init_duration)',
      ),
    ]);
    expect(problemsOf('http_req_looking_up: avg<5')).toEqual([
      expect.stringContaining(
        'http_req_looking_up is not measured as a whole (one of http_req_looking_up{connection:new})',
      ),
    ]);
    expect(problemsOf('checks: rate>0.9')).toEqual([
      expect.stringContaining('unknown metric "checks"'),
    ]);
  });

  it('takes every metric that a phase measures', () => {
    for (const [key, { type }] of metricsOf(createTally(), true)) {
      const aggregation = type === 'trend' ? 'med' : 'rate';
      expect(only(`${key}: ${aggregation}<1`)).toMatchObject({ metric: key, type });
    }
  });
});
