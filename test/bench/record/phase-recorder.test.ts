import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sample } from '../../../src/bench/engine/sample.ts';
import { createPhaseRecorder } from '../../../src/bench/record/phase-recorder.ts';
import { anySample, waited } from '../../support/load/samples.ts';

const record = (samples: readonly Sample[], { openModel = false, endMs = 10_000 } = {}) => {
  let nowUs = 0;
  const recorder = createPhaseRecorder({
    ...{ name: 'load', startedAt: '2026-01-02T03:04:05.000Z', openModel },
    nowUs: () => nowUs,
  });
  for (const sample of samples) recorder.sample(sample);
  nowUs = endMs * 1000;
  const report = { startedUs: 0, endedUs: nowUs, started: samples.length };
  return { recorder, report, summary: recorder.summarise(report) };
};

/** A percentile is exact to a thousandth. */
const near = (value: number): number => expect.closeTo(value, 1);

const trendSum = (summary: ReturnType<typeof record>['summary'], name: string): number => {
  const metric = summary.metrics[name];
  if (metric?.type !== 'trend') return 0;
  return (metric.values['avg'] ?? 0) * (metric.values['count'] ?? 0);
};

describe('createPhaseRecorder', () => {
  it("summarises under k6's names and definitions", () => {
    const timings = { blocked: 7000, dns: 1000, connecting: 2000, tlsHandshaking: 4000 };
    const opened = {
      ...timings,
      sending: 10,
      waiting: 20_000,
      receiving: 490,
      newConnection: true,
    };
    const { summary } = record([
      waited(0, 27.5, { timings: opened, start: 'cold', outcome: 'fetched' }),
      waited(100, 10),
      waited(200, 30, { class: 'http_error', status: 503, errorCode: 'storage' }),
    ]);
    const { metrics } = summary;
    expect(summary).toMatchObject({ name: 'load', durationMs: 10_000 });
    expect(summary.classes).toMatchObject({ started: 3, ok: 2, http_error: 1, timeout: 0 });
    expect(metrics['http_reqs']?.values).toEqual({ count: 3, rate: 0.3 });
    expect(metrics['http_req_failed']?.values).toEqual({ rate: 1 / 3, passes: 1, fails: 2 });
    expect(metrics['http_req_duration']?.values).toMatchObject({
      min: 10,
      med: near(20.5),
      max: 30,
    });
    expect(metrics['http_req_duration{expected_response:true}']?.values).toMatchObject({
      count: 2,
    });
    expect(metrics['http_req_total']?.values).toMatchObject({ max: 30, count: 3 });
    expect(metrics['http_req_blocked']?.values).toMatchObject({ min: 0, max: 7, count: 3 });
    expect(metrics['iterations']?.values).toMatchObject({ count: 3 });
    expect(metrics['data_sent']).toEqual({
      ...{ type: 'counter', contains: 'data', values: { count: 300, rate: 30 } },
    });
    expect(metrics['cold_starts']?.values).toMatchObject({ count: 1 });
    expect(metrics['response_time']).toBeUndefined();
    expect(metrics['init_duration']).toBeUndefined();
  });

  it('has the zeros of reused connections as k6, and new connections by themselves', () => {
    const opened = {
      ...{ blocked: 3000, dns: 0, connecting: 3000, tlsHandshaking: 0 },
      ...{ sending: 0, waiting: 1000, receiving: 0, newConnection: true },
    };
    const { summary } = record([waited(0, 4, { timings: opened }), waited(5, 1), waited(6, 1)]);
    expect(summary.metrics['http_req_connecting']?.values).toMatchObject({
      ...{ count: 3, min: 0, med: 0, max: 3, avg: 1 },
    });
    expect(summary.metrics['http_req_connecting{connection:new}']?.values).toMatchObject({
      ...{ count: 1, min: 3 },
    });
  });

  it('keeps each kind of start and outcome as a population of its own', () => {
    const { summary } = record([
      waited(0, 800, { start: 'cold', outcome: 'fetched' }),
      waited(0, 300, { start: 'warm', outcome: 'fetched' }),
      waited(0, 20),
      waited(0, 22, { class: 'throttled', start: 'unknown', outcome: 'unknown' }),
    ]);
    const med = (key: string) => summary.metrics[`http_req_duration${key}`]?.values;
    expect(med('{start:cold}')).toMatchObject({ med: 800, count: 1 });
    expect(med('{start:warm}')).toMatchObject({ med: near(20), max: 300, count: 2 });
    expect(med('{outcome:fetched}')).toMatchObject({ min: 300, max: 800, count: 2 });
    expect(med('{start:warm,outcome:fetched}')).toMatchObject({ med: 300, count: 1 });
    expect(med('{start:unknown}')).toMatchObject({ count: 1 });
    expect(med('{start:cold,outcome:stored}')).toBeUndefined();
    expect(summary.metrics['http_reqs{start:warm}']?.values).toMatchObject({ count: 2 });
    expect(summary.metrics['http_reqs{start:cold,outcome:stored}']).toBeUndefined();
    expect(summary.metrics['http_req_failed{start:unknown}']?.values).toMatchObject({ rate: 1 });
  });

  it('has timed-out requests in the times with what they waited, and says so', () => {
    const { timings: _phases, ...unanswered } = waited(0, 2000, { class: 'timeout', status: 0 });
    const { summary } = record([waited(0, 10), unanswered]);
    expect(summary.metrics['http_req_duration']?.values).toMatchObject({ max: 2000, count: 2 });
    expect(summary.notes).toEqual([expect.stringContaining('1 of 2 requests timed out')]);
    expect(summary.notes[0]).toContain('percentiles above p(50.0) are lower bounds');
  });

  it('has a request that was never sent in no service time', () => {
    const { timings: _phases, ...refused } = waited(0, 1, { class: 'network_error', status: 0 });
    const { summary } = record([waited(0, 10), refused]);
    expect(summary.metrics['http_req_duration']?.values).toMatchObject({ min: 10, count: 1 });
    expect(summary.metrics['http_req_total']?.values).toMatchObject({ min: 1, count: 2 });
    expect(summary.notes[0]).toContain('failed before they were sent: 1');
  });

  it('counts an interrupted request in its class alone', () => {
    const { summary } = record([waited(0, 10), waited(0, 9, { class: 'interrupted' })]);
    expect(summary.classes).toMatchObject({ started: 2, ok: 1, interrupted: 1 });
    expect(summary.metrics['http_reqs']?.values).toMatchObject({ count: 1 });
    expect(summary.metrics['iterations']?.values).toMatchObject({ count: 1 });
    expect(summary.metrics['http_req_total']?.values).toMatchObject({ min: 10, count: 1 });
  });

  it('has both clocks in the open model: a stall shows in response time, not in service time', () => {
    const samples = [0, 10, 20].map((ms) =>
      waited(1000, 5, { intendedUs: ms * 1000, startedUs: 1_000_000 }),
    );
    const { summary, recorder } = record(samples, { openModel: true });
    expect(summary.metrics['response_time']?.values).toMatchObject({ min: 985, max: 1005 });
    expect(summary.metrics['http_req_duration']?.values).toMatchObject({ max: 5 });
    expect(summary.metrics['queue_delay']?.values).toMatchObject({ max: 1000 });
    expect(recorder.slotErrorP99Ms()).toBe(1000);
  });

  it('reads the report of a direct invocation; what is absent is absent', () => {
    const report = { initDurationMs: 181.5, functionDurationMs: 20, billedDurationMs: 202 };
    const { summary } = record([waited(0, 9, report), waited(0, 9, { billedDurationMs: 3 })]);
    expect(summary.metrics['init_duration']?.values).toMatchObject({ max: 181.5, count: 1 });
    expect(summary.metrics['billed_duration']?.values).toMatchObject({ min: 3, count: 2 });
  });

  it("tells the local Lambda's queue apart, and says when it was the limit", () => {
    const times = { queueMs: 6, functionDurationMs: 3 };
    const { metrics, notes } = record([waited(0, 10, times), waited(0, 11, times)]).summary;
    expect(metrics['front_door_queue']?.values).toMatchObject({ med: near(6), count: 2 });
    expect(metrics['function_duration']?.values).toMatchObject({ med: near(3) });
    expect(notes).toEqual([expect.stringContaining('a request was held for 6.0 of 10.0 ms')]);
    const { summary } = record([waited(0, 10, { queueMs: 4, functionDurationMs: 5 })]);
    expect(summary.notes).toEqual([]);
  });

  it('counts errors by class and code, the most frequent first, in bounded memory', () => {
    const reset = { class: 'network_error', errorCode: 'ECONNRESET', status: 0 } as const;
    const codes = Array.from({ length: 300 }, (_, code) =>
      waited(0, 1, { class: 'http_error', status: 500, errorCode: `code${code}` }),
    );
    const { summary } = record([waited(0, 1, reset), waited(0, 1, reset), ...codes]);
    expect(summary.errors).toHaveLength(101);
    expect(summary.errors[0]).toEqual({ class: 'http_error', code: 'other', count: 201 });
    expect(summary.errors[1]).toEqual({ class: 'network_error', code: 'ECONNRESET', count: 2 });
    const plain = record([waited(0, 1, { class: 'http_error', status: 404 })]).summary.errors;
    expect(plain).toEqual([{ class: 'http_error', code: '404', count: 1 }]);
  });

  it('gives a point for each second', () => {
    const { summary } = record([
      waited(100, 20),
      waited(900, 300, { start: 'cold' }),
      waited(3100, 40, { class: 'throttled' }),
    ]);
    expect(summary.series).toEqual([
      {
        second: 0,
        started: 2,
        ended: 1,
        failed: 0,
        dropped: 0,
        cold: 0,
        vus: 0,
        medMs: 20,
        p95Ms: 20,
      },
      expect.objectContaining({ second: 1, started: 0, ended: 1, cold: 1, medMs: 300 }),
      { second: 2, started: 0, ended: 0, failed: 0, dropped: 0, cold: 0, vus: 0 },
      expect.objectContaining({ second: 3, started: 1, ended: 1, failed: 1 }),
    ]);
  });

  it('keeps a series of any length in at most 600 points', () => {
    const daySeconds = 86_400;
    const samples = Array.from({ length: 2000 }, (_, index) =>
      waited(((index * daySeconds) / 2000) * 1000, index % 100),
    );
    const { series, notes } = record(samples, { endMs: daySeconds * 1000 }).summary;
    expect(series.length).toBeLessThanOrEqual(600);
    expect(series.length).toBeGreaterThanOrEqual(300);
    expect(series[1]).toMatchObject({ second: 256, seconds: 256 });
    expect(series.reduce((sum, point) => sum + point.ended, 0)).toBe(2000);
    expect(notes).toEqual([expect.stringContaining('covers 256 seconds')]);
  });

  it('tells of a phase while it goes', () => {
    const { recorder } = record([waited(0, 10), waited(0, 20, { start: 'cold' }), waited(1500, 3)]);
    recorder.virtualUsers(4, 9);
    recorder.dropped(2);
    expect(recorder.snapshot()).toMatchObject({
      ...{ elapsedMs: 10_000, coldStarts: 1, vus: 4, vusMax: 9, medMs: near(10), p95Ms: 20 },
      classes: { started: 3, ok: 3, dropped: 2 },
    });
    expect(recorder.metric('dropped_iterations')?.values).toEqual({ count: 2, rate: 0.2 });
    expect(recorder.metric('http_req_waiting')?.values).toMatchObject({ max: 20 });
    expect(recorder.metric('http_req_duration{start:unknown}')).toBeUndefined();
    expect(recorder.metric('no_such_metric')).toBeUndefined();
  });

  it('refuses to summarise what does not add up', () => {
    const { recorder, report } = record([waited(0, 10)]);
    expect(() => recorder.summarise({ ...report, started: 2 })).toThrow(
      'add up to 1 requests, but the engine began 2',
    );
    expect(() => recorder.summarise({ ...report, planned: 3 })).toThrow('called for 3 iterations');
  });

  it('loses and invents nothing (property)', () => {
    fc.assert(
      fc.property(fc.array(anySample, { maxLength: 60 }), (samples) => {
        const { summary } = record(samples, { endMs: 30_000 });
        const { started, dropped, ...classes } = summary.classes;
        expect(started).toBe(samples.length);
        expect(dropped).toBe(0);
        expect(Object.values(classes).reduce((a, b) => a + b, 0)).toBe(started);
        const errors = summary.errors.reduce((sum, { count }) => sum + count, 0);
        expect(errors).toBe(started - classes.ok);
        expect(summary.series.reduce((sum, point) => sum + point.started, 0)).toBe(started);
      }),
      { numRuns: 30 },
    );
  });

  it('has timings that add up to the total (property)', () => {
    fc.assert(
      fc.property(fc.array(anySample, { minLength: 1, maxLength: 60 }), (samples) => {
        const reached = samples.filter(({ timings }) => timings !== undefined);
        const { summary } = record(reached);
        const parts = ['blocked', 'sending', 'waiting', 'receiving'].reduce(
          (sum, part) => sum + trendSum(summary, `http_req_${part}`),
          0,
        );
        expect(parts).toBeCloseTo(trendSum(summary, 'http_req_total'), 3);
        expect(trendSum(summary, 'http_req_duration')).toBeCloseTo(
          parts - trendSum(summary, 'http_req_blocked'),
          3,
        );
      }),
      { numRuns: 30 },
    );
  });
});
