import type { SampleLines } from './output-file.ts';
import { pointsOf } from './output-points.ts';
import { type TagContext, tagsOf } from './output-tags.ts';

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
