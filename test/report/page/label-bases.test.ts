import fc from 'fast-check';
import { expect, it } from 'vitest';
import { labelBases } from '../../../src/report/page/label-bases.ts';

it('keeps labels apart, in their order, and within the picture', () => {
  expect(labelBases([200, 100], 15)).toEqual([200, 100]);
  expect(labelBases([20, 18, 17], 15)).toEqual([45, 30, 15]);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -20, max: 400 })), (wanted) => {
      const bases = labelBases(
        wanted.toSorted((a, b) => b - a),
        15,
      );
      for (const [at, base] of bases.entries()) {
        expect(base).toBeGreaterThanOrEqual(15);
        if (at > 0) expect((bases[at - 1] ?? 0) - base).toBeGreaterThanOrEqual(15);
      }
    }),
  );
});
