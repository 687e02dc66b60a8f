/** An axis of milliseconds over the width of a plot. */
export interface Axis {
  /** 0 to 1. */
  readonly placeOf: (ms: number) => number;
  readonly ticks: readonly number[];
}

/** A little more than from the least to the greatest. */
export const logAxis = (least: number, most: number): Axis => {
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
  const decades = to - from;
  const steps =
    decades < 0.8
      ? [1, 1.5, 2, 3, 4, 5, 7]
      : decades < 1.6
        ? [1, 2, 5]
        : decades < 3.2
          ? [1, 3]
          : [1];
  const powers = Array.from(
    { length: Math.ceil(to) - Math.floor(from) + 1 },
    (_, at) => Math.floor(from) + at,
  );
  return powers
    .flatMap((power) => steps.map((step) => step * 10 ** power))
    .filter((ms) => Math.log10(ms) >= from && Math.log10(ms) <= to);
};

/** `10 ms`, `1 s`: round numbers without the digits of a figure. */
export const tickText = (ms: number): string => {
  if (ms >= 1000) return `${Number((ms / 1000).toPrecision(3))} s`;
  if (ms >= 1) return `${Number(ms.toPrecision(3))} ms`;
  return `${Number((ms * 1000).toPrecision(3))} µs`;
};
