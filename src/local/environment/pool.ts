import { cpuUsage } from 'node:process';
import type { Clock } from '../../core/service/ports.ts';
import type { Environment } from './environment.ts';
import { createRunGate } from './run-gate.ts';
import { createSpawnGate } from './spawn-gate.ts';

interface PoolOptions {
  /** An abort ends what is starting. */
  readonly start: (signal: AbortSignal) => Promise<Environment>;
  /** Environments, and so invocations, at once. */
  readonly concurrency: number;
  /** Of this machine: at most two environments a core start at once. */
  readonly cpuCount: number;
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

const ownCpuMs = (): number => {
  const { user, system } = cpuUsage();
  return (user + system) / 1000;
};

interface Parked {
  readonly environment: Environment;
  readonly number: number;
  readonly timer: NodeJS.Timeout;
}

export const createPool = ({ start, concurrency, cpuCount, idleMs, clock }: PoolOptions): Pool => {
  const gate = createSpawnGate(2 * cpuCount);
  const runs = createRunGate({ cores: cpuCount, clock, ownCpuMs });
  /** The oldest one last, which is the next to work: those that are not needed stay idle, and a few stay hot. */
  const idle: Parked[] = [];
  /** Every process that has not ended yet, and every start under way. */
  const processes = new Set<Environment>();
  const starts = new Set<Promise<unknown>>();
  const closing = new AbortController();
  let busy = 0;
  let generation = 0;
  let started = 0;

  const retire = (environment: Environment): void => {
    const index = idle.findIndex((each) => each.environment === environment);
    if (index >= 0) clearTimeout(idle.splice(index, 1)[0]?.timer);
    void environment.kill();
  };

  const park = (environment: Environment, number: number): void => {
    const timer = setTimeout(() => {
      if (runs.waiting() < idle.length) retire(environment);
      else timer.refresh();
    }, idleMs).unref();
    const younger = idle.findLastIndex((each) => each.number > number);
    idle.splice(younger + 1, 0, { environment, number, timer });
  };

  const leaseOf = (
    environment: Environment,
    number: number,
    born: number,
    cold?: ColdStart,
  ): Lease => {
    const usedMs = cold === undefined ? environment.cpuMs() : 0;
    return {
      environment,
      cold,
      release: () => {
        busy -= 1;
        if (born === generation && environment.isAlive()) park(environment, number);
        else void environment.kill();
        runs.leave(environment.cpuMs() - usedMs);
      },
    };
  };

  const takeIdle = (): Lease | undefined => {
    for (let entry = idle.pop(); entry; entry = idle.pop()) {
      clearTimeout(entry.timer);
      const { environment, number } = entry;
      if (environment.isAlive()) return leaseOf(environment, number, generation);
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
        started += 1;
        return leaseOf(environment, started, born, { initMs: environment.initMs, spawnQueueMs });
      });
    } catch (error) {
      busy -= 1;
      runs.leave(0);
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
    // What they waited for is gone.
    runs.open();
  };

  return {
    lease: () => {
      if (busy >= concurrency || closing.signal.aborted) return undefined;
      busy += 1;
      // Nobody waits who would not find an environment then: a new one starts at once, as on Lambda.
      const mayWait = runs.waiting() < idle.length;
      return new Promise((resolve) => {
        runs.enter(() => resolve(takeIdle() ?? startNew()), mayWait);
      });
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
