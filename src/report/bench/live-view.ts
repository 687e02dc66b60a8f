import { scheduleMs } from '../../bench/load/load-arithmetic.ts';
import type { ClassCounts, SeriesPoint } from '../../bench/record/document.ts';
import { formatFixedDuration } from '../k6/k6-duration.ts';
import { formatTime } from '../k6/k6-format.ts';
import { fittedProgressBar, type Progress, runningLine } from '../k6/k6-progress.ts';
import { clip, createPaint, gap } from '../text/ansi.ts';
import { sparkline } from './sparkline.ts';

/** A running phase at one moment. */
export interface LiveState {
  readonly phase: string;
  /** Its place among the run's phases, from 1. */
  readonly position: { readonly at: number; readonly of: number };
  readonly progress: Progress;
  readonly classes: ClassCounts;
  readonly coldStarts: number;
  /** Of http_req_duration so far; null while nothing has ended. */
  readonly medMs: number | null;
  readonly p95Ms: number | null;
  /** The whole steps of the phase so far, oldest first. */
  readonly points: readonly SeriesPoint[];
}

/** One frame: lines that each fit `width`, always equally many, so that repainting does not jump. */
export const renderLiveFrame = (
  state: LiveState,
  width: number,
  colour: boolean,
): readonly string[] => {
  const paint = createPaint(colour);
  const { points, progress, phase } = state;
  const room = width - 22;
  const row = (label: string, value: string, trail = '') =>
    clip(`  ${label}${gap(label, 9)}${value}${trail && gap(value, 11)}${trail}`.trimEnd(), width);
  const failures = failuresOf(state.classes);
  const errors = row('errors', failures === '' ? 'none' : failures);
  return [
    paint.bold(clip(headLine(state), width)),
    row(
      'rate',
      rateOf(points),
      sparkline(
        points.map(({ ended }) => ended),
        room,
      ),
    ),
    row(
      'p50',
      timeOf(state.medMs),
      sparkline(
        points.map(({ medMs }) => medMs),
        room,
      ),
    ),
    row(
      'p95',
      timeOf(state.p95Ms),
      sparkline(
        points.map(({ p95Ms }) => p95Ms),
        room,
      ),
    ),
    failures === '' ? errors : paint.red(errors),
    row('cold', `${state.coldStarts} ${state.coldStarts === 1 ? 'start' : 'starts'}`),
    clip(runningLine(progress), width),
    fittedProgressBar(phase, progress, width, paint),
  ];
};

/** The same in one line, for a log: its end is cut where it finds no room, failures never. */
export const renderLiveLine = (state: LiveState, width: number): string => {
  const { phase, progress, points, classes } = state;
  const { activeVus, initialisedVus, complete, elapsedMs, load } = progress;
  const failures = failuresOf(classes);
  const parts = [
    `running (${formatFixedDuration(elapsedMs, scheduleMs(load) + load.gracefulStopMs)}), ${phase}`,
    ...(failures === '' ? [] : [failures]),
    ...[`${complete} complete`, rateOf(points), `p95 ${timeOf(state.p95Ms)}`],
    `${activeVus}/${initialisedVus} VUs`,
  ];
  return clip(parts.join(', '), width);
};

const headLine = ({ phase, position, progress }: LiveState): string => {
  const total = scheduleMs(progress.load);
  const time = (ms: number) => formatFixedDuration(ms, total);
  const left = Math.max(0, total - progress.elapsedMs);
  const steps = position.of === 1 ? '' : ` (phase ${position.at} of ${position.of})`;
  if (progress.status === 'stopping') {
    return `${phase}${steps}: letting requests in flight end; Ctrl-C ends at once`;
  }
  return `${phase}${steps}: ${time(progress.elapsedMs)} elapsed, ${time(left)} left`;
};

const rateOf = (points: readonly SeriesPoint[]): string => {
  const [before, last] = points.slice(-2);
  if (before === undefined) return '-';
  // A long phase has steps of more than a second.
  const seconds = last === undefined ? before.second + 1 : last.second - before.second;
  return `${((last ?? before).ended / Math.max(1, seconds)).toFixed(1)}/s`;
};

const timeOf = (ms: number | null): string => (ms === null ? '-' : formatTime(ms));

const failuresOf = ({ ok: _, started: __, ...bad }: ClassCounts): string =>
  Object.entries(bad)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
