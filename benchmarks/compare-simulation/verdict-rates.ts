import type { Verdict } from '../../src/bench/compare/compare-document.ts';
import { judge } from '../../src/bench/compare/verdict.ts';
import { pairedRatio, type Ratio, unpairedRatio } from '../../src/bench/ranks/ratio.ts';
import {
  type Chance,
  type Disturbance,
  disturbances,
  type SimulatedSides,
  simulateDuet,
  simulateSequence,
} from './simulated-runs.ts';

/** As shares of all experiments. */
interface VerdictRates extends Readonly<Record<Verdict['is'], number>> {
  /** Intervals that hold the true ratio. */
  readonly coverage: number;
}

export interface SimulatedCase {
  readonly what: Disturbance;
  readonly pairs: number;
  /** As a share: 0.1 where the new side is 10 % slower. */
  readonly effect: number;
  readonly rates: VerdictRates;
}

const tolerance = 0.03;

const ratesOf = (
  experiments: number,
  effect: number,
  sidesOf: () => SimulatedSides,
  ratioOf: (sides: SimulatedSides) => Ratio,
): VerdictRates => {
  const counts = { worse: 0, better: 0, equivalent: 0, undecided: 0, coverage: 0 };
  for (let at = 0; at < experiments; at += 1) {
    const { interval } = ratioOf(sidesOf());
    counts[judge(interval, tolerance)] += 1;
    if (interval !== null && interval[0] <= 1 + effect && 1 + effect <= interval[1]) {
      counts.coverage += 1;
    }
  }
  const share = (count: number) => count / experiments;
  return {
    ...{ worse: share(counts.worse), better: share(counts.better) },
    ...{ equivalent: share(counts.equivalent), undecided: share(counts.undecided) },
    coverage: share(counts.coverage),
  };
};

const paired = ({ base, changed }: SimulatedSides): Ratio =>
  pairedRatio(changed.map((value, at) => value - (base[at] ?? 0)));

/** None, the tolerance itself, and what is to be found. */
const effects = [0, 0.02, tolerance, 0.05, 0.1];

/** Every disturbance with every effect, judged as `compare` judges a duet. */
export const duetCases = (
  chance: Chance,
  experiments: number,
  pairs: number,
): readonly SimulatedCase[] =>
  disturbances.flatMap((what) =>
    effects.map((effect) => ({
      ...{ what, pairs, effect },
      rates: ratesOf(experiments, effect, () => simulateDuet(chance, pairs, effect, what), paired),
    })),
  );

/** The same without interleaving: how often equals seem different when one side runs after the other. */
export const sequentialCases = (
  chance: Chance,
  experiments: number,
  each: number,
): readonly SimulatedCase[] =>
  disturbances.map((what) => ({
    ...{ what, pairs: each, effect: 0 },
    rates: ratesOf(
      experiments,
      0,
      () => simulateSequence(chance, each, 0, what),
      ({ base, changed }) => unpairedRatio(base, changed),
    ),
  }));

/** What a case of a duet misses of what is promised; `slack` is what chance may do in so few experiments. */
export const missedBounds = (
  { what, pairs, effect, rates }: SimulatedCase,
  slack = 0,
): readonly string[] => {
  const found = rates.worse;
  const wanted = requiredPower(what, pairs, effect);
  return [
    ...(effect === 0 && rates.worse + rates.better > 0.065 + slack ? ['false alarms'] : []),
    ...(effect >= tolerance && rates.equivalent > 0.05 + slack ? ['equivalence'] : []),
    ...(rates.coverage < 0.93 - slack ? ['coverage'] : []),
    ...(wanted !== undefined && found < wanted - slack ? ['power'] : []),
  ];
};

const requiredPower = (what: Disturbance, pairs: number, effect: number): number | undefined => {
  if (effect !== 0.1 || pairs !== 8) return undefined;
  if (what.drift !== undefined) return 0.9;
  return what.own === 0.05 ? 0.85 : undefined;
};
