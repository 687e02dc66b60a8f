import type { Sample } from '../engine/sample.ts';
import { type PointMetric, pointsOf, type TagContext, tagsOf } from './sample-points.ts';

/** How a format writes samples. */
export interface SampleLines {
  header(): readonly string[];
  lines(sample: Sample, phase: string): readonly string[];
}

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

/** k6's default system tags, sorted: the columns between the value and the extra tags. */
const columns = [
  'check',
  'error',
  'error_code',
  'expected_response',
  'group',
  'method',
  'name',
  'proto',
  'scenario',
  'service',
  'status',
  'subproto',
  'tls_version',
  'url',
] as const;

/** k6's `--out csv`: a row for each value, Unix seconds, six decimals, our tags in `extra_tags`. */
export const createCsvLines = (context: TagContext): SampleLines => ({
  header: () => [
    ['metric_name', 'timestamp', 'metric_value', ...columns, 'extra_tags', 'metadata'].join(','),
  ],
  lines: (sample, phase) => {
    const { system, extra } = tagsOf(sample, phase, context);
    const seconds = Math.floor(context.epochUsOf(sample.endedUs) / 1e6);
    const row = (tags: Readonly<Record<string, string>>) =>
      columns.map((column) => csvField(tags[column] ?? '')).join(',');
    const extras = new URLSearchParams(extra).toString();
    const full = `${row(system)},${csvField(extras)},`;
    const few = `${row({ scenario: phase })},,`;
    return pointsOf(sample).map(
      ({ metric, value, ofRequest }) =>
        `${metric.name},${seconds},${value.toFixed(6)},${ofRequest ? full : few}`,
    );
  },
});

/** Quoted where RFC 4180 asks for it. */
const csvField = (text: string): string =>
  /[",\r\n]|^\s/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
