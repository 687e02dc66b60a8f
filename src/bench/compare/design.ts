import { FibimgError } from '../../core/error.ts';
import type { BenchDocument } from '../record/document.ts';
import type { Design } from './compare-document.ts';

/** The runs of both sides, and how they were made. */
export interface DesignedRuns {
  readonly base: readonly BenchDocument[];
  readonly changed: readonly BenchDocument[];
  readonly design: Design;
}

const dayMs = 86_400_000;

/** When a run's first phase began. */
export const startOf = ({ phases }: BenchDocument): string =>
  phases.map(({ startedAt }) => startedAt).toSorted()[0] ?? '';

/** What the runs of one duet say themselves: arm A is the base. Pilot and halves of pairs are set aside. */
export const designOfDuet = (runs: readonly BenchDocument[]): DesignedRuns => {
  requireDistinct(runs);
  const parts = runs.flatMap((run) => (run.duet === undefined ? [] : [{ run, duet: run.duet }]));
  const ids = [...new Set(parts.map(({ duet }) => duet.id))];
  const [id] = ids;
  if (id === undefined || ids.length > 1 || parts.length < runs.length) {
    throw new FibimgError('usage', 'these runs are not of one duet', {
      why: ids.length > 1 ? `they are of the duets ${ids.join(', ')}` : 'some are of none',
      hint: 'compare one duet, or name two sides: fibimg compare BASE NEW',
    });
  }
  const judged = parts.filter(({ duet, run }) => !duet.pilot && !run.interrupted);
  const pairs = [...new Set(judged.map(({ duet }) => duet.pair))].toSorted((a, b) => a - b);
  const whole = pairs.flatMap((pair) => {
    const arm = (name: 'A' | 'B') =>
      judged.find(({ duet }) => duet.pair === pair && duet.arm === name)?.run;
    const [a, b] = [arm('A'), arm('B')];
    return a === undefined || b === undefined ? [] : [{ a, b }];
  });
  const pilots = new Set(parts.filter(({ duet }) => duet.pilot).map(({ duet }) => duet.pair));
  const planned = Math.max(...parts.map(({ duet }) => (duet.pilot ? 0 : duet.planned)), 0);
  const halves = pairs.length - whole.length;
  const caveats = [
    ...(whole.length < planned
      ? [
          `${whole.length} of ${planned} planned pairs are there: a duet is judged once, when it is whole`,
        ]
      : []),
    ...(halves > 0
      ? [`${halves} of the pairs had one arm only and ${halves === 1 ? 'is' : 'are'} left out`]
      : []),
  ];
  return {
    base: whole.map(({ a }) => a),
    changed: whole.map(({ b }) => b),
    design: {
      ...{ grade: 'A', duetId: id, pairs: whole.length, plannedPairs: planned },
      ...{ pilotPairs: pilots.size, caveats },
    },
  };
};

/** Runs that were not made as pairs: of one day, or further apart. */
export const designOfSides = (
  base: readonly BenchDocument[],
  changed: readonly BenchDocument[],
): DesignedRuns => {
  requireDistinct([...base, ...changed]);
  const times = [...base, ...changed].map((run) => Date.parse(startOf(run)));
  const grade = Math.max(...times) - Math.min(...times) <= dayMs ? 'B' : 'C';
  return {
    ...{ base, changed },
    design: {
      ...{ grade, duetId: null, pairs: null, plannedPairs: null, pilotPairs: 0 },
      caveats: [
        ...orderCaveat(base, changed),
        ...(grade === 'C' ? [agedCaveat] : []),
        ...interrupted([...base, ...changed]),
      ],
    },
  };
};

const orderCaveat = (
  base: readonly BenchDocument[],
  changed: readonly BenchDocument[],
): readonly string[] => {
  const [ones, others] = [base.map(startOf), changed.map(startOf)].map((all) => all.toSorted());
  const [firstOne, lastOne] = [ones?.[0] ?? '', ones?.at(-1) ?? ''];
  const [firstOther, lastOther] = [others?.[0] ?? '', others?.at(-1) ?? ''];
  return lastOne < firstOther || lastOther < firstOne
    ? [
        'all runs of one side were made before the other: whatever drifted meanwhile counts as the difference (in simulation 37 of 100 such comparisons of equals find one)',
      ]
    : ['the order of the runs was not drawn by lot: what follows it counts as the difference'];
};

const agedCaveat =
  'more than a day lies between the runs: clouds are stable within a day and shift over weeks, so an old base is weak evidence';

const interrupted = (runs: readonly BenchDocument[]): readonly string[] =>
  runs.some((run) => run.interrupted)
    ? ['some runs were interrupted and are shorter than the others']
    : [];

const requireDistinct = (runs: readonly BenchDocument[]): void => {
  const seen = new Set<string>();
  for (const run of runs) {
    const name = run.runId ?? run.digest ?? JSON.stringify(run.phases);
    if (seen.has(name)) {
      throw new FibimgError('usage', 'a run cannot be compared with itself', {
        why: `${run.runId ?? `the run of ${startOf(run)}`} was given twice`,
        hint: 'name each run once; --duet A A measures how alike two runs of one target are',
      });
    }
    seen.add(name);
  }
};
