import type { ColdStarts } from '../../src/bench/record/document.ts';
import type { Interval } from '../../src/bench/record/effect.ts';
import { effectsOf } from '../../src/bench/stats/effects.ts';
import { populationsOf } from '../../src/bench/stats/populations.ts';
import { type Chance, type SimulatedRun, simulateRun, truth } from './simulated-run.ts';

/** How often an interval held what is true, and how often there was none. */
interface Coverage {
  readonly name: string;
  readonly held: number;
  readonly none: number;
  readonly runs: number;
}

interface Figure {
  readonly name: string;
  readonly value: number;
  readonly interval: Interval | null;
}

/** Every figure of a run that has an interval. */
const figuresOf = ({ rounds, coldStarts }: SimulatedRun): readonly Figure[] => [
  ...effectsOf(rounds, coldStarts).map(({ of, ms, interval }) => ({
    name: of,
    value: ms,
    interval,
  })),
  ...populationsOf(rounds, coldStarts).flatMap(({ part, start, outcome, values, intervals }) =>
    Object.entries(values).flatMap(([statistic, value]) =>
      /^(med|p\()/.test(statistic)
        ? [
            {
              name: `${part} ${start} ${outcome} ${statistic}`,
              value,
              interval: intervals[statistic] ?? null,
            },
          ]
        : [],
    ),
  ),
];

/**
 * Simulates runs and counts. What is true of an effect is known; of a percentile it is what many other rounds come to:
 * their geometric mean where the interval is one over rounds, the percentile of all their requests where it is one over
 * bursts.
 */
export const measureCoverage = (
  chance: Chance,
  runs: number,
  roundMs?: number,
): readonly Coverage[] => {
  const known = new Map<string, number>([
    ...longRun(chance, Math.min(4 * runs, mostRounds), roundMs),
    ['cold-start', truth.coldStartMs],
    ['missing-image', truth.missingImageMs],
  ]);
  const counts = new Map<string, { held: number; none: number; runs: number }>();
  for (let run = 0; run < runs; run += 1) {
    for (const { name, interval } of figuresOf(simulateRun(chance, 5, roundMs))) {
      const count = counts.get(name) ?? { held: 0, none: 0, runs: 0 };
      const target = known.get(name) ?? Number.NaN;
      count.runs += 1;
      if (interval === null) count.none += 1;
      else if (interval[0] <= target && target <= interval[1]) count.held += 1;
      counts.set(name, count);
    }
  }
  return [...counts].map(([name, count]) => ({ name, ...count }));
};

/** What they are wrong by is then a hundredth of an interval's width. */
const mostRounds = 2000;

/** A percentile's value in the long run, round by round. */
const longRun = (
  chance: Chance,
  rounds: number,
  roundMs: number | undefined,
): ReadonlyMap<string, number> => {
  const many = simulateRun(chance, rounds, roundMs);
  const sums = new Map<string, { sum: number; rounds: number }>();
  for (let round = 1; round <= rounds; round += 1) {
    const one = {
      rounds: many.rounds.filter((part) => part.round === round),
      coldStarts: {
        ...many.coldStarts,
        bursts: many.coldStarts.bursts.filter((burst) => burst.round === round),
      },
    };
    for (const { name, value } of figuresOf(one)) {
      const { sum, rounds: count } = sums.get(name) ?? { sum: 0, rounds: 0 };
      sums.set(name, { sum: sum + Math.log(value), rounds: count + 1 });
    }
  }
  const byRound = [...sums].map(
    ([name, { sum, rounds: count }]) => [name, Math.exp(sum / count)] as const,
  );
  // Beyond the median, intervals of cold starts are over bursts, and so of all requests together.
  const pooled = figuresOf({ rounds: [], coldStarts: inOneBurst(many.coldStarts) }).filter(
    ({ name }) => name.startsWith('bursts cold') && !name.endsWith('med'),
  );
  return new Map([...byRound, ...pooled.map(({ name, value }) => [name, value] as const)]);
};

/** For what depends on no burst alone: each has a histogram of its own, and tens of thousands fill the memory. */
const inOneBurst = (coldStarts: ColdStarts): ColdStarts => {
  const coldMs = coldStarts.bursts.flatMap((burst) => burst.coldMs);
  const warmMs = coldStarts.bursts.flatMap((burst) => burst.warmMs);
  return { ...coldStarts, bursts: [{ round: 1, outcome: 'stored', coldMs, warmMs }] };
};
