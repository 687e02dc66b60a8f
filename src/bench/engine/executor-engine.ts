import type { Load } from '../load/load.ts';
import { stagesDurationMs } from '../load/load-arithmetic.ts';
import { type LoadPart, shareOf, wholeLoad } from '../load/load-part.ts';
import { constantRateSlots, rampingRateSlots } from '../load/slots.ts';
import { rampingVuSteps } from '../load/vu-steps.ts';
import { arrivalExecutor } from './arrival-executor.ts';
import type { LoadEngine } from './engine.ts';
import { loopingExecutor } from './looping-executor.ts';
import type { Requester, Scheduler } from './requester.ts';
import { createRun, type Executor } from './run.ts';

/** An engine that runs any load over a requester; one run at a time. */
export const createExecutorEngine = (
  name: LoadEngine['name'],
  requester: Requester,
  scheduler: Scheduler,
): LoadEngine => ({
  name,
  run: (load, sink, drain, plan, part = wholeLoad) =>
    new Promise((resolve) => {
      const run = createRun({ load, part, plan, requester, scheduler, sink, drain }, (report) => {
        // The next phase opens its own connections, as a client of its own would.
        requester.closeIdle();
        const planned = schedule.planned?.();
        resolve(planned === undefined ? report : { ...report, planned });
      });
      const schedule = executorOf(load, part)(run);
    }),
  ...(requester.connect && { connect: requester.connect }),
  close: () => requester.close(),
});

/** The executor of a load. */
const executorOf = (load: Load, part: LoadPart): Executor => {
  switch (load.executor) {
    case 'constant-vus':
      return loopingExecutor({
        part,
        steps: [{ offsetUs: 0, vus: load.vus }],
        endUs: load.durationMs * 1000,
      });
    case 'ramping-vus':
      return loopingExecutor({
        part,
        steps: rampingVuSteps(load.startVus, load.stages),
        endUs: stagesDurationMs(load.stages) * 1000,
      });
    case 'shared-iterations':
      return loopingExecutor({
        part,
        steps: [{ offsetUs: 0, vus: load.vus }],
        endUs: load.maxDurationMs * 1000,
        iterations: shareOf(load.iterations, part),
      });
    case 'constant-arrival-rate':
      return arrivalExecutor(
        load,
        part,
        constantRateSlots(load.rate, load.durationMs),
        load.durationMs,
      );
    case 'ramping-arrival-rate':
      return arrivalExecutor(
        load,
        part,
        rampingRateSlots(load.startRate, load.stages),
        stagesDurationMs(load.stages),
      );
  }
};
