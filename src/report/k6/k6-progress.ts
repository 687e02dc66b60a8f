import { stripVTControlCharacters } from 'node:util';
import type { Load } from '../../bench/load/load.ts';
import { maxVus, scheduleMs } from '../../bench/load/load-arithmetic.ts';
import { clip, gap, type Paint, textWidth } from '../text/ansi.ts';
import { formatFixedDuration, formatGoDuration } from './k6-duration.ts';

/** How far a run is; what k6's two progress lines show. */
export interface Progress {
  readonly load: Load;
  readonly elapsedMs: number;
  readonly status: 'running' | 'waiting' | 'stopping' | 'interrupted' | 'failed' | 'done';
  readonly activeVus: number;
  readonly initialisedVus: number;
  readonly complete: number;
  readonly interrupted: number;
  /** Iterations a second that the schedule asks for now; arrival rates only. */
  readonly plannedRate?: number;
}

/** `running (2m00.5s), 000/200 VUs, 45033 complete and 0 interrupted iterations`. */
export const runningLine = (progress: Progress): string => {
  const { load, elapsedMs, initialisedVus, complete, interrupted } = progress;
  const longest = scheduleMs(load) + load.gracefulStopMs;
  const active = zeroPadded(progress.activeVus, maxVus(load));
  return `running (${formatFixedDuration(elapsedMs, longest)}), ${active}/${initialisedVus} VUs, ${complete} complete and ${interrupted} interrupted iterations`;
};

const zeroPadded = (value: number, most: number): string =>
  String(value).padStart(String(most).length, '0');

const runes = {
  ...{ running: ' ', waiting: '•', stopping: '↓' },
  ...{ interrupted: '✗', failed: '✗', done: '✓' },
} as const;

/** k6's bar, cut where even a percentage finds no room. */
export const fittedProgressBar = (
  name: string,
  progress: Progress,
  width: number,
  paint: Paint,
): string => {
  const line = progressBar(name, progress, width, paint);
  const plain = stripVTControlCharacters(line);
  return textWidth(plain) <= width ? line : clip(plain, width);
};

/** k6's bar, shrunk to a percentage where the terminal is narrow. */
export const progressBar = (
  name: string,
  progress: Progress,
  width: number,
  paint: Paint,
): string => {
  const right = rightColumns(progress).join('  ');
  const left = clip(name, 30);
  const room = width - textWidth(left) - textWidth(right) - 4;
  const bar = barOf(shareDone(progress), Math.min(40, Math.max(8, room)));
  return `${left} ${rune(progress.status, paint)} ${bar} ${right}`.trimEnd();
};

const rune = (status: Progress['status'], paint: Paint): string => {
  if (status === 'done') return paint.green(runes.done);
  const isBad = status === 'interrupted' || status === 'failed';
  return isBad ? paint.red(runes[status]) : runes[status];
};

const shareDone = ({ load, complete, elapsedMs, status }: Progress): number => {
  if (status === 'done' || status === 'failed') return 1;
  const share =
    load.executor === 'shared-iterations'
      ? complete / load.iterations
      : elapsedMs / Math.max(1, scheduleMs(load));
  return Math.min(1, Math.max(0, share));
};

/** Brackets around `=`, `>` and `-`; of the least width, 8, a percentage. */
const barOf = (share: number, width: number): string => {
  const space = width - 2;
  if (width <= 8) return `[ ${gapLeft(Math.floor(share * 100), 3)}% ]`;
  const filled = Math.trunc(space * share);
  const head = filled > 0 && filled < space ? `${'='.repeat(filled - 1)}>` : '='.repeat(filled);
  return `[${head}${'-'.repeat(space - filled)}]`;
};

const gapLeft = (value: number, width: number): string => gap(String(value), width) + String(value);

const rightColumns = (progress: Progress): readonly string[] => {
  const { load, elapsedMs, activeVus, initialisedVus, complete } = progress;
  const total = scheduleMs(load);
  const whole = formatGoDuration(total);
  const spent = elapsedMs >= total ? whole : `${formatFixedDuration(elapsedMs, total)}/${whole}`;
  if (load.executor === 'shared-iterations') {
    const counted = `${zeroPadded(complete, load.iterations)}/${load.iterations}`;
    return [`${load.vus} VUs`, spent, `${counted} shared iters`];
  }
  if (!('maxVus' in load)) {
    const vus = load.executor === 'constant-vus' ? load.vus : maxVus(load);
    const shown = load.executor === 'ramping-vus' ? `${zeroPadded(activeVus, vus)}/${vus}` : vus;
    return [`${shown} VUs`, spent];
  }
  const rate = `${(progress.plannedRate ?? 0).toFixed(2)} iters/s`;
  return [`${zeroPadded(activeVus, initialisedVus)}/${initialisedVus} VUs`, spent, rate];
};
