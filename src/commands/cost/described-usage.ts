import { billedMsOf } from '../../core/price/billed-duration.ts';
import { operationsFor } from '../../core/price/store-cost.ts';
import type { Usage } from '../../core/price/usage-cost.ts';
import type { CostOptions } from './options.ts';

/** What a million requests use. */
const requests = 1e6;

/** A load as its options describe it. */
export const describedUsage = (
  options: CostOptions,
): { readonly usage: Usage; readonly notes: readonly string[] } => {
  const { memory = 1024, duration = 0, init, cold, misses, store, answerBytes } = options;
  const warmMs = billedMsOf({ durationMs: duration }) ?? 0;
  const coldMs = billedMsOf({ durationMs: duration, initDurationMs: init }) ?? 0;
  const coldStarts = requests * cold;
  const fetched = requests * misses;
  const usage = {
    ...{ memoryMb: memory, requests, coldStarts },
    billedMs: (requests - coldStarts) * warmMs + coldStarts * coldMs,
    initMs: coldStarts * (coldMs - warmMs),
    operations: store ? operationsFor({ stored: requests - fetched, fetched }) : undefined,
    bytesOut: answerBytes === undefined ? undefined : requests * answerBytes,
  };
  const notes = [
    ...(store ? ['a table on demand'] : ['no store']),
    ...(answerBytes === undefined ? ['data out is not in it (--answer-bytes)'] : []),
  ];
  return { usage, notes };
};
