import type { Start, StoreOutcome } from '../engine/sample.ts';

/** What is proven of a request; each combination is a population of its own. */
export interface Kind {
  readonly start: Start;
  readonly outcome: StoreOutcome;
}

/** Every kind, by its index. */
export const kinds: readonly Kind[] = (['cold', 'warm', 'unknown'] as const).flatMap((start) =>
  (['stored', 'fetched', 'unknown'] as const).map((outcome) => ({ start, outcome })),
);

export const kindIndex = ({ start, outcome }: Kind): number => {
  const startIndex = start === 'cold' ? 0 : start === 'warm' ? 1 : 2;
  const outcomeIndex = outcome === 'stored' ? 0 : outcome === 'fetched' ? 1 : 2;
  return 3 * startIndex + outcomeIndex;
};
