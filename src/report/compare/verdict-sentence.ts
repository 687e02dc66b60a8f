import type { CompareDocument } from '../../bench/compare/compare-document.ts';
import type { Interval } from '../../bench/record/effect.ts';

/** `+7.4 %`, from a ratio. */
export const changeText = (ratio: number): string => {
  const percent = 100 * (ratio - 1);
  const size = Math.abs(percent);
  const digits = size < 9.95 ? 1 : 0;
  const text = size.toFixed(digits);
  return `${Number(text) === 0 ? '' : percent < 0 ? '-' : '+'}${text} %`;
};

/** `1.043 to 1.105`, or a dash. */
export const intervalText = (interval: Interval | null): string =>
  interval === null ? '-' : `${interval[0].toFixed(3)} to ${interval[1].toFixed(3)}`;

/** The verdict in one sentence: `worse: warm stored p50 +7.4 % (95 %: +4.3 % to +10 %; tolerance 3 %)`. */
export const verdictSentence = ({ verdict, primary, tolerance }: CompareDocument): string => {
  const { interval, ratio, metric } = primary;
  const range =
    interval === null ? '' : `95 %: ${changeText(interval[0])} to ${changeText(interval[1])}; `;
  const seen = `${metric} ${changeText(ratio)} (${range}tolerance ${toleranceText(tolerance)})`;
  const why = verdict.is === 'undecided' ? `: ${verdict.why}` : '';
  return `${verdict.is}: ${seen}${why}`;
};

const toleranceText = (tolerance: number): string => `${Number((100 * tolerance).toFixed(2))} %`;

/** What to do where the verdict is none, or gates nothing. */
export const verdictAdvice = ({ verdict, design }: CompareDocument): readonly string[] => [
  ...(verdict.pairsToDecide === null
    ? []
    : [
        `About ${verdict.pairsToDecide} pairs would decide, were the difference what it seems. Run a new duet of so many: adding pairs until one decides is no test.`,
      ]),
  ...(verdict.gates
    ? []
    : [
        `Grade ${design.grade} gates nothing: fibimg bench --duet makes pairs that do; --accept-sequential lets it gate all the same.`,
      ]),
];

const gradeMeaning = {
  A: 'randomised interleaved pairs',
  B: 'runs of one day, not interleaved',
  C: 'runs more than a day apart',
} as const;

/** `grade A: 8 randomised interleaved pairs` */
export const designSentence = ({ design, base, new: changed }: CompareDocument): string => {
  const { grade, pairs, pilotPairs } = design;
  const pilot = pilotPairs === 0 ? '' : `, ${pilotPairs} pilot pairs set aside`;
  if (pairs !== null) return `grade A: ${pairs} ${gradeMeaning.A}${pilot}`;
  return `grade ${grade}: ${gradeMeaning[grade]}, ${base.runs.length} against ${changed.runs.length}`;
};
