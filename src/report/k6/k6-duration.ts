/** A duration as Go prints it and k6 with it: `5s`, `2m0s`, `1h0m30s`, `1.5s`, `500ms`. */
export const formatGoDuration = (ms: number): string => {
  if (ms === 0) return '0s';
  if (ms < 1000) return `${Number(ms.toFixed(3))}ms`;
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor(ms / 60_000) % 60;
  const seconds = Number(((ms % 60_000) / 1000).toFixed(3));
  if (hours > 0) return `${hours}h${minutes}m${seconds}s`;
  return minutes > 0 ? `${minutes}m${seconds}s` : `${seconds}s`;
};

/**
 * A running time in the fixed width that the longest possible one needs, so that nothing jumps about:
 * `2.0s` of 9 s, `02.0s` of 35 s, `0m02.0s` of 2 m 30 s, `00m02.0s` of 30 m, `0h00m02.0s` of 2 h.
 */
export const formatFixedDuration = (ms: number, maxMs: number): string => {
  const tenths = Math.round(ms / 100);
  const longest = Math.max(Math.round(maxMs / 100), tenths);
  const two = (value: number) => String(value).padStart(2, '0');
  const seconds = `${Math.floor(tenths / 10) % 60}`;
  const rest = `.${tenths % 10}s`;
  if (longest < 100) return seconds + rest;
  const minutes = Math.floor(tenths / 600);
  const tail = seconds.padStart(2, '0') + rest;
  if (longest < 600) return tail;
  if (longest < 6000) return `${minutes}m${tail}`;
  if (longest < 36_000) return `${two(minutes)}m${tail}`;
  const hours = Math.floor(minutes / 60);
  const shownHours = longest < 360_000 ? String(hours) : two(hours);
  return `${shownHours}h${two(minutes % 60)}m${tail}`;
};
