/** Decimal units, as disks and S3 count: `703 B`, `6.7 kB`, `13 MB`. */
export const formatBytes = (bytes: number): string => {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit > 0 && value < 9.95 ? 1 : 0;
  return `${value.toFixed(digits)} ${units[unit]}`;
};

/** Three significant digits in the unit that suits: `820 µs`, `3.21 ms`, `1.50 s`. */
export const formatMs = (ms: number): string => {
  if (ms < 1) return `${Math.round(ms * 1000)} µs`;
  if (ms < 999.5) return `${threeDigits(ms)} ms`;
  return `${threeDigits(ms / 1000)} s`;
};

const threeDigits = (value: number): string =>
  value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0);

/** A number too long to read keeps its ends: `13942322…849125`. */
export const shortenMiddle = (text: string, width: number): string => {
  if (text.length <= width) return text;
  const tail = Math.floor((width - 1) / 2);
  return `${text.slice(0, width - 1 - tail)}…${text.slice(text.length - tail)}`;
};
