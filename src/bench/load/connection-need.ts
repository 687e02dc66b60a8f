import type { Load, Stage } from './load.ts';
import { mostInFlight, peakRate } from './load-arithmetic.ts';

/**
 * Connections that one core opens a second, each with one request, as measured on a small virtual machine; enough for
 * a warning. Over TLS 1.3, a third of it is the certificate that Node takes apart for its own check of the name.
 */
export const connectionsPerSecond = { http: 5000, https: 800 } as const;

/** How fast a load opens connections at its worst. */
interface ConnectionNeed {
  readonly perSecond: number;
  /** Where they are opened once, at the beginning of the load or of a stage: how many. */
  readonly atOnce?: number;
}

/**
 * What a load is known to need: without keep-alive the highest rate, with it the virtual users that begin together. How
 * many a rate needs with keep-alive, or virtual users without, depends on how fast the target answers: undefined.
 */
export const connectionNeed = (load: Load, keepAlive: boolean): ConnectionNeed | undefined => {
  const rate = peakRate(load);
  if (!keepAlive) return rate === undefined ? undefined : { perSecond: rate };
  if (rate !== undefined) return undefined;
  const atOnce =
    load.executor === 'ramping-vus'
      ? Math.max(load.startVus, steepestRamp(load.startVus, load.stages))
      : mostInFlight(load);
  return { perSecond: atOnce, atOnce };
};

/** The most virtual users that are added within one second. */
const steepestRamp = (start: number, stages: readonly Stage[]): number =>
  stages.reduce((most, { durationMs, target }, index) => {
    const added = target - (index === 0 ? start : (stages[index - 1]?.target ?? start));
    return Math.max(most, Math.ceil(added / Math.max(1, durationMs / 1000)));
  }, 0);
