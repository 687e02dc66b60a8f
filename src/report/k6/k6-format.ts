import type { Contains } from '../../bench/record/document.ts';

/** The value of `--summary-time-unit`: every time in one unit, with two decimals. */
export const timeUnits = ['s', 'ms', 'us'] as const;
export type TimeUnit = (typeof timeUnits)[number];

const unitOf = {
  s: { suffix: 's', perMs: 0.001 },
  ms: { suffix: 'ms', perMs: 1 },
  us: { suffix: 'µs', perMs: 1000 },
} as const;

/** At most `decimals` decimals, rounded, no trailing zeros. */
const shortFixed = (value: number, decimals: number): string =>
  String(Number(value.toFixed(decimals)));

/** As k6 cuts times: decimals beyond are dropped, never rounded up, so 185.189 reads 185.18. */
const truncated = (value: number, decimals: number): string => {
  const scale = 10 ** decimals;
  return shortFixed(Math.trunc(scale * value) / scale, decimals);
};

/** A time in k6's words: `671ns`, `712.63µs`, `531.51ms`, `3.81s`, `1m6s`, `1h2m3s`. */
export const formatTime = (ms: number, unit?: TimeUnit): string => {
  if (unit !== undefined) return (ms * unitOf[unit].perMs).toFixed(2) + unitOf[unit].suffix;
  if (ms === 0) return '0s';
  if (ms < 0.001) return `${Math.trunc(ms * 1_000_000)}ns`;
  if (ms < 1) return `${truncated(ms * 1000, 2)}µs`;
  if (ms < 1000) return `${truncated(ms, 2)}ms`;
  const seconds = `${truncated((ms % 60_000) / 1000, ms > 60_000 ? 0 : 2)}s`;
  const minutes = Math.trunc(ms / 60_000);
  if (minutes < 1) return seconds;
  if (minutes < 60) return `${minutes}m${seconds}`;
  return `${Math.trunc(minutes / 60)}h${minutes % 60}m${seconds}`;
};

const dataUnits = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB'] as const;

/** Bytes in decimal units, one decimal below ten: `864 B`, `2.0 kB`, `13 MB`. */
export const formatData = (bytes: number): string => {
  if (bytes < 10) return `${bytes} B`;
  const power = Math.floor(Math.log(bytes) / Math.log(1000));
  const value = Math.floor((bytes / 1000 ** power) * 10 + 0.5) / 10;
  return `${value.toFixed(value < 10 ? 1 : 0)} ${dataUnits[power] ?? dataUnits[8]}`;
};

/** A share of one, as a percentage cut to two decimals. */
export const formatShare = (share: number): string =>
  `${(Math.trunc(share * 100 * 100) / 100).toFixed(2)}%`;

export const formatNumber = (value: number): string => shortFixed(value, 6);

/** A value of a counter, gauge or trend by what it holds. */
export const formatValue = (value: number, contains: Contains, unit?: TimeUnit): string => {
  if (contains === 'data') return formatData(value);
  return contains === 'time' ? formatTime(value, unit) : formatNumber(value);
};
