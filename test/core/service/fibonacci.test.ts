import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fibonacci } from '../../../src/core/service/fibonacci.ts';

it('begins as everyone knows it', () => {
  expect(Array.from({ length: 11 }, (_, n) => fibonacci(n))).toEqual(
    [0, 1, 1, 2, 3, 5, 8, 13, 21, 34, 55].map(BigInt),
  );
});

it('agrees with plain addition up to 5000', () => {
  let [previous, current] = [0n, 1n];
  for (let n = 1; n <= 5000; n += 1) {
    if (fibonacci(n) !== current) expect.fail(`F(${n})`);
    [previous, current] = [current, previous + current];
  }
});

it('obeys F(m+n) = F(m)F(n+1) + F(m-1)F(n)', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 0, max: 3000 }), (m, n) => {
      expect(fibonacci(m + n)).toBe(
        fibonacci(m) * fibonacci(n + 1) + fibonacci(m - 1) * fibonacci(n),
      );
    }),
    { numRuns: 50 },
  );
});

it("agrees with the original's rounded value to a relative 1e-14", () => {
  const original = 1.760236806450138e83;
  expect(Math.abs(Number(fibonacci(400)) - original) / original).toBeLessThan(1e-14);
});

it.each([-1, 1.5, Number.NaN])('refuses %d', (n) => {
  expect(() => fibonacci(n)).toThrow(RangeError);
});
