import type { Clock } from '../../core/service/ports.ts';
import type { Environment } from './environment.ts';
import { createSpawnGate } from './spawn-gate.ts';

interface PoolOptions {
  /** An abort ends what is starting. */
  readonly start: (signal: AbortSignal) => Promise<Environment>;
  /** Environments, and so invocations, at once. */
  readonly concurrency: number;
  /** Environments starting at once; more of them would only slow one another down. */
  readonly spawnLimit: number;
  /** An environment without work for this long is ended. */
  readonly idleMs: number;
  readonly clock: Clock;
}

/** The use of one environment for one invocation. */
export interface Lease {
  readonly environment: Environment;
  readonly cold: ColdStart | undefined;
  release(): void;
}

export interface ColdStart {
  readonly initMs: number;
  /** Time before the spawn in which too many others were starting. */
  readonly spawnQueueMs: number;
}

export interface Pool {
  /** Undefined when all environments are busy. Throws an `InitFailure` when a new one does not start. */
  lease(): Promise<Lease> | undefined;
  /** The next invocations get new environments; those at work end their invocation first. */
  recycle(): void;
  counts(): { readonly busy: number; readonly idle: number };
  /** Ends all environments, whatever they do; resolves when their processes are gone. */
  close(): Promise<void>;
}

export const createPool = ({
  start,
  concurrency,
  spawnLimit,
  idleMs,
  clock,
}: PoolOptions): Pool => {
  const gate = createSpawnGate(spawnLimit);
  const idle: { readonly environment: Environment; readonly timer: NodeJS.Timeout }[] = [];
  /** Every process that has not ended yet, and every start under way. */
  const processes = new Set<Environment>();
  const starts = new Set<Promise<unknown>>();
  const closing = new AbortController();
  let busy = 0;
  let generation = 0;

  const retire = (environment: Environment): void => {
    const index = idle.findIndex((each) => each.environment === environment);
    if (index >= 0) clearTimeout(idle.splice(index, 1)[0]?.timer);
    void environment.kill();
  };

  const park = (environment: Environment): void => {
    idle.push({ environment, timer: setTimeout(() => retire(environment), idleMs).unref() });
  };

  const leaseOf = (environment: Environment, born: number, cold?: ColdStart): Lease => ({
    environment,
    cold,
    release: () => {
      busy -= 1;
      if (born === generation && environment.isAlive()) park(environment);
      else void environment.kill();
    },
  });

  /** The one used last, as Lambda does: the others become idle and can be ended. */
  const takeIdle = (): Environment | undefined => {
    for (let entry = idle.pop(); entry; entry = idle.pop()) {
      clearTimeout(entry.timer);
      if (entry.environment.isAlive()) return entry.environment;
    }
    return undefined;
  };

  const startNew = async (): Promise<Lease> => {
    const queuedMs = clock.elapsedMs();
    try {
      return await gate.enter(async () => {
        const spawnQueueMs = clock.elapsedMs() - queuedMs;
        // One that is recycled while it starts is of the old kind.
        const born = generation;
        closing.signal.throwIfAborted();
        const starting = start(closing.signal).then(keep);
        starts.add(starting);
        const environment = await starting.finally(() => starts.delete(starting));
        return leaseOf(environment, born, { initMs: environment.initMs, spawnQueueMs });
      });
    } catch (error) {
      busy -= 1;
      throw error;
    }
  };

  const keep = (environment: Environment): Environment => {
    processes.add(environment);
    void environment.gone.then(() => {
      processes.delete(environment);
      retire(environment);
    });
    return environment;
  };

  const recycle = (): void => {
    generation += 1;
    for (const { environment } of [...idle]) retire(environment);
  };

  return {
    lease: () => {
      if (busy >= concurrency || closing.signal.aborted) return undefined;
      busy += 1;
      const environment = takeIdle();
      return environment ? Promise.resolve(leaseOf(environment, generation)) : startNew();
    },
    recycle,
    counts: () => ({ busy, idle: idle.length }),
    close: async () => {
      closing.abort();
      recycle();
      await Promise.allSettled(starts);
      await Promise.all([...processes].map((environment) => environment.kill()));
    },
  };
};
