import type { Sample } from '../engine/sample.ts';
import type { Contains, MetricSummary } from '../record/document.ts';
import { requestDurationUs } from '../record/tally.ts';

/** One value of one metric, as k6 streams them. */
interface Point {
  readonly metric: PointMetric;
  readonly value: number;
  /** Whether it tells of the request, or of the iteration around it: then it has fewer tags. */
  readonly ofRequest: boolean;
}

export interface PointMetric {
  readonly name: string;
  readonly type: MetricSummary['type'];
  readonly contains: Contains;
}

const metric = (
  name: string,
  type: PointMetric['type'],
  contains: Contains = 'default',
): PointMetric => ({ name, type, contains });

const reqs = metric('http_reqs', 'counter');
const duration = metric('http_req_duration', 'trend', 'time');
const failed = metric('http_req_failed', 'rate');
const parts = [
  ['blocked', metric('http_req_blocked', 'trend', 'time')],
  ['connecting', metric('http_req_connecting', 'trend', 'time')],
  ['tlsHandshaking', metric('http_req_tls_handshaking', 'trend', 'time')],
  ['sending', metric('http_req_sending', 'trend', 'time')],
  ['waiting', metric('http_req_waiting', 'trend', 'time')],
  ['receiving', metric('http_req_receiving', 'trend', 'time')],
] as const;
const sent = metric('data_sent', 'counter', 'data');
const received = metric('data_received', 'counter', 'data');
const iterationDuration = metric('iteration_duration', 'trend', 'time');
const iterations = metric('iterations', 'counter');
const frontDoorQueue = metric('front_door_queue', 'trend', 'time');
const init = metric('init_duration', 'trend', 'time');
const functionDuration = metric('function_duration', 'trend', 'time');
const billed = metric('billed_duration', 'trend', 'time');

/** The points of one request in k6's order, then ours; times in milliseconds. */
export const pointsOf = (sample: Sample): readonly Point[] => {
  const { timings } = sample;
  const points: Point[] = [{ metric: reqs, value: 1, ofRequest: true }];
  const add = (of: PointMetric, value: number | undefined, ofRequest = true) => {
    if (value !== undefined) points.push({ metric: of, value, ofRequest });
  };
  const durationUs = requestDurationUs(sample);
  add(duration, durationUs === undefined ? undefined : durationUs / 1000);
  for (const [part, of] of parts) add(of, timings && timings[part] / 1000);
  add(failed, sample.class === 'ok' ? 0 : 1);
  add(frontDoorQueue, sample.queueMs);
  add(init, sample.initDurationMs);
  add(functionDuration, sample.functionDurationMs);
  add(billed, sample.billedDurationMs);
  add(sent, sample.bytesSent, false);
  add(received, sample.bytesReceived, false);
  add(iterationDuration, (sample.endedUs - sample.startedUs) / 1000, false);
  add(iterations, 1, false);
  return points;
};

/** What all samples of a run have in common. */
export interface TagContext {
  readonly method: string;
  /** The address of a request; without pixels the address that groups them. */
  readonly urlOf: (pixels: number | undefined) => string;
  /** Microseconds since 1970 of an instant of the run's monotonic clock. */
  readonly epochUsOf: (us: number) => number;
}

interface SampleTags {
  /** k6's system tags. */
  readonly system: Readonly<Record<string, string>>;
  /** Ours. */
  readonly extra: Readonly<Record<string, string>>;
}

/** A request's tags; the phase is the scenario. */
export const tagsOf = (
  sample: Sample,
  phase: string,
  { method, urlOf }: TagContext,
): SampleTags => {
  const ok = sample.class === 'ok';
  return {
    system: {
      ...(ok ? {} : { error: sample.errorCode ?? sample.class, error_code: k6ErrorCode(sample) }),
      expected_response: String(ok),
      group: '',
      method,
      name: urlOf(undefined),
      proto: 'HTTP/1.1',
      scenario: phase,
      status: String(sample.status),
      url: urlOf(sample.pixels),
    },
    extra: {
      ...(ok ? {} : { class: sample.class }),
      start: sample.start,
      outcome: sample.outcome,
    },
  };
};

/** k6's numbers for errors: 1000 and the HTTP status, or its own (k6 docs, "Error codes"). */
const k6ErrorCode = ({ class: kind, status, errorCode }: Sample): string => {
  if (status >= 400) return String(1000 + status);
  if (kind === 'timeout') return '1050';
  return k6ErrorCodes.get(errorCode ?? '') ?? '1000';
};

/** By Node's names. */
export const k6ErrorCodes: ReadonlyMap<string, string> = new Map([
  ['ENOTFOUND', '1101'],
  ['EAI_AGAIN', '1100'],
  ['ETIMEDOUT', '1211'],
  ['ECONNREFUSED', '1212'],
  ['EPIPE', '1201'],
  ['ECONNRESET', '1220'],
]);
