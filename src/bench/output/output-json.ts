import type { SampleLines } from './output-file.ts';
import { type PointMetric, pointsOf } from './output-points.ts';
import { type TagContext, tagsOf } from './output-tags.ts';

/** k6's `--out json`: a `Metric` line when a metric is first seen, then a `Point` line for each value. */
export const createJsonLines = (context: TagContext): SampleLines => {
  const declared = new Set<string>();
  const declare = (metric: PointMetric): string[] => {
    if (declared.has(metric.name)) return [];
    declared.add(metric.name);
    const { name, type, contains } = metric;
    const data = { name, type, contains, thresholds: [], submetrics: null };
    return [JSON.stringify({ type: 'Metric', data, metric: name })];
  };
  return {
    header: () => [],
    lines: (sample, phase) => {
      const { system, extra } = tagsOf(sample, phase, context);
      const time = isoMicros(context.epochUsOf(sample.endedUs));
      // Encoded once a request, not once a point: this runs on the generator's own thread.
      const tagsText = JSON.stringify({ ...system, ...extra });
      const fewText = JSON.stringify({ group: system['group'], scenario: phase });
      return pointsOf(sample).flatMap(({ metric, value, ofRequest }) => [
        ...declare(metric),
        `{"metric":"${metric.name}","type":"Point","data":{"time":"${time}","value":${value},"tags":${ofRequest ? tagsText : fewText}}}`,
      ]);
    },
  };
};

/** ISO 8601 with microseconds, which a Date does not have. */
const isoMicros = (epochUs: number): string => {
  const whole = Math.floor(epochUs);
  const micros = String(whole % 1000).padStart(3, '0');
  return `${new Date(Math.floor(whole / 1000)).toISOString().slice(0, -1)}${micros}Z`;
};
