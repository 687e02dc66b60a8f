/** Uniform from 0 to 1, and standard normal. */
export interface Chance {
  uniform(): number;
  normal(): number;
}

/** What disturbs the runs of a simulated experiment, besides what is compared. */
export interface Disturbance {
  readonly name: string;
  /** The noise of each run of its own, as a share. */
  readonly own: number;
  /** What all runs share as time goes by: autoregressive, with this standard deviation and coefficient from run to run. */
  readonly drift?: { readonly deviation: number; readonly coefficient: number };
  /** How many runs are much too slow, and by which factor. */
  readonly outliers?: { readonly share: number; readonly factor: number };
  /** How many runs are in another state, and by which factor. */
  readonly second?: { readonly share: number; readonly factor: number };
  /** By which factor the run that comes second in its pair differs. */
  readonly position?: number;
}

export const disturbances: readonly Disturbance[] = [
  { name: 'own noise 2 %', own: 0.02 },
  { name: 'own noise 5 %', own: 0.05 },
  {
    name: 'own noise 2 %, shared drift 4 % (AR 0.9)',
    own: 0.02,
    drift: { deviation: 0.04, coefficient: 0.9 },
  },
  { name: 'own noise 2 %, 10 % of runs x 1.5', own: 0.02, outliers: { share: 0.1, factor: 1.5 } },
  { name: 'own noise 2 %, 30 % of runs x 1.1', own: 0.02, second: { share: 0.3, factor: 1.1 } },
  { name: 'own noise 2 %, the second of a pair x 0.97', own: 0.02, position: 0.97 },
];

/** The logarithms of the figures of so many runs in a row, before anything is compared. */
const disturb = (chance: Chance, runs: number, what: Disturbance): number[] => {
  const { own, drift, outliers, second } = what;
  let shared = chance.normal();
  return Array.from({ length: runs }, () => {
    if (drift !== undefined) {
      const { coefficient } = drift;
      shared = coefficient * shared + Math.sqrt(1 - coefficient ** 2) * chance.normal();
    }
    return (
      own * chance.normal() +
      (drift === undefined ? 0 : drift.deviation * shared) +
      (outliers !== undefined && chance.uniform() < outliers.share
        ? Math.log(outliers.factor)
        : 0) +
      (second !== undefined && chance.uniform() < second.share ? Math.log(second.factor) : 0)
    );
  });
};

export interface SimulatedSides {
  readonly base: readonly number[];
  readonly changed: readonly number[];
}

/** A duet: pairs one after the other, a coin deciding which of the two goes first. */
export const simulateDuet = (
  chance: Chance,
  pairs: number,
  effect: number,
  what: Disturbance,
): SimulatedSides => {
  const runs = disturb(chance, 2 * pairs, what);
  const [base, changed]: [number[], number[]] = [[], []];
  for (let pair = 0; pair < pairs; pair += 1) {
    const first = runs[2 * pair] ?? 0;
    const second = (runs[2 * pair + 1] ?? 0) + Math.log(what.position ?? 1);
    const baseFirst = chance.uniform() < 0.5;
    base.push(baseFirst ? first : second);
    changed.push((baseFirst ? second : first) + Math.log(1 + effect));
  }
  return { base, changed };
};

/** All runs of one side, and then all of the other. */
export const simulateSequence = (
  chance: Chance,
  each: number,
  effect: number,
  what: Disturbance,
): SimulatedSides => {
  const runs = disturb(chance, 2 * each, what);
  return {
    base: runs.slice(0, each),
    changed: runs.slice(each).map((log) => log + Math.log(1 + effect)),
  };
};
