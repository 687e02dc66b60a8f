import type { Start, StoreOutcome } from '../../bench/engine/sample.ts';
import { formatCount } from '../../core/format-count.ts';
import type { PopulationFigures } from '../figures/figures.ts';
import type { Range } from '../figures/page-data.ts';
import { formatMs } from '../text/number-format.ts';

export const timeOf = (ms: number | undefined): string => (ms === undefined ? '–' : formatMs(ms));

/** `23.1–25.0 ms` in one unit where both have it. */
export const rangeOf = ([from, to]: Range): string => {
  const [first, last] = [formatMs(from), formatMs(to)];
  const [firstUnit, lastUnit] = [first.split(' ')[1], last.split(' ')[1]];
  return firstUnit === lastUnit ? `${first.split(' ')[0]}–${last}` : `${first}–${last}`;
};

export const countOf = (count: number): string => formatCount(Math.round(count));

export const secondsText = (seconds: number): string => {
  const whole = Math.round(seconds);
  return whole >= 120
    ? `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')} min`
    : `${Number(seconds.toFixed(seconds < 10 ? 1 : 0))} s`;
};

export const percentText = (share: number): string => {
  if (share === 0) return '0 %';
  if (share < 0.0001) return '< 0.01 %';
  return `${Number((share * 100).toPrecision(share < 0.1 ? 2 : 3))} %`;
};

/** With its phase, or the bursts. */
export const fullLabel = ({ part, label }: Pick<PopulationFigures, 'part' | 'label'>): string =>
  `${label} (${part})`;

/** One hue a kind of population, light or dark by the page: which it is follows from what is known of it, never from its place. */
export const hueOf = (start: Start, outcome: StoreOutcome): string =>
  start === 'unknown' && outcome === 'unknown' ? 'unknown' : `${start}-${outcome}`;
