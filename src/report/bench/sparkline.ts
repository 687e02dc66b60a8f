const bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** The last `width` values as bars from nothing to the highest of them; a blank where there is no value. */
export const sparkline = (values: readonly (number | undefined)[], width: number): string => {
  const shown = width <= 0 ? [] : values.slice(-width);
  const highest = Math.max(0, ...shown.map((value) => value ?? 0));
  return shown
    .map((value) => {
      if (value === undefined) return ' ';
      const level = highest === 0 ? 0 : Math.round((value / highest) * (bars.length - 1));
      return bars[level] ?? bars[0];
    })
    .join('');
};
