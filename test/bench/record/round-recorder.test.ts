import { describe, expect, it } from 'vitest';
import type { Sample } from '../../../src/bench/engine/sample.ts';
import { createRoundRecorder } from '../../../src/bench/record/round-recorder.ts';
import { effectsOf } from '../../../src/bench/stats/effects.ts';
import { waited } from '../../support/load/samples.ts';

const roundOf = (samples: readonly Sample[]) => {
  const startedAt = '2026-01-02T03:04:05.000Z';
  const about = { round: 1, phase: 'cold', startedAt, startUs: 0, openModel: false };
  const recorder = createRoundRecorder(about);
  for (const sample of samples) recorder.sample(sample);
  return recorder.finish(2_000_000);
};

describe('what a missing image adds in a round', () => {
  it('is told within stretches where one has both kinds', () => {
    const { missingImageMs } = roundOf([
      waited(0, 100, { outcome: 'fetched' }),
      waited(10, 60),
      waited(1000, 30),
      waited(1050, 30),
    ]);
    expect(missingImageMs).toBeCloseTo(40, 3);
  });

  it('is told over the round where none has, so that a slow target is told of as well', () => {
    const round = roundOf([
      waited(0, 400, { outcome: 'fetched' }),
      waited(500, 400, { outcome: 'fetched' }),
      waited(1000, 300),
      waited(1400, 300),
    ]);
    expect(round.missingImageMs).toBeCloseTo(100, 0);
    expect(effectsOf([round], undefined)).toMatchObject([
      { of: 'missing-image', units: 1, requests: [2, 2], interval: null },
    ]);
  });

  it('is not told from cold starts, nor from hits at another start than the misses', () => {
    const missed = waited(0, 400, { outcome: 'fetched' });
    expect(roundOf([missed, waited(500, 300, { start: 'cold' })]).missingImageMs).toBeNull();
    expect(roundOf([missed, waited(500, 300, { start: 'unknown' })]).missingImageMs).toBeNull();
  });
});
