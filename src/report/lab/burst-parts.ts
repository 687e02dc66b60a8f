import type { BurstStep } from '../../bench/lab/burst.ts';
import type { BurstFindings, LabRun } from '../../bench/lab/lab-document.ts';
import { formatCount } from '../../core/format-count.ts';
import { formatMs } from '../text/number-format.ts';
import { type LabParts, type LabStyle, reasonsText, tableOf } from './parts.ts';

/** What came of each size of burst, and how fast environments started. */
export const burstParts = (found: LabRun & BurstFindings, style: LabStyle): LabParts => {
  const { steps, renewed } = found;
  const bursts = steps.reduce((sum, { rounds }) => sum + rounds, 0);
  return {
    title: `bursts on ${found.target}: ${bursts} of them, connections opened before`,
    tables: [
      tableOf(
        [
          ['at once', 'sent within', 'cold', 'warm', 'failed', 'all cold after', 'new a second'],
          ...steps.map(rowOf),
        ],
        style,
      ),
    ],
    notes: [
      '"Sent within" is the 99th percentile of how long after the first of its burst a request was sent; under 100 requests the longest. Starts and failures are of all bursts of a size, "all cold after" is their mean.',
      ...(renewed
        ? []
        : ['Environments were left as they were: those that there are answer first, and warm.']),
      ...steps.flatMap(notesOf),
    ],
    conclusion: conclusionOf(found),
  };
};

const rowOf = ({ atOnce, spreadMs, starts, failures, ...step }: BurstStep): readonly string[] => {
  const { allColdMs, environmentsPerSecond: rate } = step;
  const mean = allColdMs.reduce((sum, ms) => sum + ms, 0) / allColdMs.length;
  return [
    formatCount(atOnce),
    formatMs(spreadMs.p99),
    formatCount(starts.cold),
    formatCount(starts.warm),
    formatCount(failures.reduce((sum, { count }) => sum + count, 0)),
    allColdMs.length === 0 ? '-' : formatMs(mean),
    rate === null ? '-' : rateText(rate),
  ];
};

const rateText = (rate: number): string =>
  rate >= 99.5 ? formatCount(Math.round(rate)) : rate.toFixed(1);

const notesOf = ({ atOnce, failures, starts }: BurstStep): readonly string[] => [
  ...(failures.length > 0 ? [`${formatCount(atOnce)} at once: ${reasonsText(failures)}`] : []),
  ...(starts.unknown > 0
    ? [
        `${formatCount(atOnce)} at once: ${starts.unknown} answers did not say whether they were cold.`,
      ]
    : []),
];

const conclusionOf = ({ steps, ramp }: BurstFindings): readonly string[] => {
  const fastest = steps
    .filter(({ environmentsPerSecond }) => environmentsPerSecond !== null)
    .sort((a, b) => (b.environmentsPerSecond ?? 0) - (a.environmentsPerSecond ?? 0))[0];
  const throttled = steps.find(({ failures }) =>
    failures.some(({ class: name }) => name === 'throttled'),
  );
  const documented = `AWS documents ${formatCount(ramp.environments)} new environments a function every ${ramp.seconds} s`;
  return [
    fastest === undefined
      ? `No answer was proven cold. ${documented}.`
      : `Up to ${rateText(fastest.environmentsPerSecond ?? 0)} environments a second started, at ${formatCount(fastest.atOnce)} at once; ${documented}.`,
    throttled === undefined
      ? 'Nothing was throttled.'
      : `Throttles began at ${formatCount(throttled.atOnce)} at once.`,
  ];
};
