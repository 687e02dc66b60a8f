import { describe, expect, it } from 'vitest';
import { createRealScheduler, mostPollingShare } from '../../../src/bench/engine/real-scheduler.ts';
import { createTimerHeap } from '../../../src/bench/engine/timer-heap.ts';

const nowUs = () => performance.now() * 1000;

describe('createRealScheduler', () => {
  it('fires in the order of the instants, none before its own', async () => {
    const scheduler = createRealScheduler(nowUs);
    const base = scheduler.nowUs();
    const delaysUs = [9000, 1000, 4000, 1000, 0, -5000, 25_000];
    const fired: number[] = [];
    const late = await Promise.all(
      delaysUs.map(
        (delayUs, index) =>
          new Promise<number>((resolve) => {
            scheduler.at(base + delayUs, () => {
              fired.push(index);
              resolve(scheduler.nowUs() - base - delayUs);
            });
          }),
      ),
    );
    expect(fired).toEqual([5, 4, 1, 3, 2, 0, 6]);
    expect(Math.min(...late)).toBeGreaterThanOrEqual(0);
  });

  it('never calls back what was cancelled, and goes on with the rest', async () => {
    const scheduler = createRealScheduler(nowUs);
    const fired: string[] = [];
    const cancel = scheduler.at(scheduler.nowUs() + 1000, () => fired.push('cancelled'));
    const last = new Promise<void>((resolve) => {
      scheduler.at(scheduler.nowUs() + 6000, () => {
        fired.push('kept');
        resolve();
      });
    });
    cancel();
    cancel();
    await last;
    expect(fired).toEqual(['kept']);
  });

  it('lets a callback set the next instant', async () => {
    const scheduler = createRealScheduler(nowUs);
    let left = 20;
    await new Promise<void>((resolve) => {
      const again = (): void => {
        left--;
        if (left === 0) resolve();
        else scheduler.at(scheduler.nowUs() + 200, again);
      };
      again();
    });
    expect(left).toBe(0);
    expect(scheduler.polledUs()).toBeGreaterThan(0);
  });
});

describe('polling', () => {
  it('takes no more than its share of a core, however close the instants are', async () => {
    const scheduler = createRealScheduler(nowUs);
    const startUs = scheduler.nowUs();
    const early: number[] = [];
    let fired = 0;
    await new Promise<void>((resolve) => {
      const again = (instantUs: number): void => {
        scheduler.at(instantUs, () => {
          if (scheduler.nowUs() < instantUs) early.push(instantUs);
          fired += 1;
          if (instantUs - startUs < 500_000) again(instantUs + 500);
          else resolve();
        });
      };
      again(startUs + 500);
    });
    const elapsedUs = scheduler.nowUs() - startUs;
    expect([fired, early]).toEqual([1000, []]);
    expect(scheduler.polledUs()).toBeLessThan(mostPollingShare * elapsedUs + 15_000);
  });
});

describe('createTimerHeap', () => {
  it('gives timers by instant, and those of one instant in the order in which they were set', () => {
    const heap = createTimerHeap();
    const out: string[] = [];
    const instants = [5, 3, 9, 3, 1, 5, 7, 1, 1];
    for (const [index, instant] of instants.entries()) {
      heap.add(instant, () => out.push(`${instant}#${index}`));
    }
    expect(heap.takeDue(0)).toBeUndefined();
    for (let due = heap.takeDue(6); due !== undefined; due = heap.takeDue(6)) due();
    expect(out).toEqual(['1#4', '1#7', '1#8', '3#1', '3#3', '5#0', '5#5']);
    expect(heap.peek()?.instantUs).toBe(7);
  });
});
