import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createPhaseRecorder } from '../../../src/bench/record/phase-recorder.ts';
import { metricsOfRun } from '../../../src/bench/record/run-metrics.ts';
import { ended } from '../ended.ts';

const record = (name: string, latenciesMs: readonly number[]) => {
  const recorder = createPhaseRecorder({
    ...{ name, startedAt: '2026-11-21T10:11:12.000Z', nowUs: () => 0, openModel: false },
  });
  recorder.virtualUsers(latenciesMs.length, latenciesMs.length);
  latenciesMs.forEach((ms, at) => {
    recorder.sample(ended(at * 1000, ms * 1000));
  });
  return recorder.summarise({ startedUs: 0, endedUs: 10_000_000, started: latenciesMs.length });
};

const latencies = fc.array(fc.integer({ min: 1, max: 60_000 }), { minLength: 1, maxLength: 200 });

it('is of all phases what one recorder would have told', () => {
  fc.assert(
    fc.property(latencies, latencies, (first, second) => {
      const merged = metricsOfRun([record('cold', first), record('warm', second)]);
      const whole = record('load', [...first, ...second]).metrics;
      for (const [name, metric] of Object.entries(whole)) {
        const { type, values } = merged[name] ?? {};
        expect(type, name).toBe(metric.type);
        if (metric.type === 'gauge') continue;
        // Both phases took 10 s, and so did the whole.
        const { rate, ...exact } = { rate: 0, ...metric.values };
        expect(values, name).toMatchObject(
          Object.fromEntries(
            Object.entries(exact).map(([key, value]) => [key, expect.closeTo(value, 3)]),
          ),
        );
        if (metric.type === 'counter')
          expect(values).toHaveProperty('rate', expect.closeTo(rate / 2, 6));
      }
    }),
  );
});

it('has the virtual users of the phase that had most', () => {
  const { vus } = metricsOfRun([record('cold', [1, 2, 3]), record('warm', [1])]);
  expect(vus?.values).toEqual({ value: 1, min: 1, max: 3 });
});

it('of one phase is that phase, of none nothing', () => {
  const phase = record('load', [5]);
  expect(metricsOfRun([phase])).toBe(phase.metrics);
  expect(metricsOfRun([])).toEqual({});
});
