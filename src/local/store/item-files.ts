import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FibimgError } from '../../core/error.ts';
import { isObject, parseJson } from '../../core/json.ts';
import { excerpt } from '../../core/service/excerpt.ts';
import { decodeItem, encodeItem } from '../../core/service/item.ts';
import { partitionKey, pixelsOfSortKey, sortKey } from '../../core/service/keys.ts';
import { type Metadata, removalHint } from '../../core/service/metadata.ts';
import type { MetadataRepository } from '../../core/service/ports.ts';
import type { AtomicWriter } from './atomic-writer.ts';
import { createDecodeMemo } from './decode-memo.ts';
import { itemFileName, keyAsName, sortKeyOfFile } from './item-file-name.ts';
import { namesIfThere, readTextIfThere } from './read-if-there.ts';
import type { Removable } from './removable.ts';
import { storing } from './storage-error.ts';

/** The folder of all our items in the data directory: `table/PARTITION_KEY`. */
export const itemFolder = join('table', keyAsName(partitionKey));

/** One item as its file holds it: DynamoDB's own JSON, as `aws dynamodb get-item` prints it. */
export const itemDocument = (pixels: number, metadata: Metadata): string =>
  JSON.stringify(encodeItem(pixels, metadata));

/** The table as plain files in the data directory: `table/PARTITION_KEY/SORT_KEY.json`. */
export const createItemFiles = (
  dir: string,
  write: AtomicWriter,
): MetadataRepository & Removable => {
  const folder = join(dir, itemFolder);
  const decode = createDecodeMemo(decodeDocument);
  const pathOf = (pixels: number): string => join(folder, itemFileName(sortKey(pixels)));
  return {
    find: async (pixels, signal) => {
      signal?.throwIfAborted();
      const path = pathOf(pixels);
      const text = readTextIfThere(path);
      return text === undefined ? undefined : decode(text, path);
    },
    put: async (pixels, metadata, signal) => {
      signal?.throwIfAborted();
      const path = pathOf(pixels);
      const bytes = Buffer.from(itemDocument(pixels, metadata));
      await storing(`${path} could not be written`, () => write(path, bytes));
    },
    list: async function* (signal) {
      for (const name of await namesIfThere(folder)) {
        signal?.throwIfAborted();
        const pixels = pixelsOfSortKey(sortKeyOfFile(name) ?? '');
        if (pixels !== undefined) yield pixels;
      }
    },
    remove: async (sizes, signal) => {
      for (const pixels of sizes) {
        signal?.throwIfAborted();
        const path = pathOf(pixels);
        await storing(`${path} could not be removed`, () => rm(path, { force: true }));
      }
    },
  };
};

const decodeDocument = (text: string, path: string): Metadata => {
  const json = parseJson(text);
  if (isObject(json)) return decodeItem(json, path);
  throw new FibimgError('corrupt', `the item in ${path} cannot be read`, {
    why: 'it is not a JSON object',
    hint: removalHint(path, excerpt(text)),
  });
};
