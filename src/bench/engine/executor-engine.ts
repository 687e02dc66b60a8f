import type { LoadEngine } from './engine.ts';
import { executorOf } from './executor.ts';
import { createRun } from './executor-run.ts';
import type { Requester, Scheduler } from './requester.ts';

/** An engine that runs any load over a requester; one run at a time. */
export const createExecutorEngine = (
  name: LoadEngine['name'],
  requester: Requester,
  scheduler: Scheduler,
): LoadEngine => ({
  name,
  run: (load, sink, control, plan) =>
    new Promise((resolve) => {
      const run = createRun({ load, plan, requester, scheduler, sink, control }, (report) => {
        const planned = schedule.planned?.();
        resolve(planned === undefined ? report : { ...report, planned });
      });
      const schedule = executorOf(load)(run);
    }),
  ...(requester.connect && { connect: requester.connect }),
  close: () => requester.close(),
});
