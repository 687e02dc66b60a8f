import type { Load } from '../../../bench/load/load.ts';
import type { RunningPhase } from '../../../bench/phases/run-phase.ts';
import type { PhasePosition } from '../../../bench/phases/run-phases.ts';
import type { ThresholdResult } from '../../../bench/record/document.ts';
import type { Threshold } from '../../../bench/threshold/threshold.ts';
import {
  abortingThresholds,
  judgedSoFar,
  thresholdCheckMs,
} from '../../../bench/threshold/threshold-evaluation.ts';
import type { LiveState } from '../../../report/bench/live-view.ts';
import { liveStateOf } from './live-state.ts';

/** What the run has cost, and may. */
interface Spending {
  readonly maxUsd: number;
  spentUsd(underWay: number): number;
}

/** The phase under way, as the live view and the thresholds see it. `interrupt` is the user's. */
export const createPhaseWatch = (
  load: Load,
  thresholds: readonly Threshold[],
  interrupt: AbortSignal,
  spend?: Spending,
) => {
  const mayAbort = thresholds.some(({ abortOnFail }) => abortOnFail);
  let current:
    | { readonly running: RunningPhase; readonly phase: string; readonly position: PhasePosition }
    | undefined;
  const stopped = new AbortController();
  let crossed: readonly ThresholdResult[] = [];
  let overspent = false;
  const stop = (running: RunningPhase): void => {
    stopped.abort();
    running.drain();
  };
  return {
    /** Aborted when a threshold with abortOnFail was crossed, or the money was spent. */
    stopped: stopped.signal,
    /** The thresholds that ended the run, as they were found. */
    crossed: () => crossed,
    overspent: () => overspent,
    begin: (phase: string, position: PhasePosition) => {
      let checkedMs = 0;
      return (running: RunningPhase): void => {
        current = { running, phase, position };
        if (!mayAbort && spend === undefined) return;
        const { elapsedMs, vus } = running.recorder.snapshot();
        // Each virtual user may have a request under way that will have to be paid for.
        if (spend !== undefined && spend.spentUsd(vus) >= spend.maxUsd) {
          overspent = true;
          stop(running);
          return;
        }
        if (!mayAbort || elapsedMs - checkedMs < thresholdCheckMs) return;
        checkedMs = elapsedMs;
        const judged = judgedSoFar(phase, running.recorder);
        const aborting = abortingThresholds(thresholds, judged, elapsedMs);
        if (aborting.length === 0) return;
        crossed = aborting;
        stop(running);
      };
    },
    end: (): void => {
      current = undefined;
    },
    state: (): LiveState | undefined => {
      if (current === undefined) return undefined;
      const { running, phase, position } = current;
      const snapshot = running.recorder.snapshot();
      return liveStateOf(
        { name: phase, load, position },
        snapshot,
        stopped.signal.aborted || interrupt.aborted,
      );
    },
  };
};

export type PhaseWatch = ReturnType<typeof createPhaseWatch>;
