import type { LoadEngine } from '../bench/engine.ts';
import { createExecutorEngine } from '../bench/executor-engine.ts';
import { createRealScheduler } from '../bench/real-scheduler.ts';
import type { Scheduler } from '../bench/requester.ts';
import type { LoadEngineOptions, LoadGenerator } from '../commands/services.ts';
import type { Clock } from '../core/ports.ts';
import { createVitals, describeMachine } from './generator-process.ts';
import { readCa } from './read-ca.ts';

/** The generator of load in this process. */
export const openLoadEngine = async (
  clock: Clock,
  options: LoadEngineOptions,
): Promise<LoadGenerator> => {
  const scheduler = createRealScheduler(() => clock.elapsedMs() * 1000);
  return {
    engine: await openEngine(options, scheduler),
    scheduler,
    vitals: createVitals(scheduler.nowUs, scheduler.polledUs),
    machine: describeMachine(),
  };
};

const openEngine = async (
  { engine, caFile, ...http }: LoadEngineOptions,
  scheduler: Scheduler,
): Promise<LoadEngine> => {
  const ca = caFile === undefined ? undefined : await readCa(caFile);
  const options = { ...http, nowUs: scheduler.nowUs, ...(ca !== undefined && { ca }) };
  if (engine === 'autocannon') {
    const { createAutocannonEngine } = await import('../bench/autocannon-engine.ts');
    return createAutocannonEngine(options);
  }
  const { createHttpRequester } = await import('../bench/http-requester.ts');
  return createExecutorEngine('http', createHttpRequester(options), scheduler);
};
