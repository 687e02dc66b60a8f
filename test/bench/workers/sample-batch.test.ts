import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createBatchWriter, readBatch } from '../../../src/bench/workers/sample-batch.ts';
import { anySample } from '../../support/load/samples.ts';

it('carries any samples as they are', () => {
  const more = fc.record(
    {
      environmentId: fc.constantFrom('a', 'b'),
      pixels: fc.integer({ min: 1, max: 5000 }),
      queueMs: fc.double({ min: 0, max: 10, noNaN: true }),
      functionDurationMs: fc.double({ min: 0, max: 10, noNaN: true }),
      billedDurationMs: fc.integer({ min: 1, max: 100 }),
    },
    { requiredKeys: [] },
  );
  const samples = fc.array(fc.tuple(anySample, more), { maxLength: 600 });
  fc.assert(
    fc.property(samples, (pairs) => {
      const writer = createBatchWriter();
      const all = pairs.map(([sample, extra]) => ({ ...sample, ...extra }));
      for (const sample of all) writer.add(sample);
      const batch = structuredClone(writer.take());
      expect(batch === undefined ? [] : readBatch(batch)).toEqual(all);
      expect(writer.take()).toBeUndefined();
    }),
    { numRuns: 50 },
  );
});
