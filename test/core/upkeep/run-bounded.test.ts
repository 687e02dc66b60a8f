import { expect, test } from 'vitest';
import { runBounded } from '../../../src/core/upkeep/run-bounded.ts';

const numbers = Array.from({ length: 20 }, (_, at) => at);
const tick = () => new Promise((resolve) => setImmediate(resolve));

test('everything is done once, and never more at once than allowed', async () => {
  let running = 0;
  let most = 0;
  const done: number[] = [];
  await runBounded(numbers, 3, async (value) => {
    running += 1;
    most = Math.max(most, running);
    await tick();
    running -= 1;
    done.push(value);
  });
  expect([done.sort((a, b) => a - b), most]).toEqual([numbers, 3]);
});

test('a task that throws ends the run after what is under way, with its error', async () => {
  const done: number[] = [];
  const failing = runBounded(numbers, 3, async (value) => {
    await tick();
    if (value === 1) throw new Error('broken');
    done.push(value);
  });
  await expect(failing).rejects.toThrow('broken');
  expect(done).toEqual([0, 2, 3]);
});

test('an abort begins nothing new and waits for what is under way', async () => {
  const abort = new AbortController();
  const done: number[] = [];
  const task = async (value: number) => {
    if (value === 4) abort.abort();
    await tick();
    done.push(value);
  };
  await runBounded(numbers, 2, task, abort.signal);
  expect(done).toEqual([0, 1, 2, 3, 4]);
});

test('a source that throws is the error of the run', async () => {
  async function* source() {
    yield 1;
    throw new Error('no more');
  }
  await expect(runBounded(source(), 2, async () => {})).rejects.toThrow('no more');
});
