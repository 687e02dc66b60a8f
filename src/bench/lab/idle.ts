import type { Sleep } from '../../core/sleep.ts';
import type { Sample } from '../engine/sample.ts';
import type { Interval } from '../record/effect.ts';
import { beginBelief, type IdleRange, type IdleTrial, type LifetimeBelief } from './lifetime.ts';

type IdleAnswer = Pick<
  Sample,
  'class' | 'errorCode' | 'start' | 'startedUs' | 'endedUs' | 'environmentId'
>;

interface IdleRun {
  /** One request, its connection opened before. */
  readonly ask: () => Promise<IdleAnswer | undefined>;
  readonly sleep: Sleep;
  readonly range: IdleRange;
  /** For waiting, in all. */
  readonly budgetMs: number;
  readonly mostTrials: number;
  readonly signal: AbortSignal;
  /** Does one wait, and shows that it is under way. */
  readonly during: <T>(what: string, work: () => Promise<T>) => Promise<T>;
}

/** What was found of how long an idle environment lives. */
export interface IdleFigures {
  readonly trials: readonly IdleTrial[];
  /** Waits that told nothing: an answer failed, or came from an environment that others had kept in use. */
  readonly discarded: number;
  readonly median: {
    /** Null where it lies beyond the range that was looked at, on the side of the interval's end that is null. */
    readonly ms: number | null;
    /** 95 %; an end beyond that range is null. */
    readonly interval: readonly [number | null, number | null];
  };
  /** The chance of a cold start after idling so long. */
  readonly curve: readonly {
    readonly idleMs: number;
    readonly chance: number;
    readonly band: Interval;
  }[];
  readonly endedBy: 'precision' | 'trials' | 'budget' | 'signal' | 'failures';
}

/** Waits in turn where half of the environments are believed to be gone, and on either side: the sides tell the spread. */
const chances = [0.5, 0.25, 0.5, 0.75] as const;

/** The interval's ends are this close: more waits would tell no more that matters. */
const preciseRatio = 1.1;
const fewestTrials = 8;

/** One after another. */
const mostFailures = 3;

/**
 * Lets one environment idle for longer and shorter times, each chosen by all before, and asks whether it is still there.
 * Resolves with undefined where not one wait told anything.
 */
export const measureIdle = async (run: IdleRun): Promise<IdleFigures | undefined> => {
  const { shortestMs, longestMs } = run.range;
  const trials: IdleTrial[] = [];
  let belief = beginBelief(run.range);
  let leftMs = run.budgetMs;
  let [discarded, failedInTurn] = [0, 0];
  let last = await run.ask();
  const end = (): IdleFigures['endedBy'] | undefined => {
    if (run.signal.aborted) return 'signal';
    if (failedInTurn >= mostFailures) return 'failures';
    if (trials.length >= run.mostTrials) return 'trials';
    const isPrecise = belief.medianAt(0.975) < preciseRatio * belief.medianAt(0.025);
    return trials.length >= fewestTrials && isPrecise ? 'precision' : undefined;
  };
  let endedBy = end();
  while (endedBy === undefined) {
    const chance = chances[trials.length % chances.length] ?? 0.5;
    const idleMs = Math.round(Math.min(longestMs, Math.max(shortestMs, belief.idleFor(chance))));
    if (idleMs > leftMs) {
      endedBy = 'budget';
      break;
    }
    leftMs -= idleMs;
    const what = `wait ${trials.length + discarded + 1}: idle for ${Number((idleMs / 1000).toPrecision(3))} s`;
    const next = await run.during(what, () => askAfter(run, idleMs));
    const trial = trialOf(last, next);
    if (trial !== undefined) {
      trials.push(trial);
      belief = belief.after(trial);
    } else if (!run.signal.aborted) discarded += 1;
    failedInTurn = next?.class === 'ok' ? 0 : failedInTurn + 1;
    last = next;
    endedBy = end();
  }
  return trials.length === 0
    ? undefined
    : figuresOf(run.range, { trials, discarded, belief, endedBy });
};

const askAfter = async (run: IdleRun, idleMs: number): Promise<IdleAnswer | undefined> => {
  await run.sleep(idleMs, run.signal).catch((thrown: unknown) => {
    if (!run.signal.aborted) throw thrown;
  });
  return run.signal.aborted ? undefined : run.ask();
};

/** Undefined where nothing follows from the two answers. */
const trialOf = (
  last: IdleAnswer | undefined,
  next: IdleAnswer | undefined,
): IdleTrial | undefined => {
  if (last?.class !== 'ok' || next?.class !== 'ok' || next.start === 'unknown') return undefined;
  const cold = next.start === 'cold';
  if (!cold && next.environmentId !== last.environmentId) return undefined;
  return { idleMs: (next.startedUs - last.endedUs) / 1000, cold };
};

interface Found extends Pick<IdleFigures, 'trials' | 'discarded' | 'endedBy'> {
  readonly belief: LifetimeBelief;
}

const curvePoints = 9;

const figuresOf = (
  { shortestMs, longestMs }: IdleRange,
  { belief, ...found }: Found,
): IdleFigures => {
  const median = belief.medianAt(0.5);
  // What the grid holds beyond the range was never looked at: no waits can place a lifetime there.
  const low = Math.min(longestMs, belief.medianAt(0.025));
  const high = Math.max(shortestMs, belief.medianAt(0.975));
  const [from, to] = [Math.max(shortestMs, low / 2), Math.min(longestMs, high * 2)];
  const curve = Array.from({ length: curvePoints }, (_, at) => {
    const idleMs = from * (to / from) ** (at / (curvePoints - 1));
    const { mean: chance, band } = belief.coldAfter(idleMs);
    return { idleMs, chance, band };
  });
  const interval = [low < shortestMs ? null : low, high > longestMs ? null : high] as const;
  const ms = median < shortestMs || median > longestMs ? null : median;
  return { ...found, median: { ms, interval }, curve };
};
