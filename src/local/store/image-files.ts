import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { imageKey, metadataKey, pixelsOfImageKey } from '../../core/service/keys.ts';
import { decodeMetadata, encodeMetadata } from '../../core/service/metadata.ts';
import type { ImageStore, StoredImage } from '../../core/service/ports.ts';
import type { AtomicWriter } from './atomic-writer.ts';
import { createDecodeMemo } from './decode-memo.ts';
import { namesIfThere, readBytesIfThere, readTextIfThere } from './read-if-there.ts';
import type { Removable } from './removable.ts';
import { isMissing, storageError, storing } from './storage-error.ts';

/** The bucket as plain files under `dir`, at the bucket's own keys. */
export const createImageFiles = (dir: string, write: AtomicWriter): ImageStore & Removable => {
  const imagePath = (pixels: number): string => join(dir, imageKey(pixels));
  const metadataPath = (pixels: number): string => join(dir, metadataKey(pixels));
  const decode = createDecodeMemo(decodeMetadata);
  const put = async (
    path: string,
    bytes: Uint8Array,
    signal: AbortSignal | undefined,
  ): Promise<void> => {
    signal?.throwIfAborted();
    await storing(`${path} could not be written`, () => write(path, bytes));
  };
  return {
    findMetadata: async (pixels, signal) => {
      signal?.throwIfAborted();
      const path = metadataPath(pixels);
      const text = readTextIfThere(path);
      return text === undefined ? undefined : decode(text, path);
    },
    readImage: async (pixels, signal) => {
      signal?.throwIfAborted();
      return readBytesIfThere(imagePath(pixels));
    },
    putImage: (pixels, image, signal) => put(imagePath(pixels), image, signal),
    putMetadata: (pixels, metadata, signal) =>
      put(metadataPath(pixels), Buffer.from(encodeMetadata(metadata)), signal),
    list: (signal) => listImages(dir, signal),
    remove: async (sizes, signal) => {
      for (const pixels of sizes) {
        signal?.throwIfAborted();
        await storing(`the files of the ${pixels} px image could not be removed`, async () => {
          await rm(metadataPath(pixels), { force: true });
          await rm(imagePath(pixels), { force: true });
        });
      }
    },
  };
};

const listImages = async function* (
  dir: string,
  signal: AbortSignal | undefined,
): AsyncIterable<StoredImage> {
  const imageDir = join(dir, 'image');
  for (const name of await namesIfThere(imageDir)) {
    signal?.throwIfAborted();
    const pixels = pixelsOfImageKey(`image/${name}`);
    if (pixels === undefined) continue;
    const bytes = await bytesOf(join(imageDir, name));
    if (bytes !== undefined) yield { pixels, bytes };
  }
};

/** Undefined for what another process has just removed. */
const bytesOf = async (path: string): Promise<number | undefined> => {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw storageError(`${path} could not be read`, error);
  }
};
