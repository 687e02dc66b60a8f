import type { BenchDocument } from '../../../src/bench/record/document.ts';
import type { Duet } from '../../../src/bench/record/provenance.ts';
import { sealed } from '../../../src/bench/run-file/digest.ts';
import { effectsOf } from '../../../src/bench/stats/effects.ts';
import { populationsOf } from '../../../src/bench/stats/populations.ts';
import { sampleDocument } from '../../report/sample-document.ts';
import { around, roundOf } from '../load/rounds.ts';

interface RunOptions {
  readonly runId: string;
  readonly startedAt?: string;
  readonly duet?: Duet;
  readonly subject?: BenchDocument['subject'];
  /** Changes to the finished document, before it is sealed. */
  readonly change?: (run: BenchDocument) => BenchDocument;
}

/** A run of three rounds whose warm stored requests took that long in the middle. */
export const comparableRun = (
  warmMs: number,
  { runId, startedAt = '2026-11-21T10:00:00.000Z', duet, subject, change }: RunOptions,
): BenchDocument => {
  const base = sampleDocument();
  const rounds = [1, 2, 3].flatMap((round) => [
    roundOf(round, 'cold', [
      { start: 'cold', outcome: 'fetched', timesMs: around(480, 3) },
      { start: 'warm', outcome: 'stored', timesMs: around(60, 20) },
    ]),
    roundOf(round, 'warm', [
      {
        ...{ start: 'warm', outcome: 'stored' },
        timesMs: around(warmMs * (1 + (round - 2) / 200), 200),
      },
    ]),
  ]);
  const { coldStarts: _, ...rest } = base;
  const document: BenchDocument = {
    ...{ ...rest, runId, rounds },
    populations: populationsOf(rounds, undefined),
    effects: effectsOf(rounds, undefined),
    phases: base.phases.map((phase) => ({ ...phase, startedAt })),
    ...(duet !== undefined && { duet }),
    ...(subject !== undefined && { subject }),
  };
  return sealed(change?.(document) ?? document);
};

interface DuetOptions {
  readonly id?: string;
  readonly planned?: number;
  readonly pilots?: number;
  readonly change?: (run: BenchDocument, duet: Duet) => BenchDocument;
}

/** A duet whose pairs have these warm medians at the arms A and B. */
export const duetRuns = (
  pairs: readonly (readonly [number, number])[],
  { id = 'abcd1234', planned = pairs.length, pilots = 0, change }: DuetOptions = {},
): readonly BenchDocument[] =>
  pairs.flatMap((ms, at) =>
    (['A', 'B'] as const).map((arm, position) => {
      const pilot = at < pilots;
      const pair = pilot ? at + 1 : at + 1 - pilots;
      const duet: Duet = {
        ...{
          id,
          pair,
          arm,
          position: position === 0 ? 1 : 2,
          planned: planned - (pilots && pilots),
        },
        ...{ seed: 1, pilot, primary: 'warm stored p50' },
      };
      return comparableRun(ms[position] ?? 0, {
        runId: `${id}${pilot ? 'f' : '0'}${String(pair).padStart(2, '0')}${arm === 'A' ? 'a' : 'b'}`,
        startedAt: `2026-11-21T10:${String(2 * at + position).padStart(2, '0')}:00.000Z`,
        ...{
          duet,
          subject: { kind: 'local-lambda', name: 'local Lambda', bundle: `bundle ${arm}` },
        },
        ...(change && { change: (run: BenchDocument) => change(run, duet) }),
      });
    }),
  );

/** Eight pairs that scatter a little; B takes `ratio` times as long. */
export const eightPairs = (ratio: number): readonly (readonly [number, number])[] =>
  [25, 25.6, 24.8, 25.2, 25.9, 24.5, 25.1, 25.3].map(
    (ms, at) => [ms, ms * ratio * (1 + ((at % 3) - 1) / 200)] as const,
  );
