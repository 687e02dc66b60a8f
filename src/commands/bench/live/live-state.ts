import type { Load } from '../../../bench/load/load.ts';
import { plannedRateAt, scheduleMs } from '../../../bench/load/load-arithmetic.ts';
import type { PhaseSnapshot } from '../../../bench/record/phase-recorder.ts';
import type { LiveState } from '../../../report/bench/live-view.ts';

interface LivePhase {
  readonly name: string;
  readonly load: Load;
  /** Its place among the run's phases, from 1. */
  readonly position: LiveState['position'];
}

/** What the live view shows of a phase; `stopping` when it was asked to end early. */
export const liveStateOf = (
  { name, load, position }: LivePhase,
  snapshot: PhaseSnapshot,
  stopping: boolean,
): LiveState => {
  const { elapsedMs, classes, vus, vusMax, ...shown } = snapshot;
  const { started, interrupted } = classes;
  const plannedRate = plannedRateAt(load, elapsedMs);
  return {
    ...{ ...shown, phase: name, position, classes },
    progress: {
      ...{ load, elapsedMs, interrupted, complete: started - interrupted },
      status: stopping || elapsedMs > scheduleMs(load) ? 'stopping' : 'running',
      ...{ activeVus: vus, initialisedVus: vusMax },
      ...(plannedRate !== undefined && { plannedRate }),
    },
  };
};
