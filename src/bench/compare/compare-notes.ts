import type { BenchDocument } from '../record/document.ts';
import { differencesOf, type Logs } from './logs.ts';
import { inTwoGroups, outliersIn } from './oddities.ts';

/** Runs whose generator may have set the figures. */
export const taintNotes = (runs: readonly BenchDocument[]): readonly string[] => {
  const tainted = runs.filter(({ selfCheck }) => selfCheck.tainted).length;
  return tainted === 0
    ? []
    : [
        `${tainted} of ${runs.length} runs are tainted: their generator may have set the figures itself.`,
      ];
};

/** More than that of all requests, and times alone do not tell which side is better. */
const tellingShare = 0.005;

/** Failures, which no time shows: a side that fails fast looks good. */
export const failureNotes = (
  base: readonly BenchDocument[],
  changed: readonly BenchDocument[],
): readonly string[] => {
  const [one, other] = [failedShare(base), failedShare(changed)];
  if (Math.max(one, other) <= tellingShare) return [];
  const text = (share: number) => `${(100 * share).toFixed(1)} %`;
  return [
    `Of the requests ${text(one)} failed at the base and ${text(other)} at the new side: times are those of requests that ended well.`,
  ];
};

const failedShare = (runs: readonly BenchDocument[]): number => {
  const classes = runs.flatMap(({ phases }) => phases.map((phase) => phase.classes));
  const ended = classes.reduce((sum, { started, interrupted }) => sum + started - interrupted, 0);
  const failed = classes.reduce(
    (sum, { started, interrupted, ok }) => sum + started - interrupted - ok,
    0,
  );
  return ended === 0 ? 0 : failed / ended;
};

/** Single runs far from the others, and runs in two groups: named, and left in. */
export const oddityNotes = (logs: Logs): readonly string[] => [
  ...(logs.paired ? farPairs(differencesOf(logs)) : []),
  ...[
    { name: 'base', side: logs.base },
    { name: 'new side', side: logs.changed },
  ].flatMap(({ name, side }) => [
    ...(logs.paired ? [] : farRuns(side, name)),
    ...(inTwoGroups(side)
      ? [
          `The runs of the ${name} fall into two groups: something else than what is compared switches between two states.`,
        ]
      : []),
  ]),
];

const staysIn = 'lies far from the others and stays in: ranks bound what it can do';

const farPairs = (differences: readonly number[]): readonly string[] =>
  outliersIn(differences).map(
    (at) => `Pair ${at + 1} (ratio ${Math.exp(differences[at] ?? 0).toFixed(3)}) ${staysIn}.`,
  );

const farRuns = (side: readonly number[], name: string): readonly string[] =>
  outliersIn(side).map(
    (at) =>
      `Run ${at + 1} of the ${name} (${Math.exp(side[at] ?? 0).toPrecision(4)} ms) ${staysIn}.`,
  );
