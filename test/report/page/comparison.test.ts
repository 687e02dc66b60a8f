import { describe, expect, it } from 'vitest';
import { compareRuns } from '../../../src/bench/compare/compare-runs.ts';
import { designOfDuet, designOfSides } from '../../../src/bench/compare/design.ts';
import type { BenchDocument } from '../../../src/bench/record/document.ts';
import { comparisonSection } from '../../../src/report/page/comparison-plot.ts';
import { comparisonOf } from '../../../src/report/page-data/comparison.ts';
import { simulatedRun } from '../../support/load/simulated-run.ts';

/** Runs of the warm phase alone, B slower by a tenth. */
const armOf = (seed: number, arm: 'A' | 'B'): BenchDocument => {
  const run = simulatedRun({
    seed: 2 * seed + (arm === 'A' ? 0 : 1),
    rounds: 3,
    phases: [
      {
        ...{ name: 'load', seconds: 3, slotMs: 1000 },
        kinds: [
          {
            ...{ start: 'warm', outcome: 'stored', spread: 0.2, countAt: () => 150 },
            medianMs: arm === 'A' ? 20 : 22,
          },
        ],
      },
    ],
  });
  const position = arm === 'A' ? 1 : 2;
  return {
    ...run,
    runId: `aaaaaaaa0${seed}${arm.toLowerCase()}`,
    duet: {
      ...{ id: 'aaaaaaaa', pair: seed, arm, position, planned: 8, seed: 1, pilot: false },
      primary: 'p50',
    },
  };
};

const arms = Array.from({ length: 8 }, (_, at) => [armOf(at + 1, 'A'), armOf(at + 1, 'B')]).flat();
const options = {
  ...{ metric: undefined, tolerance: 0.03, acceptSequential: false },
  labels: ['old', 'new'] as const,
};

describe('a duet on the page', () => {
  const document = compareRuns(designOfDuet(arms), options);
  const comparison = comparisonOf(document);

  it('has the verdict and the grade of its design', () => {
    expect(comparison.verdict).toMatchObject({ kind: 'bad' });
    expect(comparison.verdict.text).toMatch(/^worse: /);
    expect(comparison.grade).toBe('grade A: 8 randomised interleaved pairs');
    expect(comparison.ratio).toEqual({
      value: document.primary.ratio,
      interval: document.primary.interval,
    });
  });

  it('has a dot a run and a line a pair', () => {
    const { markup } = comparisonSection(comparison);
    expect(comparison.pairs.map(({ name }) => name)).toEqual(
      Array.from({ length: 8 }, (_, at) => `pair ${at + 1}`),
    );
    expect(markup.match(/class="pair"/g)).toHaveLength(8);
    expect(markup.match(/<circle class="side-base"/g)).toHaveLength(8);
  });

  it('has each quantile with its band, and all figures in a table', () => {
    const { markup } = comparisonSection(comparison);
    const banded = document.quantiles.filter(({ interval }) => interval !== null);
    expect(banded.length).toBeGreaterThan(2);
    expect(markup.match(/class="band"/g)).toHaveLength(banded.length);
    for (const { ratio } of document.quantiles) {
      expect(markup).toContain(`<td>${ratio.toFixed(3)}</td>`);
    }
  });
});

it('runs that are no pairs have a line each', () => {
  const side = (arm: 'A' | 'B') =>
    arms.filter(({ duet }) => duet?.arm === arm).map(({ duet: _, ...run }) => run);
  const document = compareRuns(designOfSides(side('A'), side('B')), options);
  const comparison = comparisonOf(document);
  expect(comparison.grade).toMatch(/^grade B: /);
  expect(comparison.pairs).toHaveLength(16);
  expect(comparisonSection(comparison).markup).not.toContain('class="pair"');
});
