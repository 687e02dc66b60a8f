import type { AdaptiveLimiter } from './adaptive-limiter.ts';
import {
  type Deletable,
  type DeletableKind,
  deletableKinds,
  nameOf,
  type Page,
  type PurgeStage,
  type PurgeTarget,
} from './purge-target.ts';

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

/** What a purge would delete, and what it would leave. */
export interface PurgePlan extends PurgeCount {
  /** Names of a few things from each stage. */
  readonly samples: readonly string[];
  /** What lies beside our things without being of their form. */
  readonly stays: PurgeCount;
  /** Names of a few things that stay, those outside of our prefixes among them. */
  readonly foreign: readonly string[];
  /** Whether anything could be listed at all: a plan of nothing proves nothing. */
  readonly listed: boolean;
}

const samplesOfStage = 2;
const foreignShown = 5;

/** Lists everything and remembers only counts and a few names. */
export const planPurge = async (
  target: PurgeTarget,
  limiter: AdaptiveLimiter,
  signal?: AbortSignal,
): Promise<PurgePlan> => {
  const [goes, stays] = [createPurgeCounter(), createPurgeCounter()];
  const samples: string[] = [];
  const foreign: string[] = [];
  let listed = false;
  for (const stage of target.stages) {
    let room = samplesOfStage;
    for await (const page of pagesOf(stage, limiter, signal)) {
      listed ||= page.missing !== true;
      for (const thing of page.things) {
        goes.add(thing);
        if (room > 0) samples.push(nameOf(thing));
        room -= 1;
      }
      for (const thing of page.others ?? []) {
        stays.add(thing);
        if (foreign.length < foreignShown) foreign.push(nameOf(thing));
      }
    }
  }
  foreign.push(...(await limiter.retry(() => target.foreign(signal), signal)));
  return { ...goes.count(), samples, stays: stays.count(), foreign, listed };
};

/** Everything of a stage that is to be deleted, page by page. */
export async function* listAll(
  stage: PurgeStage,
  limiter: AdaptiveLimiter,
  signal?: AbortSignal,
): AsyncGenerator<Deletable> {
  for await (const { things } of pagesOf(stage, limiter, signal)) yield* things;
}

async function* pagesOf(
  stage: PurgeStage,
  limiter: AdaptiveLimiter,
  signal?: AbortSignal,
): AsyncGenerator<Page> {
  let from: string | undefined;
  do {
    const page = await limiter.retry(() => stage.list(from, signal), signal);
    yield page;
    from = page.next;
  } while (from !== undefined);
}
