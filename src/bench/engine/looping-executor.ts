import { type LoadPart, numberInWhole, shareOf } from '../load/load-part.ts';
import type { VuStep } from '../load/vu-steps.ts';
import type { Executor, Run } from './run.ts';

interface Looping {
  readonly part: LoadPart;
  /** Of the whole load, in ascending order of time. */
  readonly steps: readonly VuStep[];
  readonly endUs: number;
  /** Iterations for this part's virtual users together, where their number ends the schedule. */
  readonly iterations?: number;
}

/**
 * The closed model: each virtual user starts its next iteration when its last has ended. One that is ramped
 * down ends the iteration it is in; one that is ramped up again meanwhile goes on.
 */
export const loopingExecutor =
  ({ part, steps: all, endUs, iterations = Number.POSITIVE_INFINITY }: Looping): Executor =>
  (run) => {
    const steps = all.map((one) => ({ ...one, vus: shareOf(one.vus, part) }));
    const initialised = steps.reduce((most, { vus }) => Math.max(most, vus), 0);
    const users: VirtualUser[] = [];
    let looping = 0;
    let active = 0;
    let left = iterations;
    let dropped = 0;

    const pool: VirtualUserPool = {
      mayIterate: (index) => index < looping && left > 0,
      started: () => {
        left--;
      },
      moved(by) {
        active += by;
        run.virtualUsers(active, initialised);
        if (active === 0 && left === 0) run.endSchedule();
      },
    };
    const step = (vus: number): void => {
      const before = looping;
      looping = vus;
      for (let index = before; index < vus; index++) {
        users[index] ??= createVirtualUser(
          run,
          { index, vu: numberInWhole(index, part) + 1 },
          pool,
        );
        users[index]?.wake();
      }
    };
    const end = (): void => {
      if (Number.isFinite(left) && left > 0) {
        dropped = left;
        run.drop(dropped);
      }
      run.endSchedule();
    };

    for (const { offsetUs, vus } of steps) {
      if (offsetUs === 0) step(vus);
      else run.at(offsetUs, () => step(vus));
    }
    run.at(endUs, end);
    return Number.isFinite(iterations) ? { planned: () => iterations - left + dropped } : {};
  };

interface VirtualUser {
  wake(): void;
}

interface VirtualUserPool {
  mayIterate(index: number): boolean;
  started(): void;
  moved(by: 1 | -1): void;
}

const createVirtualUser = (
  run: Run,
  { index, vu }: { readonly index: number; readonly vu: number },
  pool: VirtualUserPool,
): VirtualUser => {
  let parked = true;
  const position = { vu, index: 0 };
  const iterate = (): void => {
    if (pool.mayIterate(index) && start(position)) {
      position.index++;
      pool.started();
    } else {
      parked = true;
      pool.moved(-1);
    }
  };
  const ended = (): void => {
    if (pool.mayIterate(index)) run.pause(iterate);
    else iterate();
  };
  const start = run.starter(ended);
  return {
    wake() {
      if (!parked) return;
      parked = false;
      pool.moved(1);
      iterate();
    },
  };
};
