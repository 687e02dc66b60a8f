import type { Pilot } from '../../bench/compare/pilot.ts';
import type { Interval } from '../../bench/record/effect.ts';
import { formatUsd } from '../cards/timing-line.ts';
import { formatGoDuration } from '../k6/k6-duration.ts';
import { changeText } from './verdict-sentence.ts';

interface Expected {
  readonly pairs: number;
  /** The least difference that so many will show, as a ratio, and between which it may lie. */
  readonly visible: { readonly ratio: number; readonly range: Interval };
  readonly eachMs: number;
  readonly usd: number | undefined;
}

/** `8 pairs will show a difference of 4.1 % or more in warm stored p50 ...`, with time and cost. */
export const pilotSentence = (
  { metric, pairs: pilotPairs }: Pilot,
  { pairs, visible, eachMs, usd }: Expected,
): string => {
  const [low, high] = visible.range.map(shareText);
  const cost = usd === undefined ? '' : `, ${formatUsd(usd)}`;
  const time = formatGoDuration(Math.round((pairs * eachMs) / 1000) * 1000);
  return `${pairs} pairs will show a difference of ${shareText(visible.ratio)} or more in ${metric} (${low} to ${high}: a pilot of ${pilotPairs} pairs tells no more), in about ${time}${cost}`;
};

/** Beyond a doubling, how much exactly is no matter. */
const shareText = (ratio: number): string =>
  ratio > 3 ? 'over 200 %' : changeText(ratio).replace('+', '');
