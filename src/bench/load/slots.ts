import type { Stage } from './load.ts';

/** Floating point may put a slot this far beside where the mathematics has it, in microseconds or iterations. */
const tolerance = 1e-6;

/**
 * When a constant arrival rate starts its iterations, in microseconds from the start: at i / rate, from i = 0,
 * before the end (k6: `constant_arrival_rate.go`). Each slot is computed from i, so no error adds up.
 */
export function* constantRateSlots(rate: number, durationMs: number): Generator<number, void> {
  const durationUs = durationMs * 1000;
  for (let index = 0; ; index++) {
    const slotUs = (index * 1e6) / rate;
    if (!(slotUs < durationUs - tolerance)) return;
    yield slotUs;
  }
}

/**
 * When a ramping arrival rate starts its iterations: the nth (from 1) where the area under the rate reaches n,
 * the end included (k6: `ramping_arrival_rate.go`, `cal`). What a stage leaves of an iteration carries over.
 */
export function* rampingRateSlots(
  startRate: number,
  stages: readonly Stage[],
): Generator<number, void> {
  let stageStartUs = 0;
  let areaBefore = 0;
  let from = startRate;
  let iteration = 1;
  for (const { durationMs, target } of stages) {
    const seconds = durationMs / 1000;
    const areaAfter = areaBefore + ((from + target) / 2) * seconds;
    for (; iteration <= areaAfter + tolerance; iteration++) {
      const area = iteration - areaBefore;
      yield stageStartUs + 1e6 * Math.min(seconds, secondsToArea(area, from, target, seconds));
    }
    areaBefore = areaAfter;
    from = target;
    stageStartUs += durationMs * 1000;
  }
}

/** Where from·t + (to - from)/(2·seconds)·t² equals `area`, in the form that is exact for from = to as well. */
const secondsToArea = (area: number, from: number, to: number, seconds: number): number => {
  const slope = (to - from) / seconds;
  const root = Math.sqrt(Math.max(0, from * from + 2 * slope * area));
  return (2 * area) / (from + root);
};
