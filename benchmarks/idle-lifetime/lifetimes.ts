import { measureIdle } from '../../src/bench/lab/idle.ts';
import { createDraw } from '../../src/bench/load/philox.ts';

type Chance = ReturnType<typeof createChanceOf>;

const createChanceOf = (seed: number) => {
  const draw = createDraw(seed);
  const uniform = () => (draw(2 ** 31) + 0.5) / 2 ** 31;
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
};

/** One lifetime of a kind whose median is given. */
export const lifetimes: Readonly<Record<string, (chance: Chance, medianMs: number) => number>> = {
  fixed: (_, median) => median,
  exponential: ({ uniform }, median) => (median * -Math.log(uniform())) / Math.LN2,
  'lognormal, 5 %': ({ normal }, median) => median * Math.exp(0.05 * normal()),
  'lognormal, 30 %': ({ normal }, median) => median * Math.exp(0.3 * normal()),
  'Weibull, shape 4': ({ uniform }, median) => median * (-Math.log(uniform()) / Math.LN2) ** 0.25,
  'uniform, 40 % either side': ({ uniform }, median) => median * (0.6 + 0.8 * uniform()),
  // Of the others 35/85 must be gone at the median.
  '15 % lost early': ({ uniform }, median) =>
    uniform() < 0.15 ? 0.3 * median * uniform() : median * (1 + 0.02 * (uniform() - 35 / 85)),
  // Of those that live short 5/7 must be gone at the median.
  '30 % four times as long': ({ uniform }, median) =>
    (uniform() < 0.3 ? 4 : 1) * median * (1 + 0.1 * (uniform() - 5 / 7)),
};

/** So near to half of either kind that so few waits do not tell which side of it: more than is promised. */
export const notPromised: typeof lifetimes = {
  '40 % five times as long': ({ uniform }, median) =>
    (uniform() < 0.4 ? 5 : 1) * median * (1 + 0.1 * (uniform() - 5 / 6)),
};

export const lifetimeOf = (kind: string) => {
  const life = lifetimes[kind];
  if (life === undefined) throw new Error(`there are no lifetimes called ${kind}`);
  return life;
};

interface Coverage {
  /** Of the simulations, those whose interval held the true median. */
  readonly held: number;
  /** Geometric mean of the upper end over the lower. */
  readonly width: number;
  readonly waits: number;
  /** Time of waiting, in medians. */
  readonly waitedMedians: number;
}

const range = { shortestMs: 1000, longestMs: 3_600_000 };

/** Whole experiments in virtual time, each with a median of its own between 2 s and half an hour. */
export const coverageOf = async (
  life: (chance: Chance, medianMs: number) => number,
  simulations: number,
  seed: number,
): Promise<Coverage> => {
  const chance = createChanceOf(seed);
  let [held, logWidth, waits, waited] = [0, 0, 0, 0];
  for (let at = 0; at < simulations; at += 1) {
    const medianMs = 2000 * 900 ** chance.uniform();
    const found = await simulate(() => life(chance, medianMs));
    const [low, high] = found.median.interval;
    const [from, to] = [low ?? range.shortestMs / 2, high ?? range.longestMs * 2];
    if (from <= medianMs && medianMs <= to) held += 1;
    logWidth += Math.log(to / from);
    waits += found.trials.length;
    waited += found.trials.reduce((sum, { idleMs }) => sum + idleMs, 0) / medianMs;
  }
  return {
    held: held / simulations,
    width: Math.exp(logWidth / simulations),
    waits: waits / simulations,
    waitedMedians: waited / simulations,
  };
};

/** An environment that lives on after its last request for a lifetime of its own. */
const simulate = async (lifetime: () => number) => {
  let [nowMs, diesAtMs, number] = [0, 0, 0];
  const figures = await measureIdle({
    ask: async () => {
      const cold = nowMs >= diesAtMs;
      if (cold) number += 1;
      diesAtMs = nowMs + lifetime();
      const at = nowMs * 1000;
      const start = cold ? 'cold' : 'warm';
      return { class: 'ok', start, startedUs: at, endedUs: at, environmentId: `e${number}` };
    },
    sleep: async (ms) => {
      nowMs += ms;
    },
    ...{ range, budgetMs: Number.POSITIVE_INFINITY, mostTrials: 30 },
    signal: new AbortController().signal,
    during: (_, work) => work(),
  });
  if (figures === undefined) throw new Error('every wait tells something here');
  return figures;
};
