import type { BenchDocument, RoundSummary } from '../../bench/record/document.ts';
import type { Effect, Interval, MatrixEffect } from '../../bench/record/effect.ts';
import { formatCount } from '../../core/format-count.ts';
import type { SummaryStyle } from '../k6/summary-style.ts';
import { rangeText, timeText } from './time-text.ts';

const names = { 'cold-start': 'a cold start', 'missing-image': 'a missing image' } as const;

/** What a cold start and a missing image add; of each that cannot be told, why. */
export const effectSentences = (
  document: BenchDocument,
  style: SummaryStyle,
): readonly string[] => {
  const parts = document.effects.map((effect) => effectText(effect, document, style));
  const told = parts.length === 0 ? [] : [`${capital(parts.join('; '))}.`];
  if (document.populations.length === 0) return told;
  const has = (of: Effect['of']) => document.effects.some((effect) => effect.of === of);
  return [
    ...told,
    ...(has('cold-start') ? [] : [noColdStart(document)]),
    ...(has('missing-image') ? [] : noMissingImage(document)),
  ];
};

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

const effectText = (
  effect: Effect,
  { coldStarts, scenario }: BenchDocument,
  { timeUnit }: SummaryStyle,
): string => {
  const { of, part, ms, interval, unit, units, requests } = effect;
  const atOnce = coldStarts !== undefined && part === 'bursts' ? coldStarts.atOnce : 0;
  const together = atOnce > 1 ? `; ${formatCount(atOnce)} at once` : '';
  const what = names[of];
  if (interval === null) {
    const few = tooFew(units, unit);
    const against = requests.map(formatCount).join(' against ');
    return `${what} ${changeText(ms, timeUnit)} (${few}, ${against} ${scenario.engine === 'event' ? 'uploads' : 'requests'}${together})`;
  }
  const over = unit === 'burst' ? ` over ${units} bursts` : '';
  const range = (of: Interval) => `(95 %${over}: ${rangeText(of, timeUnit)}${together})`;
  if (holdsZero(interval)) return `what ${what} adds cannot be told ${range(interval)}`;
  return `${what} ${changeText(ms, timeUnit)} ${range(ms < 0 ? negated(interval) : interval)}`;
};

const changeText = (ms: number, timeUnit: SummaryStyle['timeUnit']): string =>
  `${ms < 0 ? 'saves' : 'adds'} ${timeText(Math.abs(ms), timeUnit)}`;

const negated = ([from, to]: Interval): Interval => [-to, -from];

const tooFew = (units: number, unit: Effect['unit']): string =>
  `too few for an interval: ${units} ${unit}${units === 1 ? '' : 's'}`;

export const holdsZero = ([from, to]: Interval): boolean => from <= 0 && to >= 0;

const noColdStart = ({ populations, scenario }: BenchDocument): string => {
  if (populations.every(({ start }) => start === 'unknown')) {
    const how = scenario.check
      ? 'fibimg’s own function says it in a header, and --stack NAME --via invoke or --function NAME reads it from the log'
      : 'only a fibimg service, or the log of a function that is invoked, says it';
    return `Cold and warm starts cannot be told apart: no answer says whether its environment was new; ${how}.`;
  }
  const why = populations.some(({ start }) => start === 'cold')
    ? 'no round had cold and warm starts that found their image alike'
    : 'no cold start was among the requests';
  return `What a cold start adds cannot be told: ${why}.`;
};

/** Without `check` the target need be no fibimg service, and nobody asked for images; nor did who uploads them. */
const noMissingImage = ({ populations, scenario }: BenchDocument): readonly string[] => {
  if (!scenario.check || scenario.engine === 'event') return [];
  const why = whyNoMissingImage(new Set(populations.map(({ outcome }) => outcome)));
  return [`What a missing image adds cannot be told: ${why}.`];
};

const whyNoMissingImage = (outcomes: ReadonlySet<string>): string => {
  if (outcomes.has('fetched') && outcomes.has('stored')) {
    return 'no round had hits and misses at the same start, warm or unknown';
  }
  if (outcomes.has('fetched')) return 'no request found its image stored';
  if (outcomes.has('stored')) return 'every image was stored';
  return 'no answer says whether its image was stored';
};

/** Main effects and interaction of the matrix, with what cannot be told said so. */
export const matrixSentences = (
  { environment, store, interaction, intervals }: MatrixEffect,
  rounds: readonly RoundSummary[],
  { timeUnit }: SummaryStyle,
): readonly string[] => {
  const few = tooFew(Math.max(1, ...rounds.map(({ round }) => round)), 'round');
  const tell = (what: string, ms: number, interval: Interval | null): string => {
    const range = (of: Interval) => `(95 %: ${rangeText(of, timeUnit)})`;
    if (interval !== null && holdsZero(interval)) {
      return `what ${what} adds cannot be told ${range(interval)}`;
    }
    const known = interval === null ? `(${few})` : range(ms < 0 ? negated(interval) : interval);
    return `${what} ${changeText(ms, timeUnit)} ${known}`;
  };
  const both = tell('a cold environment', environment, intervals.environment);
  const alone = `${both}; ${tell('an empty store', store, intervals.store)}.`;
  const together = tell('having both', interaction, intervals.interaction);
  return [capital(alone), `Beyond that, ${together}.`];
};
