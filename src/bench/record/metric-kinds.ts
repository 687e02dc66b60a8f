import type { MetricSummary } from './document.ts';

export type MetricKind = Pick<MetricSummary, 'type' | 'contains'>;

const counter: MetricKind = { type: 'counter', contains: 'default' };
const data: MetricKind = { type: 'counter', contains: 'data' };
const gauge: MetricKind = { type: 'gauge', contains: 'default' };
const rate: MetricKind = { type: 'rate', contains: 'default' };
const time: MetricKind = { type: 'trend', contains: 'time' };

const populations = [
  ...['', '{start:cold}', '{start:warm}', '{start:unknown}'],
  ...['{outcome:stored}', '{outcome:fetched}', '{outcome:unknown}'],
  ...['{start:cold,outcome:stored}', '{start:cold,outcome:fetched}'],
  ...['{start:warm,outcome:stored}', '{start:warm,outcome:fetched}'],
];

const all = (kind: MetricKind, keys: readonly string[]) => keys.map((key) => [key, kind] as const);

/**
 * Every metric that a phase may measure, by its key. Stated here as well as in `metricsOf`, which needs the library of
 * histograms: help and the parsing of thresholds need only the names.
 */
export const metricKinds: ReadonlyMap<string, MetricKind> = new Map([
  ...populations.flatMap((population) => [
    [`http_reqs${population}`, counter] as const,
    [`http_req_failed${population}`, rate] as const,
    [`http_req_duration${population}`, time] as const,
  ]),
  ...all(time, ['http_req_duration{expected_response:true}', 'http_req_total']),
  ...all(time, ['http_req_blocked', 'http_req_connecting', 'http_req_tls_handshaking']),
  ...all(time, ['http_req_sending', 'http_req_waiting', 'http_req_receiving']),
  ...all(time, ['http_req_blocked{connection:new}', 'http_req_looking_up{connection:new}']),
  ...all(time, ['http_req_connecting{connection:new}', 'http_req_tls_handshaking{connection:new}']),
  ...all(time, ['iteration_duration', 'init_duration', 'function_duration', 'billed_duration']),
  ...all(time, ['response_time', 'queue_delay', 'front_door_queue']),
  ...all(counter, ['iterations', 'dropped_iterations', 'connection_retries', 'cold_starts']),
  ...all(data, ['data_sent', 'data_received']),
  ...all(gauge, ['vus', 'vus_max']),
]);
