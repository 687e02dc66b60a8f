/** A length of time in milliseconds. */
type DurationMs = number;

const unitMs = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
]);

/**
 * Reads a duration as k6 and Go write it, such as `500ms`, `1.5s` or `2m30s`; undefined for anything else,
 * a bare number included: its unit would be a guess.
 */
export const parseDurationMs = (text: string): DurationMs | undefined => {
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return undefined;
  let totalMs = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) {
    totalMs += Number(amount) * (unitMs.get(unit ?? '') ?? Number.NaN);
  }
  return Number.isFinite(totalMs) ? totalMs : undefined;
};

/** The shortest text that `parseDurationMs` reads back: `28s`, `500ms`, `1m30s`. */
export const formatDuration = (durationMs: DurationMs): string => {
  if (durationMs === 0) return '0s';
  let restMs = durationMs;
  let text = '';
  for (const [unit, ms] of [...unitMs].reverse()) {
    const amount = unit === 'ms' ? restMs : Math.floor(restMs / ms);
    if (amount > 0) text += `${amount}${unit}`;
    restMs -= amount * ms;
  }
  return text;
};
