import { lstat, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../../core/error.ts';
import {
  partitionKey,
  pixelsOfImageKey,
  pixelsOfMetadataKey,
  pixelsOfSortKey,
  sortKey,
} from '../../core/service/keys.ts';
import type { MetadataRepository } from '../../core/service/ports.ts';
import { itemsOfEvents, objectsOfEvents } from '../../core/upkeep/event-leavings.ts';
import type {
  Deletable,
  Failure,
  PurgeStage,
  PurgeTarget,
} from '../../core/upkeep/purge-target.ts';
import { itemFileName, keyAsName, sortKeyOfFile } from './item-file-name.ts';
import { itemFolder } from './item-files.ts';
import { namesBelow, namesIfThere } from './read-if-there.ts';
import { isMissing, storing } from './storage-error.ts';

interface EmbeddedPurgeOptions {
  readonly dir: string;
  readonly metadata: Pick<MetadataRepository, 'list'>;
  readonly only: 'table' | 'bucket' | undefined;
  /** Also thumbnails and what else events leave. */
  readonly events: boolean;
}

/** The embedded store as something to empty: only files that bear our names are files of ours. */
export const createEmbeddedPurgeTarget = ({
  dir,
  metadata,
  only,
  events,
}: EmbeddedPurgeOptions): PurgeTarget => ({
  stages: [
    ...(only === 'bucket'
      ? []
      : [
          itemStage({ dir, metadata }),
          ...(events ? itemsOfEvents : []).map((each) => eventItemStage(dir, each)),
        ]),
    ...(only === 'table'
      ? []
      : [
          fileStage(dir, 'metadata', (key) => pixelsOfMetadataKey(key) !== undefined),
          fileStage(dir, 'image', (key) => pixelsOfImageKey(key) !== undefined),
          ...(events ? objectsOfEvents : []).map(({ place, isOurs }) =>
            fileStage(dir, place.slice(0, -1), isOurs),
          ),
        ]),
  ],
  foreign: async () => [],
});

const batchSize = 100;

const itemStage = ({
  dir,
  metadata,
}: Pick<EmbeddedPurgeOptions, 'dir' | 'metadata'>): PurgeStage => ({
  name: 'items',
  batchSize,
  list: async (_, signal) => {
    const things: Deletable[] = [];
    for await (const pixels of metadata.list(signal)) {
      things.push({ kind: 'item', key: partitionKey, id: sortKey(pixels), bytes: 0 });
    }
    const isOurs = (name: string) => pixelsOfSortKey(sortKeyOfFile(name) ?? '') !== undefined;
    const foreign = (await namesIfThere(join(dir, itemFolder))).filter((name) => !isOurs(name));
    const others = await fileThings(
      dir,
      foreign.map((name) => `${itemFolder}/${name}`),
    );
    return { things, others };
  },
  remove: (batch) => removeFiles(batch, ({ id = '' }) => join(dir, itemFolder, itemFileName(id))),
});

type EventItems = (typeof itemsOfEvents)[number];

const eventItemStage = (dir: string, { name, place, isOurs }: EventItems): PurgeStage => {
  const folder = join(dir, 'table', keyAsName(place));
  return {
    name,
    batchSize,
    list: async () => {
      const keys = (await namesIfThere(folder)).flatMap((file) => sortKeyOfFile(file) ?? []);
      const thing = (id: string): Deletable => ({ kind: 'item', key: place, id, bytes: 0 });
      return {
        things: keys.filter(isOurs).map(thing),
        others: keys.filter((key) => !isOurs(key)).map(thing),
      };
    },
    remove: (batch) => removeFiles(batch, ({ id = '' }) => join(folder, itemFileName(id))),
  };
};

const fileStage = (dir: string, folder: string, isOurs: (key: string) => boolean): PurgeStage => ({
  name: folder,
  batchSize,
  list: async () => {
    const names = await namesBelow(join(dir, folder));
    const keys = names.map((name) => `${folder}/${name}`);
    const [things, others] = await Promise.all([
      fileThings(dir, keys.filter(isOurs)),
      fileThings(
        dir,
        keys.filter((key) => !isOurs(key)),
      ),
    ]);
    return { things, others };
  },
  remove: (batch) => removeFiles(batch, ({ key }) => join(dir, key)),
});

const removeFiles = async (
  batch: readonly Deletable[],
  pathOf: (thing: Deletable) => string,
): Promise<readonly Failure[]> =>
  (await Promise.all(batch.map((thing) => removeFile(pathOf(thing), thing)))).flat();

/** A directory where a file should be stays: what is in it is nobody's image. */
const removeFile = (path: string, thing: Deletable): Promise<readonly Failure[]> =>
  storing(`${path} could not be removed`, async () => {
    try {
      await rm(path, { force: true });
      return [];
    } catch (thrown) {
      if (codeOf(thrown) !== 'ERR_FS_EISDIR') throw thrown;
      const why = 'it is a directory where a file should be: move it away by hand';
      return [{ thing, why, retryability: 'permanent' }];
    }
  });

const fileThings = async (dir: string, keys: readonly string[]): Promise<readonly Deletable[]> =>
  (await Promise.all(keys.map((key) => fileThing(dir, key)))).flat();

/** None when another process has just removed it. */
const fileThing = async (dir: string, key: string): Promise<readonly Deletable[]> => {
  try {
    const { size } = await lstat(join(dir, key));
    return [{ kind: 'object', key, bytes: size }];
  } catch (thrown) {
    if (isMissing(thrown)) return [];
    throw thrown;
  }
};
