import { expect, it } from 'vitest';
import type { BenchDocument } from '../../../src/bench/record/document.ts';
import { kindPopulationsOf } from '../../../src/bench/stats/start-kinds.ts';
import { kindSentences } from '../../../src/report/bench/kind-sentences.ts';
import { findingsOf } from '../../../src/report/page-data/findings.ts';
import { recordedRun } from '../../support/load/recorded-run.ts';
import { waited } from '../../support/load/samples.ts';

const style = { mode: 'compact', trendStats: [], colour: false, width: 80 } as const;

const run = recordedRun([
  {
    name: 'cold',
    samples: [
      ...Array.from({ length: 95 }, (_, at) => waited(at, 10)),
      ...[210, 220, 230].map((ms, at) =>
        waited(at, ms, { start: 'cold', initKind: 'on-demand', sentDuring: 'load' }),
      ),
      waited(5, 400, { start: 'cold', initKind: 'snap-start', sentDuring: 'first' }),
      waited(5, 12, { initKind: 'proactive', sentDuring: 'load' }),
    ],
  },
  { name: 'warm', samples: [waited(1, 10)] },
]);

const sentence =
  'cold: 4 of 100 requests waited for an environment (4.0 %; 95 %, had each come alone: 1.6 % to 9.8 %): 3 by scale-out (p50 220 ms), 1 from a snapshot (p50 400 ms), 1 proactively started (p50 12.0 ms), which nobody waited for.';

it('says of each phase what waited, and why; in the answer and on the page', () => {
  expect(kindSentences(run, style)).toEqual([sentence]);
  expect(findingsOf(run)).toContainEqual({ kind: 'note', text: sentence });
});

it('says of bursts only what is not as meant', () => {
  const burst = { round: 1, outcome: 'stored', coldMs: [300, 310], warmMs: [5, 6] } as const;
  const of = (kind?: 'snap-start'): BenchDocument => {
    const bursts = [{ ...burst, ...(kind && { kind }) }];
    const coldStarts = { atOnce: 2, wanted: 2, proven: 2, unproven: 0, failed: 0, bursts };
    return { ...run, coldShares: [], kinds: kindPopulationsOf([], coldStarts) };
  };
  expect(kindSentences(of(), style)).toEqual([]);
  expect(kindSentences(of('snap-start'), style)).toEqual([
    'cold starts made on purpose: 2 from a snapshot (p50 300 ms).',
  ]);
});

it('says nothing of a run of an older version', () => {
  const { kinds: _, coldShares: __, ...older } = run;
  expect(kindSentences(older, style)).toEqual([]);
});

it('does not make all of what is nearly all', () => {
  const share = { phase: 'cold', waited: 997, told: 1000, share: 0.997 };
  const coldShares = [{ ...share, interval: [0.99122, 0.99898] as const }];
  expect(kindSentences({ ...run, coldShares, kinds: [] }, style)).toEqual([
    'cold: 997 of 1,000 requests waited for an environment (over 99 %; 95 %, had each come alone: 99 % to over 99 %).',
  ]);
});
