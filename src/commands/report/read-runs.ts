import { armLabels } from '../../bench/compare/arm-labels.ts';
import { compareRuns } from '../../bench/compare/compare-runs.ts';
import { type DesignedRuns, designOfDuet, designOfSides } from '../../bench/compare/design.ts';
import type { BenchDocument } from '../../bench/record/document.ts';
import { FibimgError } from '../../core/error.ts';
import type { PageData } from '../../report/figures/page-data.ts';
import { comparisonOf } from '../../report/page-data/comparison.ts';
import type { CommandContext } from '../command/command.ts';
import { defaultTolerance } from '../command/judging-options.ts';
import { readNamedRuns } from '../compare/read-sides.ts';

type Compared = Pick<PageData, 'comparison' | 'uncompared'>;

interface ReadRuns {
  readonly documents: readonly BenchDocument[];
  readonly compared: Compared;
}

/** The runs that are named, and what sets them against each other: two names, `vs` between more, or one duet. */
export const readRuns = async (
  context: CommandContext,
  names: readonly string[],
): Promise<ReadRuns> => {
  const named: { readonly name: string; readonly runs: readonly BenchDocument[] }[] = [];
  for (const name of names) {
    named.push({ name, runs: name === 'vs' ? [] : await readNamedRuns(context, name) });
  }
  const documents = named.flatMap(({ runs }) => runs);
  const [only] = documents;
  if (documents.length < 2 || only === undefined) {
    if (only?.duet !== undefined) {
      context.report.note(`one run of a duet: fibimg report ${only.duet.id} shows all of it`);
    }
    return { documents, compared: {} };
  }
  const at = names.indexOf('vs');
  const middle = at >= 0 ? at : names.length === 2 ? 1 : undefined;
  const side = (from: number, to?: number) => named.slice(from, to).flatMap(({ runs }) => runs);
  const label = (from: number, to?: number) =>
    names
      .slice(from, to)
      .filter((name) => name !== 'vs')
      .join(', ');
  const duets = new Set(documents.map(({ duet }) => duet?.id));
  if (duets.size === 1 && !duets.has(undefined)) {
    return { documents, compared: comparedAs(() => designOfDuet(documents), armLabels(documents)) };
  }
  if (middle === undefined) return { documents, compared: {} };
  const design = () => designOfSides(side(0, middle), side(middle));
  return { documents, compared: comparedAs(design, [label(0, middle), label(middle)]) };
};

/** Runs that cannot be compared can be looked at all the same. */
const comparedAs = (
  design: () => DesignedRuns,
  labels: readonly [base: string, changed: string],
): Compared => {
  try {
    const asked = { metric: undefined, tolerance: defaultTolerance, acceptSequential: false };
    return { comparison: comparisonOf(compareRuns(design(), { ...asked, labels })) };
  } catch (thrown) {
    if (!(thrown instanceof FibimgError)) throw thrown;
    return { uncompared: thrown.why ? `${thrown.message}: ${thrown.why}` : thrown.message };
  }
};
