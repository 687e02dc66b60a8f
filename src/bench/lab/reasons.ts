import type { Sample } from '../engine/sample.ts';

/** How many requests did not end as they should, by class and reason. */
export type Reasons = readonly {
  readonly class: Sample['class'];
  readonly reason: string | null;
  readonly count: number;
}[];

export const reasonsOf = (samples: readonly Sample[]): Reasons =>
  sumReasons(
    samples
      .filter((sample) => sample.class !== 'ok')
      .map((sample) => ({ class: sample.class, reason: sample.errorCode ?? null, count: 1 })),
  );

/** Equal ones together, the most frequent first. */
export const sumReasons = (reasons: Reasons): Reasons => {
  const sums = new Map<string, Reasons[number]>();
  for (const one of reasons) {
    const key = `${one.class} ${one.reason}`;
    sums.set(key, { ...one, count: one.count + (sums.get(key)?.count ?? 0) });
  }
  return [...sums.values()].sort((a, b) => b.count - a.count);
};

/** The most frequent, in words. */
export const reasonOf = ([most]: Reasons): string =>
  most === undefined ? 'no answer' : most.reason ? `${most.class}: ${most.reason}` : most.class;
