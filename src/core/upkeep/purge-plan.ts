import { isOwnKey, isOwnSize } from '../service/keys.ts';
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
  /** Those outside of our prefixes. */
  readonly outside: readonly string[];
  /** What has a key of ours and goes, though ours are never of that size. */
  readonly odd: { readonly count: number; readonly names: readonly string[] };
  /** Whether anything could be listed at all: a plan of nothing proves nothing. */
  readonly listed: boolean;
  /** What was listed, by stage, so that it can be deleted without being listed again; not where it was too much. */
  readonly listing: Listing;
}

/** Everything of a stage that is to be deleted. */
export type Listing = ReadonlyMap<PurgeStage, readonly Deletable[]>;

const samplesOfStage = 2;
const foreignShown = 5;
const oddShown = 5;

/** All that keys of our form can name in a bucket without versions, and its table; some megabytes. */
const mostRemembered = 20_000;

/** Lists everything; remembers counts, a few names, and no more things than memory should hold. */
export const planPurge = async (
  target: PurgeTarget,
  limiter: AdaptiveLimiter,
  signal?: AbortSignal,
): Promise<PurgePlan> => {
  const [goes, stays] = [createPurgeCounter(), createPurgeCounter()];
  const samples: string[] = [];
  const foreign: string[] = [];
  const odd = createOddities();
  const memory = createMemory();
  let listed = false;
  for (const stage of target.stages) {
    let room = samplesOfStage;
    for await (const page of pagesOf(stage, limiter, signal)) {
      listed ||= page.missing !== true;
      for (const thing of page.things) {
        goes.add(thing);
        odd.add(thing);
        if (room > 0) samples.push(nameOf(thing));
        room -= 1;
      }
      for (const thing of page.others ?? []) {
        stays.add(thing);
        if (foreign.length < foreignShown) foreign.push(nameOf(thing));
      }
      memory.add(stage, page.things);
    }
  }
  const outside = await limiter.retry(() => target.foreign(signal), signal);
  return {
    ...{ ...goes.count(), samples, stays: stays.count(), listed, outside },
    foreign: [...foreign, ...outside],
    ...{ odd: odd.found(), listing: memory.listing() },
  };
};

const createOddities = () => {
  let count = 0;
  const names: string[] = [];
  return {
    add({ kind, key, bytes }: Deletable): void {
      if (kind !== 'object' || !isOwnKey(key) || isOwnSize(key, bytes)) return;
      count += 1;
      if (names.length < oddShown) names.push(`${key} (${bytes} B)`);
    },
    found: () => ({ count, names }),
  };
};

/** Stages that are small enough are remembered whole; of the others nothing is. */
const createMemory = () => {
  const kept = new Map<PurgeStage, Deletable[]>();
  const tooLarge = new Set<PurgeStage>();
  let room = mostRemembered;
  return {
    add(stage: PurgeStage, things: readonly Deletable[]): void {
      if (tooLarge.has(stage)) return;
      const before = kept.get(stage) ?? [];
      room -= things.length;
      if (room < 0) {
        room += before.length + things.length;
        kept.delete(stage);
        tooLarge.add(stage);
      } else {
        before.push(...things);
        kept.set(stage, before);
      }
    },
    listing: (): Listing => kept,
  };
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
