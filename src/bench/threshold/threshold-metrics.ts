import type { ThresholdMetric } from './threshold.ts';

const counter: ThresholdMetric = { type: 'counter', contains: 'default' };
const data: ThresholdMetric = { type: 'counter', contains: 'data' };
const gauge: ThresholdMetric = { type: 'gauge', contains: 'default' };
const rate: ThresholdMetric = { type: 'rate', contains: 'default' };
const time: ThresholdMetric = { type: 'trend', contains: 'time' };

/** Every metric that a threshold may name: k6's, then ours. */
export const thresholdMetrics: ReadonlyMap<string, ThresholdMetric> = new Map([
  ['checks', rate],
  ['data_received', data],
  ['data_sent', data],
  ['dropped_iterations', counter],
  ['http_req_blocked', time],
  ['http_req_connecting', time],
  ['http_req_duration', time],
  ['http_req_failed', rate],
  ['http_req_receiving', time],
  ['http_req_sending', time],
  ['http_req_tls_handshaking', time],
  ['http_req_waiting', time],
  ['http_reqs', counter],
  ['iteration_duration', time],
  ['iterations', counter],
  ['vus', gauge],
  ['vus_max', gauge],
  ['billed_duration', time],
  ['cold_starts', counter],
  ['connection_retries', counter],
  ['function_duration', time],
  ['http_req_looking_up', time],
  ['http_req_total', time],
  ['init_duration', time],
  ['queue_delay', time],
  ['response_time', time],
]);

/** The selectors inside the braces and the values that each may have; a phase may have any name. */
export const thresholdSelectors: ReadonlyMap<string, readonly string[] | 'any'> = new Map<
  string,
  readonly string[] | 'any'
>([
  ['start', ['cold', 'warm', 'unknown']],
  ['outcome', ['stored', 'fetched', 'unknown']],
  ['expected_response', ['true']],
  ['connection', ['new']],
  ['phase', 'any'],
]);

/** The aggregations of each type of metric, beside the percentiles of a trend. */
export const thresholdAggregations = {
  counter: ['count', 'rate'],
  gauge: ['value'],
  rate: ['rate'],
  trend: ['avg', 'min', 'med', 'max', 'count'],
} as const satisfies Record<ThresholdMetric['type'], readonly string[]>;
