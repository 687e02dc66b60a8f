import type { IdleFindings, LabRun } from '../../bench/lab/lab-document.ts';
import { formatGoDuration } from '../k6/k6-duration.ts';
import { formatMs } from '../text/number-format.ts';
import { type LabParts, type LabStyle, percent, tableOf } from './parts.ts';

/** The chance of a cold start by idle time, and the median lifetime. */
export const idleParts = (found: LabRun & IdleFindings, style: LabStyle): LabParts => {
  const { trials, discarded, curve, median, range } = found;
  const gone = trials.filter(({ cold }) => cold).length;
  const [from, to] = median.interval;
  const shortest = `under ${timeText(range.shortestMs)}`;
  const longest = `over ${timeText(range.longestMs)}`;
  const ends = `${from === null ? shortest : timeText(from)} to ${to === null ? longest : timeText(to)}`;
  const middle = median.ms === null ? (to === null ? longest : shortest) : timeText(median.ms);
  return {
    title: `idle environments of ${found.target}: ${trials.length} waits, ${gone} of them found it gone`,
    tables: [
      tableOf(
        [
          ['after idling', 'cold start', '95 %', ''],
          ...curve.map(({ idleMs, chance, band }) => [
            timeText(idleMs),
            percent(chance),
            `${percent(band[0])} to ${percent(band[1])}`,
            '▒'.repeat(Math.round(chance * 20)).padEnd(20),
          ]),
        ],
        style,
      ),
    ],
    notes: [
      ...(discarded > 0
        ? [`${discarded} waits told nothing: the answer failed, or came from another environment.`]
        : []),
      'The interval allows for a quarter that goes long before the others or stays long after them; two kinds of lifetime nearer to half and half can lie outside it.',
      `It ended ${endings[found.endedBy]}.`,
    ],
    conclusion: [`Half of the idle environments live ${middle} (95 %: ${ends}).`],
  };
};

const endings: Readonly<Record<IdleFindings['endedBy'], string>> = {
  precision: 'because more waits would not tell more that matters',
  trials: 'with the last of its waits (--waits)',
  budget: 'because the next wait would not fit into its time (--budget)',
  signal: 'when it was interrupted',
  failures: 'because requests failed',
};

const timeText = (ms: number): string =>
  ms < 99_950 ? formatMs(ms) : formatGoDuration(Math.round(ms / 1000) * 1000);
