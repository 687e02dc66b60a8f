import { describe, expect, it } from 'vitest';
import { stagesDurationMs } from '../../../src/bench/load/load-arithmetic.ts';
import { rampingVuSteps } from '../../../src/bench/load/vu-steps.ts';

const seconds = (startVus: number, stages: readonly (readonly [number, number])[]) =>
  rampingVuSteps(
    startVus,
    stages.map(([s, target]) => ({ durationMs: s * 1000, target })),
  ).map(({ offsetUs, vus }) => [offsetUs / 1e6, vus]);

describe('rampingVuSteps', () => {
  it("gives k6's published plan (TestRampingVUsConfigExecutionPlanExample)", () => {
    const stages = [
      [2, 6],
      [5, 1],
      [4, 5],
      [4, 1],
      [3, 4],
      [2, 4],
      [0, 1],
      [3, 1],
    ] as const;
    expect(seconds(4, stages)).toEqual([
      [0, 4],
      [1, 5],
      [2, 6],
      [3, 5],
      [4, 4],
      [5, 3],
      [6, 2],
      [7, 1],
      [8, 2],
      [9, 3],
      [10, 4],
      [11, 5],
      [12, 4],
      [13, 3],
      [14, 2],
      [15, 1],
      [16, 2],
      [17, 3],
      [18, 4],
      [20, 1],
    ]);
  });

  it('starts the first virtual user of a ramp from nothing after one interval', () => {
    expect(seconds(0, [[10, 10]]).slice(0, 3)).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
    ]);
  });

  it('jumps in a stage that takes no time', () => {
    expect(
      seconds(5, [
        [1, 5],
        [0, 3],
        [1, 3],
      ]),
    ).toEqual([
      [0, 5],
      [1, 3],
    ]);
  });
});

describe('stagesDurationMs', () => {
  it('adds them up', () => {
    expect(
      stagesDurationMs([
        { durationMs: 100, target: 1 },
        { durationMs: 50, target: 0 },
      ]),
    ).toBe(150);
  });
});
