import type { Pace } from './pace.ts';
import type { PurgeStage, PurgeTarget } from './purge-target.ts';
import { type Deletable, type DeletableKind, deletableKinds, nameOf } from './purge-target.ts';

export interface PurgeCount {
  readonly things: Readonly<Record<DeletableKind, number>>;
  readonly total: number;
  readonly bytes: number;
}

/** A count that grows. */
export const createPurgeCounter = () => {
  const things = { item: 0, object: 0, version: 0, 'delete marker': 0, upload: 0 };
  let bytes = 0;
  return {
    add(thing: Deletable): void {
      things[thing.kind] += 1;
      bytes += thing.bytes;
    },
    count: (): PurgeCount => ({
      things: { ...things },
      total: deletableKinds.reduce((sum, kind) => sum + things[kind], 0),
      bytes,
    }),
  };
};

/** What a purge would delete, with the names of a few from each stage. */
export interface PurgePlan extends PurgeCount {
  readonly samples: readonly string[];
  /** What is there but not ours, a few names. */
  readonly foreign: readonly string[];
}

const samplesOfStage = 2;

/** Lists everything and remembers only counts and a few names. */
export const planPurge = async (
  target: PurgeTarget,
  pace: Pace,
  signal?: AbortSignal,
): Promise<PurgePlan> => {
  const counter = createPurgeCounter();
  const samples: string[] = [];
  for (const stage of target.stages) {
    let room = samplesOfStage;
    for await (const thing of listAll(stage, pace, signal)) {
      counter.add(thing);
      if (room > 0) samples.push(nameOf(thing));
      room -= 1;
    }
  }
  const foreign = await pace.persist(() => target.foreign(signal), signal);
  return { ...counter.count(), samples, foreign };
};

/** Everything in a stage, page by page. */
export async function* listAll(
  stage: PurgeStage,
  pace: Pace,
  signal?: AbortSignal,
): AsyncGenerator<Deletable> {
  let from: string | undefined;
  do {
    const page = await pace.persist(() => stage.list(from, signal), signal);
    yield* page.things;
    from = page.next;
  } while (from !== undefined);
}
