/** A logarithmic axis of milliseconds over the width of a plot. */
export interface LogAxis {
  /** 0 to 1. */
  readonly placeOf: (ms: number) => number;
  readonly ticks: readonly number[];
}

/** A little more than from the least to the greatest. */
export const logAxis = (least: number, most: number): LogAxis => {
  const from = Math.log10(Math.max(1e-3, least)) - 0.04;
  const to = Math.max(from + 0.5, Math.log10(Math.max(1e-3, most)) + 0.04);
  return {
    placeOf: (ms) =>
      Math.min(1, Math.max(0, (Math.log10(Math.max(1e-3, ms)) - from) / (to - from))),
    ticks: ticksBetween(from, to),
  };
};

/** The fewer decades there are, the more ticks one of them has. */
const ticksBetween = (from: number, to: number): readonly number[] => {
  const steps = to - from < 1.6 ? [1, 2, 5] : to - from < 3.2 ? [1, 3] : [1];
  const decades = Array.from(
    { length: Math.ceil(to) - Math.floor(from) + 1 },
    (_, at) => Math.floor(from) + at,
  );
  return decades
    .flatMap((decade) => steps.map((step) => step * 10 ** decade))
    .filter((ms) => Math.log10(ms) >= from && Math.log10(ms) <= to);
};

/** `10 ms`, `1 s`: round numbers without the digits of a figure. */
export const tickText = (ms: number): string => {
  if (ms >= 1000) return `${Number((ms / 1000).toPrecision(3))} s`;
  if (ms >= 1) return `${Number(ms.toPrecision(3))} ms`;
  return `${Number((ms * 1000).toPrecision(3))} µs`;
};
