import {
  type Sample,
  type SampleClass,
  type Start,
  type StoreOutcome,
  sampleClasses,
} from '../engine/sample.ts';
import { kindIndex } from './kinds.ts';
import { createTrend, record, type Trend } from './trend.ts';

/**
 * The requests of one combination of good or bad, start and store outcome. Whole populations are merged from
 * these on demand, so that a request is recorded once and not once in each.
 */
export interface Cell {
  readonly ok: boolean;
  readonly start: Start;
  readonly outcome: StoreOutcome;
  count: number;
  readonly duration: Trend;
}

/** All that a phase counts and times. It grows with the kinds of what happened, never with how often. */
export interface Tally {
  readonly classes: Record<SampleClass, number>;
  readonly cells: (Cell | undefined)[];
  readonly total: Trend;
  readonly blocked: Trend;
  readonly sending: Trend;
  readonly waiting: Trend;
  readonly receiving: Trend;
  /** These four over requests that opened their connection. */
  readonly newBlocked: Trend;
  readonly newDns: Trend;
  readonly newConnecting: Trend;
  readonly newTls: Trend;
  readonly responseTime: Trend;
  readonly queueDelay: Trend;
  readonly frontDoorQueue: Trend;
  readonly init: Trend;
  readonly functionDuration: Trend;
  readonly billed: Trend;
  bytesSent: number;
  bytesReceived: number;
  connectionRetries: number;
  coldStarts: number;
  dropped: number;
}

export const createTally = (): Tally => ({
  classes: zeroClasses(),
  cells: [],
  total: createTrend(),
  blocked: createTrend(),
  sending: createTrend(),
  waiting: createTrend(),
  receiving: createTrend(),
  newBlocked: createTrend(),
  newDns: createTrend(),
  newConnecting: createTrend(),
  newTls: createTrend(),
  responseTime: createTrend(),
  queueDelay: createTrend(),
  frontDoorQueue: createTrend(),
  init: createTrend(),
  functionDuration: createTrend(),
  billed: createTrend(),
  bytesSent: 0,
  bytesReceived: 0,
  connectionRetries: 0,
  coldStarts: 0,
  dropped: 0,
});

const zeroClasses = (): Record<SampleClass, number> => ({
  ok: 0,
  http_error: 0,
  function_error: 0,
  throttled: 0,
  wrong_answer: 0,
  network_error: 0,
  timeout: 0,
  interrupted: 0,
});

/**
 * Records one request. An interrupted one is counted in its class alone, as in k6: when it would have ended is
 * not known. A timed-out one is in the times with what it had waited: a lower bound, but never left out.
 */
export const tallySample = (tally: Tally, sample: Sample): void => {
  tally.classes[sample.class]++;
  tally.bytesSent += sample.bytesSent;
  tally.bytesReceived += sample.bytesReceived;
  tally.connectionRetries += sample.connectionRetries;
  if (sample.class === 'interrupted') return;

  if (sample.start === 'cold') tally.coldStarts++;
  const { startedUs, endedUs, intendedUs } = sample;
  record(tally.total, endedUs - startedUs);
  record(tally.responseTime, endedUs - intendedUs);
  record(tally.queueDelay, startedUs - intendedUs);
  const cell = cellOf(tally, sample);
  cell.count++;
  const durationUs = requestDurationUs(sample);
  if (durationUs !== undefined) record(cell.duration, durationUs);
  tallyTimings(tally, sample);
  if (sample.functionDurationMs !== undefined || sample.billedDurationMs !== undefined) {
    tallyReport(tally, sample);
  }
};

/**
 * `http_req_duration`: sending + waiting + receiving, without the time to get a connection, as in k6. A request
 * that never got as far has none (k6 enters 0, which would make errors look fast), but one that timed out
 * counts with all it waited, and so does one that was answered by a way that shows no timings.
 */
export const requestDurationUs = (sample: Sample): number | undefined => {
  const { timings } = sample;
  if (timings !== undefined) return timings.sending + timings.waiting + timings.receiving;
  const counts = sample.class === 'timeout' || sample.status !== 0;
  return counts ? sample.endedUs - sample.startedUs : undefined;
};

const tallyTimings = (tally: Tally, { timings }: Sample): void => {
  if (timings === undefined) return;
  record(tally.blocked, timings.blocked);
  record(tally.sending, timings.sending);
  record(tally.waiting, timings.waiting);
  record(tally.receiving, timings.receiving);
  if (!timings.newConnection) return;
  record(tally.newBlocked, timings.blocked);
  record(tally.newDns, timings.dns);
  record(tally.newConnecting, timings.connecting);
  record(tally.newTls, timings.tlsHandshaking);
};

const tallyReport = (tally: Tally, sample: Sample): void => {
  const { queueMs, initDurationMs, functionDurationMs, billedDurationMs } = sample;
  if (queueMs !== undefined) record(tally.frontDoorQueue, queueMs * 1000);
  if (initDurationMs !== undefined) record(tally.init, initDurationMs * 1000);
  if (functionDurationMs !== undefined) record(tally.functionDuration, functionDurationMs * 1000);
  if (billedDurationMs !== undefined) record(tally.billed, billedDurationMs * 1000);
};

const cellOf = (tally: Tally, sample: Sample): Cell => {
  const { start, outcome } = sample;
  const ok = sample.class === 'ok';
  const index = (ok ? 0 : 9) + kindIndex(sample);
  const cell = tally.cells[index];
  if (cell !== undefined) return cell;
  const created: Cell = { ok, start, outcome, count: 0, duration: createTrend() };
  tally.cells[index] = created;
  return created;
};

export const startedCount = (tally: Tally): number =>
  sampleClasses.reduce((sum, name) => sum + tally.classes[name], 0);
