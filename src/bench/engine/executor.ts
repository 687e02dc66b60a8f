import type { Load } from '../load/load.ts';
import { constantRateSlots, rampingRateSlots } from '../load/slots.ts';
import { rampingVuSteps, stagesDurationMs } from '../load/vu-steps.ts';
import { arrivalExecutor } from './arrival-executor.ts';
import type { Run } from './executor-run.ts';
import { loopingExecutor } from './looping-executor.ts';

/** Sets a schedule going on a run; what it gives tells how many iterations the schedule called for. */
export type Executor = (run: Run) => { planned?(): number };

/** The executor of a load. */
export const executorOf = (load: Load): Executor => {
  switch (load.executor) {
    case 'constant-vus':
      return loopingExecutor({
        steps: [{ offsetUs: 0, vus: load.vus }],
        endUs: load.durationMs * 1000,
      });
    case 'ramping-vus':
      return loopingExecutor({
        steps: rampingVuSteps(load.startVus, load.stages),
        endUs: stagesDurationMs(load.stages) * 1000,
      });
    case 'shared-iterations':
      return loopingExecutor({
        steps: [{ offsetUs: 0, vus: load.vus }],
        endUs: load.maxDurationMs * 1000,
        iterations: load.iterations,
      });
    case 'constant-arrival-rate':
      return arrivalExecutor(load, constantRateSlots(load.rate, load.durationMs), load.durationMs);
    case 'ramping-arrival-rate':
      return arrivalExecutor(
        load,
        rampingRateSlots(load.startRate, load.stages),
        stagesDurationMs(load.stages),
      );
  }
};
