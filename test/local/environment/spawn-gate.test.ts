import { expect, it } from 'vitest';
import { createSpawnGate } from '../../../src/local/environment/spawn-gate.ts';

/** Work that ends when told to. */
const createWork = () => {
  const ends: (() => void)[] = [];
  const begun: number[] = [];
  const work = (name: number) => () => {
    begun.push(name);
    return new Promise<void>((resolve) => ends.push(resolve));
  };
  const endNext = async (): Promise<void> => {
    ends.shift()?.();
    await new Promise(setImmediate);
  };
  return { begun, work, endNext };
};

it('lets two in at once, the others in order as those end', async () => {
  const gate = createSpawnGate(2);
  const { begun, work, endNext } = createWork();
  const all = [1, 2, 3, 4].map((name) => gate.enter(work(name)));
  await new Promise(setImmediate);
  expect(begun).toEqual([1, 2]);
  await endNext();
  expect(begun).toEqual([1, 2, 3]);
  await endNext();
  expect(begun).toEqual([1, 2, 3, 4]);
  await endNext();
  await endNext();
  await Promise.all(all);
});

it('lets the next one in when work fails', async () => {
  const gate = createSpawnGate(1);
  const failing = gate.enter(() => Promise.reject(new Error('no')));
  const next = gate.enter(async () => 'in');
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('in');
});
