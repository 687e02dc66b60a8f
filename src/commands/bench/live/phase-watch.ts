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

/** The phase under way, as the live view and the thresholds see it. `interrupt` is the user's. */
export const createPhaseWatch = (
  load: Load,
  thresholds: readonly Threshold[],
  interrupt: AbortSignal,
) => {
  const mayAbort = thresholds.some(({ abortOnFail }) => abortOnFail);
  let current:
    | { readonly running: RunningPhase; readonly phase: string; readonly position: PhasePosition }
    | undefined;
  const stopped = new AbortController();
  let crossed: readonly ThresholdResult[] = [];
  return {
    /** Aborted when a threshold with abortOnFail was crossed. */
    stopped: stopped.signal,
    /** The thresholds that ended the run, as they were found. */
    crossed: () => crossed,
    begin: (phase: string, position: PhasePosition) => {
      let checkedMs = 0;
      return (running: RunningPhase): void => {
        current = { running, phase, position };
        if (!mayAbort) return;
        const { elapsedMs } = running.recorder.snapshot();
        if (elapsedMs - checkedMs < thresholdCheckMs) return;
        checkedMs = elapsedMs;
        const judged = judgedSoFar(phase, running.recorder);
        const aborting = abortingThresholds(thresholds, judged, elapsedMs);
        if (aborting.length === 0) return;
        crossed = aborting;
        stopped.abort();
        running.drain();
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
