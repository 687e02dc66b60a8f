import type { Stage } from './load.ts';

/** From this instant on, that many virtual users loop. */
export interface VuStep {
  readonly offsetUs: number;
  readonly vus: number;
}

/**
 * How many virtual users loop when (k6: `ramping_vus.go`, `getRawExecutionSteps`): ramping up, the nth starts
 * when the line reaches n; ramping down, it stops when the line reaches n - 1.
 */
export const rampingVuSteps = (startVus: number, stages: readonly Stage[]): readonly VuStep[] => {
  const steps: VuStep[] = [{ offsetUs: 0, vus: startVus }];
  let from = startVus;
  let endUs = 0;
  for (const { durationMs, target } of stages) {
    const durationUs = durationMs * 1000;
    endUs += durationUs;
    for (let left = Math.abs(target - from) - 1; left >= 0; left--) {
      if (durationUs === 0 && left > 0) continue;
      steps.push({
        offsetUs: endUs - (durationUs * left) / Math.abs(target - from),
        vus: target > from ? target - left : target + left,
      });
    }
    from = target;
  }
  return steps;
};
