import { describe, expect, it } from 'vitest';
import { createRealScheduler } from '../../../src/bench/engine/real-scheduler.ts';
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
