import type { Interval } from '../../bench/record/effect.ts';
import { formatCount } from '../../core/format-count.ts';
import { formatTime, type TimeUnit } from '../k6/k6-format.ts';
import { formatMs } from '../text/number-format.ts';

/** A time in the unit that suits, or in the one asked for; a dash where there is none. */
export const timeText = (ms: number | undefined, unit?: TimeUnit): string => {
  if (ms === undefined) return '-';
  const size = Math.abs(ms);
  const text = unit === undefined ? formatMs(size) : formatTime(size, unit);
  return ms < 0 ? `-${text}` : text;
};

/** `-104 ms to 1.12 s`: each end with its own unit. */
export const rangeText = ([from, to]: Interval, unit?: TimeUnit): string =>
  `${timeText(from, unit)} to ${timeText(to, unit)}`;

/** `84.1/s`, three digits. */
export const rateText = (rate: number): string =>
  `${rate >= 99.95 ? formatCount(Math.round(rate)) : rate.toFixed(rate >= 9.995 ? 1 : 2)}/s`;
