import { expect, it } from 'vitest';
import { createGroupCommit } from '../../../src/local/store/group-commit.ts';

it('puts what is asked for at once into one transaction, what comes later into the next', async () => {
  const transactions: string[][] = [];
  let current: string[] = [];
  const commit = createGroupCommit((writes) => {
    current = [];
    writes();
    transactions.push(current);
  });
  const write = (name: string) => commit(() => current.push(name));
  await Promise.all([write('a'), write('b')]);
  await write('c');
  expect(transactions).toEqual([['a', 'b'], ['c']]);
});

it('tells a failure to everyone who took part, and goes on with the next', async () => {
  let fails = true;
  const commit = createGroupCommit((writes) => {
    writes();
    if (fails) throw new Error('full');
  });
  const both = await Promise.allSettled([commit(() => {}), commit(() => {})]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  fails = false;
  await expect(commit(() => {})).resolves.toBeUndefined();
});
