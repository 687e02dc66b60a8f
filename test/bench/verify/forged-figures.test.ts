import { describe, expect, it } from 'vitest';
import type { BenchDocument, ColdStarts } from '../../../src/bench/record/document.ts';
import { matrixCells } from '../../../src/bench/record/effect.ts';
import { runText, sealed } from '../../../src/bench/run-file/digest.ts';
import { matrixEffects } from '../../../src/bench/stats/comparison-matrix.ts';
import { effectsOf } from '../../../src/bench/stats/effects.ts';
import { populationsOf } from '../../../src/bench/stats/populations.ts';
import { kindPopulationsOf } from '../../../src/bench/stats/start-kinds.ts';
import { checkEffects } from '../../../src/bench/verify/check-effects.ts';
import { checkKinds } from '../../../src/bench/verify/check-kinds.ts';
import { checkPopulations } from '../../../src/bench/verify/check-populations.ts';
import { checkVerdicts } from '../../../src/bench/verify/check-verdicts.ts';
import { createFindings } from '../../../src/bench/verify/findings.ts';
import { verifyRun } from '../../../src/bench/verify/verify-run.ts';
import { recordedRun } from '../../support/load/recorded-run.ts';
import { waited } from '../../support/load/samples.ts';
import { seededRandom } from '../seeded-random.ts';

const { normal } = seededRandom(11);
const about = (ms: number): number => Math.round(ms * Math.exp(0.3 * normal()));

/** A matrix of three rounds, each with enough requests for its p95, and bursts of cold starts beside it. */
const wholeRun = (burstCount: number): BenchDocument => {
  const run = recordedRun(
    matrixCells.map((name) => ({
      name,
      rounds: 3,
      samples: Array.from({ length: 240 }, (_, at) =>
        waited(20 * at, about(50), {
          start: name.startsWith('cold') ? 'cold' : 'warm',
          outcome: name.endsWith('empty') ? 'fetched' : 'stored',
          functionDurationMs: about(20),
        }),
      ),
    })),
  );
  const bursts = Array.from({ length: burstCount }, (_, at) => ({
    ...{ round: 1 + (at % 3), outcome: 'stored' as const },
    coldMs: [about(900), about(900)],
    warmMs: Array.from({ length: 30 }, () => about(60)),
  }));
  const coldStarts: ColdStarts = {
    ...{ atOnce: 2, wanted: 2 * burstCount, proven: 2 * burstCount, unproven: 0, failed: 0 },
    bursts,
  };
  const matrix = matrixEffects(run.rounds);
  return sealed({
    ...run,
    ...{ coldStarts, ...(matrix && { matrix }) },
    populations: populationsOf(run.rounds, coldStarts),
    kinds: kindPopulationsOf(run.rounds, coldStarts),
    effects: effectsOf(run.rounds, coldStarts),
  });
};

/** Sealed anew, so that only the figures can tell. */
const differencesIn = (document: BenchDocument) => {
  const whole = sealed(document);
  return verifyRun(whole, runText(whole)).differences;
};

const checks = {
  populations: checkPopulations,
  kinds: checkKinds,
  coldShares: checkKinds,
  effects: checkEffects,
  matrix: checkEffects,
  comparison: checkVerdicts,
} as const;

/** Of one part of a run alone, which is quicker. */
const isSeen = (part: keyof typeof checks, document: BenchDocument): boolean => {
  const findings = createFindings();
  checks[part](document, findings);
  return findings.differences.length > 0;
};

/** Every copy of a value in which one number has become a tenth more, with the way to that number. */
const changedNumbers = (value: unknown, way = ''): readonly (readonly [string, unknown])[] => {
  if (typeof value === 'number') return [[way, value === 0 ? 1 : value * 1.1]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) =>
    changedNumbers(part, `${way}.${key}`).map(([at, changed]) => {
      const copy: unknown = Array.isArray(value)
        ? value.map((one: unknown, index) => (String(index) === key ? changed : one))
        : { ...value, [key]: changed };
      return [at, copy] as const;
    }),
  );
};

it.each([0, 6, 24])('finds nothing in a run with %d bursts', (burstCount) => {
  expect(differencesIn(wholeRun(burstCount))).toEqual([]);
});

describe('a run', () => {
  const whole = wholeRun(9);
  const parts = ['warm-filled', 'bursts'];
  const run = {
    ...whole,
    populations: whole.populations.filter(({ part }) => parts.includes(part)),
  };

  it.each(['populations', 'kinds', 'coldShares', 'effects', 'matrix', 'comparison'] as const)(
    'has no number in its %s that could be another one',
    (name) => {
      const changed = changedNumbers(run[name]).filter(([at]) => !at.includes('.shape.'));
      expect(changed.length).toBeGreaterThan(5);
      const unseen = changed.filter(([, part]) => !isSeen(name, { ...run, [name]: part }));
      expect(unseen.map(([at]) => at)).toEqual([]);
    },
  );

  it('has no interval that could be left out', () => {
    const without = run.populations.flatMap((one, at) =>
      Object.keys(one.intervals).map((name) => {
        const { [name]: _, ...intervals } = one.intervals;
        return { ...run, populations: run.populations.with(at, { ...one, intervals }) };
      }),
    );
    expect(without.length).toBeGreaterThan(4);
    for (const document of without) expect(isSeen('populations', document)).toBe(true);
  });
});

it('finds rounds that are not those of the phase, and times of functions that are none', () => {
  const run = wholeRun(6);
  const [round] = run.rounds;
  const [kind] = round?.populations ?? [];
  if (round === undefined || kind?.function === undefined) throw new Error('there is no round');
  const forged = { ...kind, function: { ...kind.function, values: { ...kind.values } } };
  const rounds = run.rounds.with(0, { ...round, populations: [forged] });
  expect(differencesIn({ ...run, rounds })).not.toEqual([]);
  const fewer = run.rounds.map((one) => ({ ...one, populations: [] }));
  expect(differencesIn({ ...run, rounds: fewer, populations: [], effects: [] })).toContainEqual(
    expect.objectContaining({ at: 'rounds of cold-empty: histograms' }),
  );
});

it('finds counts of a phase that do not follow', () => {
  const run = wholeRun(6);
  const [phase, ...others] = run.phases;
  if (phase === undefined) throw new Error('there is no phase');
  const failed = phase.metrics['http_req_failed'];
  if (failed?.type !== 'rate') throw new Error('nothing says what failed');
  const more = { ...failed, values: { ...failed.values, fails: failed.values.fails + 1 } };
  const changes = [
    { metrics: { ...phase.metrics, http_req_failed: more } },
    { series: phase.series.map((point) => ({ ...point, cold: 0 })) },
    { series: phase.series.map((point) => ({ ...point, second: point.second + 1 })) },
    { blocks: (phase.blocks ?? []).map((block) => ({ ...block, atMs: block.atMs + 500 })) },
  ];
  for (const change of changes) {
    const phases = [{ ...phase, ...change }, ...others];
    expect(differencesIn({ ...run, phases })).not.toEqual([]);
  }
  const coldStarts = run.coldStarts && { ...run.coldStarts, proven: 99 };
  expect(differencesIn({ ...run, ...(coldStarts && { coldStarts }) })).not.toEqual([]);
});
