import type { PhaseSummary } from '../record/document.ts';
import { figuresOf } from './comparison.ts';

/** The phases of `--matrix`, environment-store. */
export const matrixCells = ['cold-empty', 'cold-filled', 'warm-empty', 'warm-filled'] as const;
export type MatrixCell = (typeof matrixCells)[number];

/** How much of the difference between the corners of the matrix each factor causes, in milliseconds. */
export interface MatrixEffect {
  readonly measure: string;
  readonly cells: Readonly<Record<MatrixCell, number>>;
  /** cold-empty minus warm-filled: the sum of the two main effects. */
  readonly total: number;
  /** Cold minus warm environments, averaged over both states of the store. */
  readonly environment: number;
  /** Empty minus filled store, averaged over both states of the environments. */
  readonly store: number;
  /** How much more an empty store costs with cold environments than with warm ones. */
  readonly interaction: number;
}

/** The main effects of a two-by-two design; undefined unless all four cells were run and measured. */
export const matrixEffects = (
  phases: readonly PhaseSummary[],
  measures: readonly string[] = ['avg', 'med', 'p(95)', 'p(99)'],
): readonly MatrixEffect[] | undefined => {
  const figures = new Map(phases.map((phase) => [phase.name, figuresOf(phase)]));
  const effects = measures.flatMap((measure) => {
    const at = (cell: MatrixCell) => figures.get(cell)?.get(measure);
    const [ce, cf, we, wf] = matrixCells.map(at);
    if (ce === undefined || cf === undefined || we === undefined || wf === undefined) return [];
    return [
      {
        measure,
        cells: { 'cold-empty': ce, 'cold-filled': cf, 'warm-empty': we, 'warm-filled': wf },
        total: ce - wf,
        environment: (ce - we + cf - wf) / 2,
        store: (ce - cf + we - wf) / 2,
        interaction: ce - cf - (we - wf),
      },
    ];
  });
  return effects.length === 0 ? undefined : effects;
};
