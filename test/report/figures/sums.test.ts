import { expect, it } from 'vitest';
import { sumOf } from '../../../src/report/figures/sums.ts';

it('adds up what is called as the members of an object are', () => {
  const counts = JSON.parse('{"constructor":1,"__proto__":2}');
  expect(JSON.stringify(sumOf([counts, counts]))).toBe('{"constructor":2,"__proto__":4}');
});
