import { mostBlocks } from '../detail/blocks.ts';
import { kinds } from '../record/kinds.ts';
import type { Block } from '../record/phase-detail.ts';
import { highestUs, mergeTrends } from '../record/trend.ts';
import { decodeTrend, encodeTrend } from '../record/trend-codec.ts';
import { type Aligned, joinSlots } from './aligned.ts';
import { sumMaps } from './sums.ts';

type Content = Omit<Block, 'atMs' | 'lengthMs'>;

const empty: Content = { classes: {}, populations: [] };

/** Blocks by time: counts and histograms add. How many environments there were in all cannot be told from several counts. */
export const mergeBlocks = (parts: readonly Aligned<readonly Block[]>[]): readonly Block[] => {
  const { lengthMs, slots } = joinSlots(
    parts.map(({ startMs, of: blocks }) => ({
      startMs,
      of: { lengthMs: blocks[0]?.lengthMs ?? 0, slots: blocks.map(contentOf) },
    })),
    { most: mostBlocks, empty, joined, followed: joined },
  );
  return slots.map((content, index) => ({ atMs: index * lengthMs, lengthMs, ...content }));
};

const contentOf = ({ atMs: _, lengthMs: __, ...content }: Block): Content => content;

const joined = (first: Content, second: Content): Content => {
  if (isEmpty(first)) return second;
  return isEmpty(second) ? first : added(first, second);
};

const isEmpty = ({ classes }: Content): boolean => Object.keys(classes).length === 0;

const added = (first: Content, second: Content): Content => ({
  classes: sumMaps([first.classes, second.classes]),
  ...((first.errors || second.errors) && {
    errors: sumMaps([first.errors ?? {}, second.errors ?? {}]),
  }),
  populations: kinds.flatMap((kind) => {
    const mine = [...first.populations, ...second.populations].filter(
      ({ start, outcome }) => start === kind.start && outcome === kind.outcome,
    );
    const trend = mergeTrends(mine.map(({ histogram }) => decodeTrend(histogram, anyFigures)));
    return trend === undefined ? [] : [{ ...kind, histogram: encodeTrend(trend) }];
  }),
});

/** Of a block only the counts are kept: its times may be any. */
const anyFigures = { sumUs: 0, minUs: 0, maxUs: highestUs };
