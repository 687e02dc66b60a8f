import type {
  ClassCounts,
  Contains,
  MetricSummary,
  PhaseSummary,
  ThresholdResult,
} from '../../../src/bench/record/document.ts';

/**
 * Reads k6's text summary back into the values behind it, so that a recorded summary is its own golden test.
 * A printed time stands for a range, [shown, shown + 0.01 of its unit): a point inside it is taken.
 */
export const readK6Text = (text: string) => {
  const metrics: Record<string, MetricSummary> = {};
  let parent = '';
  for (const line of text.split('\n')) {
    const match = /^\s*(?:[✓✗] )?(\{ .* \}|[a-z_0-9]+)\.{3,}: (.*)$/.exec(line);
    if (match === null) continue;
    const [, label = '', values = ''] = match;
    const isSub = label.startsWith('{');
    const name = isSub ? `${parent}{${label.slice(2, -2)}}` : label;
    if (!isSub) parent = label;
    metrics[name] = readMetric(name, values);
  }
  return { metrics: foldChecks(metrics), thresholds: readThresholds(text) };
};

const readMetric = (name: string, text: string): MetricSummary => {
  const contains: Contains = name.startsWith('data_') ? 'data' : 'default';
  if (text.startsWith('avg=')) {
    const pairs = [...text.matchAll(/(\S+?)=(\S+)/g)];
    const values = Object.fromEntries(pairs.map(([, stat = '', value = '']) => [stat, ms(value)]));
    return { type: 'trend', contains: 'time', values };
  }
  const gauge = /^(\S+)\s+min=(\S+)\s+max=(\S+)$/.exec(text);
  if (gauge) {
    const [value, min, max] = gauge.slice(1).map(Number);
    return { type: 'gauge', contains, values: { value: value ?? 0, min: min ?? 0, max: max ?? 0 } };
  }
  const rate = /^\S+%\s+(?:✓ (\d+)\s+✗ (\d+)|(\d+) out of (\d+))$/.exec(text);
  if (rate) {
    const passes = Number(rate[1] ?? rate[3]);
    const fails = rate[2] === undefined ? Number(rate[4]) - passes : Number(rate[2]);
    return { type: 'rate', contains, values: { rate: passes / (passes + fails), passes, fails } };
  }
  const [, count = '', perSecond = ''] = /^(\S+(?: [kMG]?B)?)\s+(.+)\/s$/.exec(text) ?? [];
  return { type: 'counter', contains, values: { count: amount(count), rate: amount(perSecond) } };
};

const foldChecks = (metrics: Record<string, MetricSummary>): Record<string, MetricSummary> => {
  const { checks_succeeded: checks, checks_total: _, checks_failed: __, ...rest } = metrics;
  return checks === undefined ? rest : { ...rest, checks };
};

const readThresholds = (text: string): ThresholdResult[] => {
  const results: ThresholdResult[] = [];
  let metric = '';
  for (const line of text.split('\n')) {
    metric = /^ {4}([a-z_]+)$/.exec(line)?.[1] ?? metric;
    const match = /^ {4}([✓✗]) '(.+)' \S+?\)?=(\S+)$/.exec(line);
    if (match === null) continue;
    const [, mark, expression = '', value = ''] = match;
    const number = value.endsWith('%') ? Number(value.slice(0, -1)) / 100 : ms(value);
    results.push({ metric, expression, ok: mark === '✓', value: number, phase: 'load' });
  }
  return results;
};

const unitMs = new Map([
  ['ns', 1e-6],
  ['µs', 1e-3],
  ['ms', 1],
  ['s', 1000],
]);

const ms = (text: string): number => {
  const [, number = '', unit = ''] = /^([\d.]+)(ns|µs|ms|s)$/.exec(text) ?? [];
  if (Number(number) === 0) return 0;
  return (Number(number) + 0.004) * (unitMs.get(unit) ?? Number.NaN);
};

const unitBytes = new Map([
  ['', 1],
  ['B', 1],
  ['kB', 1e3],
  ['MB', 1e6],
  ['GB', 1e9],
]);

const amount = (text: string): number => {
  const [number = '', unit = ''] = text.split(' ');
  return Number(number) * (unitBytes.get(unit) ?? Number.NaN);
};

/** A phase around given metrics. */
export const phaseOf = (
  metrics: Readonly<Record<string, MetricSummary>>,
  changes: Partial<PhaseSummary> = {},
): PhaseSummary => ({
  name: 'load',
  startedAt: '2026-11-21T00:00:00.000Z',
  durationMs: 5_000,
  classes: noClasses,
  errors: [],
  metrics,
  series: [],
  histograms: {},
  notes: [],
  ...changes,
});

const noClasses: ClassCounts = {
  started: 0,
  ok: 0,
  http_error: 0,
  function_error: 0,
  throttled: 0,
  wrong_answer: 0,
  network_error: 0,
  timeout: 0,
  interrupted: 0,
  dropped: 0,
};
