import type { Contains, MetricSummary } from './document.ts';
import { type Cell, startedCount, type Tally } from './tally.ts';
import { createTrend, mergeTrends, record, type Trend } from './trend.ts';
import { trendValues } from './trend-values.ts';

/** One metric of a phase: its trend, or how to count it. */
type Metric =
  | { readonly type: 'trend'; readonly trend: () => Trend | undefined }
  | {
      readonly type: 'counter';
      readonly contains: Contains;
      readonly count: () => number;
      /** Left out while it is 0: a part of a whole that is not there, or trouble that there was none of. */
      readonly omitZero: boolean;
    }
  | { readonly type: 'rate'; readonly passes: () => number; readonly total: () => number };

/**
 * Every metric by name. Names and definitions are k6's where it has them (`metrics/builtin.go`,
 * `httpext/tracer.go`), with its zeros of reused connections in `http_req_connecting` and
 * `http_req_tls_handshaking`; under `{connection:new}` are the same phases where a connection was opened.
 */
export const metricsOf = (tally: Tally, openModel: boolean): ReadonlyMap<string, Metric> =>
  new Map<string, Metric>([
    ...populations(tally),
    ['http_req_total', trend(() => tally.total)],
    ['http_req_blocked', trend(() => tally.blocked)],
    ['http_req_connecting', trend(() => withReused(tally, tally.newConnecting))],
    ['http_req_tls_handshaking', trend(() => withReused(tally, tally.newTls))],
    ['http_req_sending', trend(() => tally.sending)],
    ['http_req_waiting', trend(() => tally.waiting)],
    ['http_req_receiving', trend(() => tally.receiving)],
    ['http_req_blocked{connection:new}', trend(() => tally.newBlocked)],
    ['http_req_looking_up{connection:new}', trend(() => tally.newDns)],
    ['http_req_connecting{connection:new}', trend(() => tally.newConnecting)],
    ['http_req_tls_handshaking{connection:new}', trend(() => tally.newTls)],
    ['iterations', counter(() => endedCount(tally))],
    ['iteration_duration', trend(() => tally.total)],
    ['dropped_iterations', counter(() => tally.dropped, 'default', true)],
    ['data_sent', counter(() => tally.bytesSent, 'data')],
    ['data_received', counter(() => tally.bytesReceived, 'data')],
    ['connection_retries', counter(() => tally.connectionRetries, 'default', true)],
    ['cold_starts', counter(() => tally.coldStarts)],
    ['front_door_queue', trend(() => tally.frontDoorQueue)],
    ['init_duration', trend(() => tally.init)],
    ['function_duration', trend(() => tally.functionDuration)],
    ['billed_duration', trend(() => tally.billed)],
    ...(openModel
      ? ([
          ['response_time', trend(() => tally.responseTime)],
          ['queue_delay', trend(() => tally.queueDelay)],
        ] as const)
      : []),
  ]);

/** What a metric comes to over that many seconds; undefined where there was nothing to measure. */
export const summariseMetric = (
  metric: Metric,
  seconds: number,
  percentiles?: readonly number[],
): MetricSummary | undefined => {
  switch (metric.type) {
    case 'trend': {
      const filled = metric.trend();
      if (filled === undefined || filled.count === 0) return undefined;
      return { type: 'trend', contains: 'time', values: trendValues(filled, percentiles) };
    }
    case 'counter': {
      const count = metric.count();
      if (count === 0 && metric.omitZero) return undefined;
      return { type: 'counter', contains: metric.contains, values: counterValues(count, seconds) };
    }
    case 'rate': {
      const total = metric.total();
      if (total === 0) return undefined;
      const passes = metric.passes();
      const values = { rate: passes / total, passes, fails: total - passes };
      return { type: 'rate', contains: 'default', values };
    }
  }
};

export const counterValues = (count: number, seconds: number) => ({
  count,
  rate: seconds > 0 ? count / seconds : 0,
});

/** Duration, count and failures of all requests and of each kind of them. */
function* populations(tally: Tally): Generator<readonly [string, Metric]> {
  yield* population(tally, '', () => true);
  yield [
    'http_req_duration{expected_response:true}',
    trend(() => mergedDuration(tally, ({ ok }) => ok)),
  ];
  for (const start of ['cold', 'warm', 'unknown'] as const) {
    yield* population(tally, `{start:${start}}`, (cell) => cell.start === start);
  }
  for (const outcome of ['stored', 'fetched', 'unknown'] as const) {
    yield* population(tally, `{outcome:${outcome}}`, (cell) => cell.outcome === outcome);
  }
  for (const start of ['cold', 'warm'] as const) {
    for (const outcome of ['stored', 'fetched'] as const) {
      const inCell = (cell: Cell) => cell.start === start && cell.outcome === outcome;
      yield* population(tally, `{start:${start},outcome:${outcome}}`, inCell);
    }
  }
}

function* population(
  tally: Tally,
  selector: string,
  has: (cell: Cell) => boolean,
): Generator<readonly [string, Metric]> {
  const total = (): number => countCells(tally, has);
  const failed = (): number => countCells(tally, (cell) => !cell.ok && has(cell));
  yield [`http_reqs${selector}`, counter(total, 'default', selector !== '')];
  yield [`http_req_failed${selector}`, { type: 'rate', passes: failed, total }];
  yield [`http_req_duration${selector}`, trend(() => mergedDuration(tally, has))];
}

const trend = (source: () => Trend | undefined): Metric => ({ type: 'trend', trend: source });

const counter = (
  count: () => number,
  contains: Contains = 'default',
  omitZero = false,
): Metric => ({
  type: 'counter',
  contains,
  count,
  omitZero,
});

const cellsOf = (tally: Tally, has: (cell: Cell) => boolean): Cell[] =>
  tally.cells.filter((cell): cell is Cell => cell !== undefined && has(cell));

const countCells = (tally: Tally, has: (cell: Cell) => boolean): number =>
  cellsOf(tally, has).reduce((sum, { count }) => sum + count, 0);

const mergedDuration = (tally: Tally, has: (cell: Cell) => boolean): Trend | undefined =>
  mergeTrends(cellsOf(tally, has).map(({ duration }) => duration));

const endedCount = (tally: Tally): number => startedCount(tally) - tally.classes.interrupted;

const withReused = (tally: Tally, opened: Trend): Trend | undefined => {
  const reused = tally.blocked.count - opened.count;
  if (reused === 0) return opened;
  const zeros = createTrend();
  record(zeros, 0, reused);
  return mergeTrends([opened, zeros]);
};
