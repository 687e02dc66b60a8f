import type { Sample } from '../engine/sample.ts';
import { kindIndex, kinds } from '../record/kinds.ts';
import { type WaterfallPart, type WaterfallRow, waterfallParts } from '../record/phase-detail.ts';

interface Sums {
  count: number;
  /** Microseconds, and of how many requests, by the part's place in `waterfallParts`. */
  readonly us: number[];
  readonly carriers: number[];
}

/** Where the time of each population of requests that ended well went. */
export const createWaterfall = () => {
  const all: (Sums | undefined)[] = [];
  const sumsOf = (sample: Sample): Sums => {
    const index = kindIndex(sample);
    const known = all[index];
    if (known !== undefined) return known;
    const zeros = () => waterfallParts.map(() => 0);
    const sums = { count: 0, us: zeros(), carriers: zeros() };
    all[index] = sums;
    return sums;
  };
  return {
    sample(sample: Sample): void {
      const sums = sumsOf(sample);
      sums.count += 1;
      const { timings, queueMs, initDurationMs, functionDurationMs } = sample;
      if (queueMs !== undefined) add(sums, part.queue, queueMs * 1000);
      if (initDurationMs !== undefined) add(sums, part.init, initDurationMs * 1000);
      if (functionDurationMs !== undefined) add(sums, part.handler, functionDurationMs * 1000);
      if (timings === undefined) return;
      if (timings.newConnection) add(sums, part.connect, timings.blocked);
      add(sums, part.waiting, timings.waiting);
      add(sums, part.receiving, timings.receiving);
      if (functionDurationMs === undefined) return;
      const known = (queueMs ?? 0) + functionDurationMs + (initDurationMs ?? 0);
      add(sums, part.network, Math.max(0, timings.waiting - known * 1000));
    },
    rows: (): readonly WaterfallRow[] =>
      kinds.flatMap((kind, index) => {
        const sums = all[index];
        return sums === undefined ? [] : [{ ...kind, ...rowOf(sums) }];
      }),
  };
};

const placeOf = (name: WaterfallPart): number => waterfallParts.indexOf(name);

const part = {
  queue: placeOf('queue'),
  connect: placeOf('connect'),
  init: placeOf('init'),
  handler: placeOf('handler'),
  network: placeOf('network'),
  waiting: placeOf('waiting'),
  receiving: placeOf('receiving'),
} as const;

const add = ({ us, carriers }: Sums, place: number, amount: number): void => {
  us[place] = (us[place] ?? 0) + amount;
  carriers[place] = (carriers[place] ?? 0) + 1;
};

const rowOf = ({
  count,
  us,
  carriers,
}: Sums): Pick<WaterfallRow, 'count' | 'meanMs' | 'carriers'> => {
  const carried = waterfallParts.flatMap((name, place) => {
    const times = carriers[place] ?? 0;
    return times === 0 ? [] : [{ name, times, ms: (us[place] ?? 0) / times / 1000 }];
  });
  return {
    count,
    meanMs: Object.fromEntries(carried.map(({ name, ms }) => [name, ms])),
    carriers: Object.fromEntries(carried.map(({ name, times }) => [name, times])),
  };
};
