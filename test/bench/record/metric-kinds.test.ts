import { expect, it } from 'vitest';
import { metricKinds } from '../../../src/bench/record/metric-kinds.ts';
import { metricsOf } from '../../../src/bench/record/metrics.ts';
import { createTally } from '../../../src/bench/record/tally.ts';

it('names exactly what a phase measures', () => {
  const measured = [...metricsOf(createTally(), true)].map(([key, metric]) => {
    const contains = metric.type === 'trend' ? 'time' : 'default';
    return [
      key,
      { type: metric.type, contains: metric.type === 'counter' ? metric.contains : contains },
    ] as const;
  });
  const gauge = { type: 'gauge', contains: 'default' };
  expect(Object.fromEntries(metricKinds)).toEqual(
    Object.fromEntries([...measured, ['vus', gauge], ['vus_max', gauge]]),
  );
});
