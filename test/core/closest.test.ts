import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closest, editDistance } from '../../src/core/closest.ts';

describe('edit distance', () => {
  it.each([
    ['', '', 0],
    ['get', '', 3],
    ['bnech', 'bench', 1],
    ['kitten', 'sitting', 3],
    ['seed', 'sede', 1],
  ])('of %j and %j is %d', (a, b, distance) => expect(editDistance(a, b)).toBe(distance));

  it('is symmetric, and 0 only between equals', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b) === 0).toBe(a === b);
      }),
    );
  });
});

it('finds what was meant, and keeps silent when nothing is near', () => {
  expect(closest('bnech', ['get', 'bench', 'seed'])).toBe('bench');
  expect(closest('--connections', ['--concurrency', '--connection'])).toBe('--connection');
  expect(closest('deploy', ['get', 'bench', 'seed'])).toBeUndefined();
});
