import type { Axis } from './log-axis.ts';

/** From a little below the least to a little above the greatest: of runs that differ by some percent a logarithm shows nothing. */
export const linearAxis = (least: number, most: number): Axis => {
  const reach = Math.max(most - least, most * 0.01, 1e-3);
  const [from, to] = [Math.max(0, least - 0.15 * reach), most + 0.15 * reach];
  const rough = (to - from) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((one) => one * power >= rough) ?? 10);
  const first = Math.ceil(from / step);
  const count = Math.floor(to / step) - first + 1;
  return {
    placeOf: (ms) => (ms - from) / (to - from),
    ticks: Array.from({ length: count }, (_, at) => Number(((first + at) * step).toPrecision(6))),
  };
};
