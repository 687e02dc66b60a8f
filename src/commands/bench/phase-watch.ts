import type { ThresholdResult } from '../../bench/document.ts';
import type { Load } from '../../bench/load.ts';
import type { RunningPhase } from '../../bench/run-phase.ts';
import type { PhasePosition } from '../../bench/run-phases.ts';
import type { Threshold } from '../../bench/threshold.ts';
import { abortingThresholds, thresholdCheckMs } from '../../bench/threshold-evaluation.ts';
import type { LiveState } from '../../report/live-view.ts';

/** The phase under way, as the live view and the thresholds see it. */
export const createPhaseWatch = (load: Load, thresholds: readonly Threshold[]) => {
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
        const { elapsedMs, classes } = running.recorder.snapshot();
        if (elapsedMs - checkedMs < thresholdCheckMs) return;
        checkedMs = elapsedMs;
        const judged = { name: phase, started: classes.started, metric: running.recorder.metric };
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
    state: (): LiveState | undefined => current && liveState(load, current),
  };
};

export type PhaseWatch = ReturnType<typeof createPhaseWatch>;

const liveState = (
  load: Load,
  { running, phase, position }: { running: RunningPhase; phase: string; position: PhasePosition },
): LiveState => {
  const { elapsedMs, classes, vus, vusMax, ...shown } = running.recorder.snapshot();
  const ended = classes.started - inFlight(classes);
  return {
    phase,
    position,
    classes,
    ...shown,
    progress: {
      load,
      elapsedMs,
      status: 'running',
      activeVus: vus,
      initialisedVus: vusMax,
      complete: ended - classes.interrupted,
      interrupted: classes.interrupted,
      ...('rate' in load && { plannedRate: load.rate }),
    },
  };
};

/** A snapshot's started counts what has ended and what has not. */
const inFlight = ({ started, dropped: _, ...ended }: LiveState['classes']): number =>
  Math.max(0, started - Object.values(ended).reduce((sum, count) => sum + count, 0));
