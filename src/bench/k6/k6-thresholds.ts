import { FibimgError } from '../../core/error.ts';
import type { Threshold } from '../threshold/threshold.ts';

/**
 * k6 cannot tag its own metrics by what an answer said, so each of ours that tells populations apart is a custom metric
 * of the script.
 */
const own: Readonly<Record<string, string>> = {
  http_reqs: 'fibimg_reqs',
  http_req_failed: 'fibimg_req_failed',
  http_req_duration: 'fibimg_req_duration',
  http_req_total: 'fibimg_req_total',
  http_req_blocked: 'fibimg_req_blocked',
  http_req_connecting: 'fibimg_req_connecting',
  http_req_tls_handshaking: 'fibimg_req_tls_handshaking',
  http_req_sending: 'fibimg_req_sending',
  http_req_waiting: 'fibimg_req_waiting',
  http_req_receiving: 'fibimg_req_receiving',
  cold_starts: 'fibimg_cold_starts',
  front_door_queue: 'fibimg_front_door_queue',
  init_duration: 'fibimg_init_duration',
  function_duration: 'fibimg_function_duration',
};

/** Those that k6 measures as we do. */
const same: readonly string[] = [
  ...['iterations', 'iteration_duration', 'dropped_iterations'],
  ...['data_sent', 'data_received', 'vus', 'vus_max'],
];

interface K6Threshold {
  readonly threshold: string;
  readonly abortOnFail?: boolean;
  readonly delayAbortEval?: string;
}

/** Thresholds in k6's words, by metric. Throws a usage error for what k6 does not measure. */
export const k6ThresholdsOf = (
  thresholds: readonly Threshold[],
): Readonly<Record<string, readonly K6Threshold[]>> => {
  const byMetric: Record<string, K6Threshold[]> = {};
  for (const one of thresholds) {
    const { aggregation, operator, limit, abortOnFail, delayAbortEvalMs } = one;
    byMetric[k6MetricOf(one)] = [
      ...(byMetric[k6MetricOf(one)] ?? []),
      {
        threshold: `${aggregation}${operator}${limit}`,
        ...(abortOnFail && { abortOnFail, delayAbortEval: `${delayAbortEvalMs}ms` }),
      },
    ];
  }
  return byMetric;
};

const k6MetricOf = ({ metric, type, aggregation }: Threshold): string => {
  const [, name = metric, selector = ''] = /^([^{]+)(\{.*\})?$/.exec(metric) ?? [];
  const known = own[name] ?? same.find((one) => one === name);
  if (known === undefined) {
    throw new FibimgError('usage', `k6 does not measure ${metric}`, {
      hint: 'leave the threshold out, or run it with fibimg bench',
    });
  }
  if (type === 'trend' && aggregation === 'count') {
    throw new FibimgError('usage', `k6 has no threshold on the count of ${metric}`, {
      hint: `http_reqs${selector}: count counts requests`,
    });
  }
  // k6 calls an answer of a good status expected; here it has to be right as well.
  return `${known}${selector.replace('expected_response:true', 'class:ok')}`;
};
