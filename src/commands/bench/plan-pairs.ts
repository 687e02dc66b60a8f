import { type Pilot, plannedPairs, visibleRatio } from '../../bench/compare/pilot.ts';
import { FibimgError } from '../../core/error.ts';
import { formatUsd } from '../../report/cards/timing-line.ts';
import { changeText } from '../../report/compare/verdict-sentence.ts';
import { formatGoDuration } from '../../report/k6/k6-duration.ts';
import type { DuetPlan } from './options/duet-plan.ts';

/** As many as were asked for, or as show the difference that is to be seen; throws where that would be too many. */
export const planPairs = ({ pairs, detect }: DuetPlan, pilot: Pilot | undefined): number => {
  if (pairs !== undefined) return pairs;
  if (detect === undefined)
    throw new TypeError('either the pairs or what they are to show is given');
  if (pilot === undefined) {
    throw new FibimgError(
      'refused',
      'the pilot tells nothing: too few of its runs have the metric',
      {
        hint: '--pairs N runs so many without a pilot',
      },
    );
  }
  const needed = plannedPairs(pilot, detect);
  if (needed !== undefined) return needed;
  throw new FibimgError('refused', `over 200 pairs would be needed to see ${changeText(detect)}`, {
    why: `one pair varies by ${(100 * pilot.deviation).toFixed(1)} %`,
    hint: 'run longer (--duration), quiet the machine, or ask for less with a larger --detect',
  });
};

interface Expected {
  readonly eachMs: number;
  readonly usd: number | undefined;
}

/** `8 pairs will show a difference of 4.1 % or more in warm stored p50 ...`, with time and cost. */
export const pilotSentence = (pilot: Pilot, pairs: number, { eachMs, usd }: Expected): string => {
  const { ratio, range } = visibleRatio(pilot, pairs);
  const [low, high] = range.map(shareText);
  const cost = usd === undefined ? '' : `, ${formatUsd(usd)}`;
  const time = formatGoDuration(Math.round((pairs * eachMs) / 1000) * 1000);
  return `${pairs} pairs will show a difference of ${shareText(ratio)} or more in ${pilot.metric} (${low} to ${high}: a pilot of ${pilot.pairs} pairs tells no more), in about ${time}${cost}`;
};

const shareText = (ratio: number): string => changeText(ratio).replace('+', '');
