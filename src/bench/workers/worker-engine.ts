import type { EngineReport, LoadEngine } from '../engine/engine.ts';
import type { PlanSource, Scheduler } from '../engine/requester.ts';
import type { Load } from '../load/load.ts';
import { maxVus, mostRequests } from '../load/load-arithmetic.ts';
import { wholeLoad } from '../load/load-part.ts';
import type { ProcessUsage } from '../phases/self-check.ts';
import type { LoadWorker, WorkerNews, WorkerRun } from './load-worker.ts';
import { readBatch } from './sample-batch.ts';

interface Conducting {
  readonly name: LoadEngine['name'];
  readonly workers: readonly LoadWorker[];
  /** The conductor's. */
  readonly scheduler: Scheduler;
  readonly onUsage: (worker: number, usage: ProcessUsage) => void;
}

/** Time for the message to arrive everywhere, so that all workers start together. */
const leadUs = 50_000;

/**
 * Cuts each load over processes, so that more than one core makes it. Every sample comes back to the one recorder of the
 * conductor, with the times at which the worker saw it: nothing has to be merged, and nothing is measured here. A worker
 * that ends by itself leaves what it had told, and the others end their part.
 */
export const createWorkerEngine = ({
  name,
  workers,
  scheduler,
  onUsage,
}: Conducting): LoadEngine => ({
  name,
  run: async (load, sink, drain, plan, part = wholeLoad) => {
    const source = requireSource(plan.source);
    const used = workers.slice(0, partsFor(load, workers.length));
    const startUs = scheduler.nowUs() + leadUs;
    const users = used.map(() => ({ active: 0, initialised: 0 }));
    const total = (key: 'active' | 'initialised') => users.reduce((sum, one) => sum + one[key], 0);
    const drainAll = (): void => {
      for (const worker of used) worker.drain();
    };
    const one = async (worker: LoadWorker, index: number): Promise<EngineReport> => {
      const told = { started: 0, dropped: 0 };
      const hear = ({ batch, dropped, active, initialised }: WorkerNews): void => {
        const samples = batch === undefined ? [] : readBatch(batch);
        told.started += samples.length;
        told.dropped += dropped;
        for (const sample of samples) sink.sample(sample);
        if (dropped > 0) sink.dropped(dropped);
        users[index] = { active, initialised };
        sink.virtualUsers(total('active'), total('initialised'));
      };
      const run: WorkerRun = {
        ...{ load, plan: source, startUs },
        part: { index: part.index + index * part.of, of: part.of * used.length },
      };
      try {
        const { report, usage } = await worker.run(run, hear);
        onUsage(index, usage);
        return report;
      } catch (thrown) {
        if (!worker.lost.aborted) throw thrown;
        drainAll();
        users[index] = { active: 0, initialised: 0 };
        const { started, dropped } = told;
        const endedUs = Math.max(startUs, scheduler.nowUs());
        return { startedUs: startUs, endedUs, started, planned: started + dropped };
      }
    };
    drain.addEventListener('abort', drainAll);
    try {
      const running = used.map(one);
      if (drain.aborted) drainAll();
      return together(await Promise.all(running));
    } finally {
      drain.removeEventListener('abort', drainAll);
    }
  },
  close: async () => {},
});

const requireSource = (source: PlanSource | undefined): PlanSource => {
  if (source !== undefined) return source;
  throw new TypeError('this plan of requests cannot be sent to another process');
};

/** No worker without a virtual user or a request of its own. */
const partsFor = (load: Load, workers: number): number =>
  Math.max(1, Math.min(workers, maxVus(load), mostRequests(load) ?? workers));

const together = (reports: readonly EngineReport[]): EngineReport => {
  const planned = reports.flatMap((report) => report.planned ?? []);
  const sum = (amounts: readonly number[]) => amounts.reduce((all, one) => all + one, 0);
  return {
    startedUs: Math.min(...reports.map(({ startedUs }) => startedUs)),
    endedUs: Math.max(...reports.map(({ endedUs }) => endedUs)),
    started: sum(reports.map(({ started }) => started)),
    ...(planned.length === reports.length && { planned: sum(planned) }),
  };
};
