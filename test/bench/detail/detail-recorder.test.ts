import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mostBlocks } from '../../../src/bench/detail/blocks.ts';
import { mostMarks } from '../../../src/bench/detail/marks.ts';
import { sampleClasses } from '../../../src/bench/engine/sample.ts';
import { waterfallParts } from '../../../src/bench/record/phase-detail.ts';
import { recordedPhase } from '../../support/load/recorded-run.ts';
import { anySample, waited } from '../../support/load/samples.ts';

describe('the blocks of a phase', () => {
  it('say when requests started, how they ended, and where', () => {
    const { summary } = recordedPhase({
      samples: [
        waited(100, 50, { start: 'cold', environmentId: 'a' }),
        waited(200, 1500, { environmentId: 'b' }),
        waited(1100, 10, { environmentId: 'a' }),
        waited(1200, 10, { class: 'throttled', status: 429, errorCode: 'TooManyRequests' }),
      ],
    });
    expect(summary.blocks).toMatchObject([
      {
        ...{ atMs: 0, lengthMs: 1000, classes: { started: 2, ok: 1 } },
        ...{ environments: { seen: 1, fresh: 1 }, populations: [{ start: 'cold' }] },
      },
      {
        ...{ atMs: 1000, classes: { started: 2, ok: 2, throttled: 1 } },
        ...{ errors: { TooManyRequests: 1 }, environments: { seen: 2, fresh: 1 } },
      },
    ]);
  });

  it('are as many as a chart has room for, and lose nothing', () => {
    fc.assert(
      fc.property(
        fc.array(anySample, { maxLength: 100 }),
        fc.integer({ min: 1, max: 40 }),
        (samples, times) => {
          const spread = samples.map((sample) => ({
            ...sample,
            intendedUs: times * sample.intendedUs,
            startedUs: times * sample.startedUs,
            endedUs: times * sample.endedUs,
          }));
          const { classes, blocks = [] } = recordedPhase({ samples: spread }).summary;
          expect(blocks.length).toBeLessThanOrEqual(mostBlocks);
          for (const [index, { atMs, lengthMs }] of blocks.entries()) {
            expect(atMs).toBe(index * lengthMs);
          }
          for (const name of [...sampleClasses, 'started'] as const) {
            const sum = blocks.reduce((all, block) => all + (block.classes[name] ?? 0), 0);
            expect(sum).toBe(classes[name]);
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});

it('marks the first cold starts and time-outs, and counts the others', () => {
  const cold = Array.from({ length: mostMarks + 7 }, (_, at) => waited(at, 5, { start: 'cold' }));
  const late = waited(10, 500, { class: 'timeout', status: 0 });
  const { marks } = recordedPhase({ samples: [...cold, late] }).summary;
  expect(marks?.coldStarts).toHaveLength(mostMarks);
  expect(marks?.coldStarts[0]).toEqual({ atMs: 5, ms: 5, outcome: 'stored' });
  expect(marks).toMatchObject({ timeouts: [{ atMs: 510, ms: 500 }], omitted: 7 });
});

describe('the waterfall', () => {
  it('has the mean of each part over the requests that carry it', () => {
    const { waterfall } = recordedPhase({
      samples: [
        waited(0, 100, { start: 'cold', initDurationMs: 60, functionDurationMs: 10, queueMs: 10 }),
        waited(0, 50, { functionDurationMs: 30 }),
        waited(0, 30),
      ],
    }).summary;
    expect(waterfall).toEqual([
      {
        ...{ start: 'cold', outcome: 'stored', count: 1 },
        meanMs: { queue: 10, init: 60, handler: 10, network: 20, waiting: 100, receiving: 0 },
        carriers: { queue: 1, init: 1, handler: 1, network: 1, waiting: 1, receiving: 1 },
      },
      {
        ...{ start: 'warm', outcome: 'stored', count: 2 },
        meanMs: { handler: 30, network: 20, waiting: 40, receiving: 0 },
        carriers: { handler: 1, network: 1, waiting: 2, receiving: 2 },
      },
    ]);
    expect(Object.keys(waterfall?.[0]?.meanMs ?? {})).toEqual(
      waterfallParts.filter((part) => part !== 'connect'),
    );
  });
});
