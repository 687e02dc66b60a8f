import type { ConstantArrivalRate, RampingArrivalRate } from '../load/load.ts';
import { dealtTo, type LoadPart, numberInWhole, shareOf } from '../load/load-part.ts';
import type { Executor } from './run.ts';

/** Of slots that are late, as after a stall of the process, so that answers are read in between. */
const mostAtOnce = 100;

/**
 * The open model: starts an iteration at each slot, whatever became of those before. A slot that finds all
 * virtual users busy is dropped. k6 also loses the iteration for which it adds a virtual user beyond the
 * pre-allocated ones, because that takes it time; here it takes none, so the iteration runs.
 */
export const arrivalExecutor =
  (
    load: ConstantArrivalRate | RampingArrivalRate,
    part: LoadPart,
    allSlots: Iterable<number>,
    durationMs: number,
  ): Executor =>
  (run) => {
    const slots = dealtTo(allSlots, part);
    const maxVus = shareOf(load.maxVus, part);
    let planned = 0;
    let busy = 0;
    let initialised = shareOf(load.preAllocatedVus, part);
    const report = (): void => run.virtualUsers(busy, initialised);
    const free = (): void => {
      busy--;
      report();
    };
    const start = run.starter(() => run.pause(free));

    const arrive = (intendedUs: number): void => {
      if (busy >= maxVus) {
        planned++;
        run.drop(1);
        return;
      }
      const position = { vu: 0, index: numberInWhole(planned, part) };
      if (!start(position, intendedUs)) return;
      planned++;
      busy++;
      initialised = Math.max(initialised, busy);
      report();
    };

    let slot = slots.next();
    const fireDue = (): void => {
      for (let burst = 0; !slot.done && !run.over(); burst++) {
        const intendedUs = run.startedUs + slot.value;
        if (intendedUs > run.nowUs() || burst === mostAtOnce) {
          run.at(slot.value, fireDue);
          return;
        }
        arrive(intendedUs);
        slot = slots.next();
      }
      if (!run.over()) run.at(durationMs * 1000, run.endSchedule);
    };

    report();
    fireDue();
    return { planned: () => planned };
  };
