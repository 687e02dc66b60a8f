import { join } from 'node:path';
import { FibimgError } from '../../core/error.ts';
import { isObject, type JsonObject, parseJson } from '../../core/json.ts';
import { excerpt } from '../../core/service/excerpt.ts';
import { removalHint } from '../../core/service/metadata.ts';
import type { AtomicWriter } from './atomic-writer.ts';
import { itemFileName, keyAsName } from './item-file-name.ts';
import { readBytesIfThere, readTextIfThere } from './read-if-there.ts';
import { storing } from './storage-error.ts';

/** What events read and write beside the images: uploads, thumbnails, and items of any partition. */
export interface EventFiles {
  /** @param key of a form that stays below the data directory. */
  readObject(key: string): Promise<Uint8Array | undefined>;
  writeObject(key: string, bytes: Uint8Array): Promise<void>;
  readItem(partitionKey: string, sortKey: string): JsonObject | undefined;
  writeItem(partitionKey: string, sortKey: string, item: JsonObject): Promise<void>;
}

/** As plain files in the data directory: objects at the bucket's own keys, items as DynamoDB prints them. */
export const createEventFiles = (dir: string, write: AtomicWriter): EventFiles => {
  const put = (path: string, bytes: Uint8Array): Promise<void> =>
    storing(`${path} could not be written`, () => write(path, bytes));
  const itemPath = (partitionKey: string, sortKey: string): string =>
    join(dir, 'table', keyAsName(partitionKey), itemFileName(sortKey));
  return {
    readObject: (key) => readBytesIfThere(join(dir, key)),
    writeObject: (key, bytes) => put(join(dir, key), bytes),
    readItem: (partitionKey, sortKey) => {
      const path = itemPath(partitionKey, sortKey);
      const text = readTextIfThere(path);
      if (text === undefined) return undefined;
      const item = parseJson(text);
      if (isObject(item)) return item;
      throw new FibimgError('corrupt', `the item in ${path} cannot be read`, {
        why: 'it is not a JSON object',
        hint: removalHint(path, excerpt(text)),
      });
    },
    writeItem: (partitionKey, sortKey, item) =>
      put(itemPath(partitionKey, sortKey), Buffer.from(JSON.stringify(item))),
  };
};
