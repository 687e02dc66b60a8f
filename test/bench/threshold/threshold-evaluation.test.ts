import { describe, expect, it } from 'vitest';
import type { MetricSummary } from '../../../src/bench/record/document.ts';
import {
  abortingThresholds,
  evaluateThresholds,
  type JudgedPhase,
  judgedPhase,
} from '../../../src/bench/threshold/threshold-evaluation.ts';
import { parseThresholds } from '../../../src/bench/threshold/threshold-parser.ts';
import { phaseOf } from '../../report/k6/k6-text.ts';

const trend = (values: Record<string, number>): MetricSummary => ({
  type: 'trend',
  contains: 'time',
  values,
});

const phase = (name: string, metrics: Record<string, MetricSummary>, started = 10): JudgedPhase => {
  const empty = phaseOf(metrics, { name });
  return judgedPhase({ ...empty, classes: { ...empty.classes, started } });
};

const judge = (text: string, ...phases: JudgedPhase[]) =>
  evaluateThresholds(parseThresholds([text]).thresholds, phases).map(
    ({ phase: name, ok, value }) => `${name} ${ok ? 'pass' : 'fail'} ${value}`,
  );

const cold = phase('cold', {
  http_req_duration: trend({ 'p(95)': 250, count: 10 }),
  'http_req_duration{start:cold}': trend({ 'p(95)': 900, count: 2 }),
});
const warm = phase('warm', { http_req_duration: trend({ 'p(95)': 150, count: 10 }) });

describe('evaluateThresholds', () => {
  it('judges every phase, or the one that the selector names', () => {
    expect(judge('http_req_duration: p(95)<200', cold, warm)).toEqual([
      'cold fail 250',
      'warm pass 150',
    ]);
    expect(judge('http_req_duration{phase:warm}: p(95)<200', cold, warm)).toEqual([
      'warm pass 150',
    ]);
  });

  it('judges a sub-population where there is one', () => {
    expect(judge('http_req_duration{start:cold}: p(95)<1s', cold, warm)).toEqual(['cold pass 900']);
  });

  it('fails without data', () => {
    expect(judge('http_req_duration{start:cold}: p(95)<1s', warm)).toEqual(['warm fail null']);
    expect(judge('http_req_duration{phase:load}: p(95)<1s', warm)).toEqual(['load fail null']);
    expect(judge('http_req_duration: p(99.9)<1s', warm)).toEqual(['warm fail null']);
    const none = phase('load', { http_req_duration: trend({ 'p(95)': 0, count: 0 }) }, 0);
    expect(judge('http_req_duration: p(95)<1s', none)).toEqual(['load fail null']);
    const noRate: MetricSummary = {
      ...{ type: 'rate', contains: 'default', values: { rate: 0, passes: 0, fails: 0 } },
    };
    expect(
      judge('http_req_failed: rate<1%', phase('load', { http_req_failed: noRate }, 0)),
    ).toEqual(['load fail null']);
    expect(judge('http_reqs: count>=0', none)).toEqual(['load fail null']);
  });

  it('takes an uncounted counter for zero once there were requests', () => {
    expect(judge('dropped_iterations: count<1', warm)).toEqual(['warm pass 0']);
  });

  it('fails where no request told its start or its store outcome', () => {
    const count = (value: number): MetricSummary => ({
      ...{ type: 'counter', contains: 'default', values: { count: value, rate: value } },
    });
    const blind = phase('load', {
      ...{ http_reqs: count(9), cold_starts: count(0) },
      ...{ 'http_reqs{start:unknown}': count(9), 'http_reqs{outcome:unknown}': count(9) },
    });
    expect(judge('http_reqs{start:cold}: count<5', blind)).toEqual(['load fail null']);
    expect(judge('http_reqs{outcome:fetched}: count<5', blind)).toEqual(['load fail null']);
    expect(judge('cold_starts: count<5', blind)).toEqual(['load fail null']);
    const told = phase('load', { http_reqs: count(9), 'http_reqs{start:unknown}': count(2) });
    expect(judge('http_reqs{start:cold}: count<5', told)).toEqual(['load pass 0']);
  });

  it.each([
    ['<', [true, false, false]],
    ['<=', [true, true, false]],
    ['>', [false, false, true]],
    ['>=', [false, true, true]],
    ['==', [false, true, false]],
    ['===', [false, true, false]],
    ['!=', [true, false, true]],
  ])('%s', (operator, expected) => {
    const { thresholds } = parseThresholds([`http_req_duration: p(95)${operator}150`]);
    const results = [149, 150, 151].map((value) => {
      const measured = phase('load', { http_req_duration: trend({ 'p(95)': value, count: 1 }) });
      return evaluateThresholds(thresholds, [measured])[0]?.ok;
    });
    expect(results).toEqual(expected);
  });
});

it('ends a running phase only for crossed thresholds that ask for it, after their delay', () => {
  const { thresholds } = parseThresholds([
    'http_req_duration: p(95)<200 abortOnFail delayAbortEval=10s',
    'http_req_duration: p(95)<100',
    'http_req_duration{start:warm}: p(95)<1 abortOnFail',
    'http_req_duration{phase:warm}: p(95)<1 abortOnFail',
  ]);
  expect(abortingThresholds(thresholds, cold, 9_999)).toEqual([]);
  expect(abortingThresholds(thresholds, cold, 10_000)).toEqual([
    { metric: 'http_req_duration', expression: 'p(95)<200', ok: false, value: 250, phase: 'cold' },
  ]);
});
