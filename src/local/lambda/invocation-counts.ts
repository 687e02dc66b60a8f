import type { ColdStart } from '../environment/pool.ts';

export interface InvocationStats {
  readonly invocations: number;
  readonly throttled: number;
  readonly functionErrors: number;
  readonly coldStarts: number;
  readonly initMs: TotalAndMax;
  readonly spawnQueueMs: TotalAndMax;
}

interface TotalAndMax {
  readonly total: number;
  readonly max: number;
}

export const createCounts = () => {
  const counted = { invocations: 0, throttled: 0, functionErrors: 0, coldStarts: 0 };
  const spreads = { initMs: { total: 0, max: 0 }, spawnQueueMs: { total: 0, max: 0 } };
  const spread = (key: keyof typeof spreads, ms: number): void => {
    const { total, max } = spreads[key];
    spreads[key] = { total: total + ms, max: Math.max(max, ms) };
  };
  return {
    throttled: (): void => {
      counted.throttled += 1;
    },
    invoked: (cold: ColdStart | undefined, failed: boolean): void => {
      counted.invocations += 1;
      if (failed) counted.functionErrors += 1;
      if (cold === undefined) return;
      counted.coldStarts += 1;
      spread('initMs', cold.initMs);
      spread('spawnQueueMs', cold.spawnQueueMs);
    },
    stats: (): InvocationStats => ({ ...counted, ...spreads }),
  };
};
