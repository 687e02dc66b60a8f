import type { Sample, Start, StoreOutcome } from '../engine/sample.ts';

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

/**
 * How environments came to be that answered for the first time. A caller waited for the first five: the run had renewed
 * them; the load needed one more; the function had just been deployed; none was left after a pause; one was restored from a snapshot.
 */
export const startKinds = [
  'forced',
  'scale-out',
  'first-after-deploy',
  'idle',
  'snap-start',
  'proactive',
  'provisioned-concurrency',
  'unknown',
] as const;
export type StartKind = (typeof startKinds)[number];

/** What is known of the environments before a round's first answer. */
export interface StartContext {
  /** What cold starts of requests are that were sent before it; undefined where environments had answered in the run. */
  readonly firstWave: StartKind | undefined;
  /** Others make a part of the same load: whether a request was alone is then not known. */
  readonly isShared: boolean;
}

/** Undefined for what is no first invocation: the environment had answered before. */
export const startKindOf = (
  { start, initKind, sentDuring }: Pick<Sample, 'start' | 'initKind' | 'sentDuring'>,
  { firstWave, isShared }: StartContext,
): StartKind | undefined => {
  if (initKind !== undefined && initKind !== 'on-demand') return initKind;
  if (start !== 'cold') return undefined;
  if (sentDuring === undefined) return 'unknown';
  const isFirst = sentDuring === 'first' || sentDuring === 'first-wave';
  if (isFirst && firstWave !== undefined) return firstWave;
  if (sentDuring === 'first-wave' || sentDuring === 'load') return 'scale-out';
  return isShared ? 'unknown' : 'idle';
};
