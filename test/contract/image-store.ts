import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ImageStore, StoredImage } from '../../src/core/service/ports.ts';
import { sampleMetadata } from './sample.ts';

interface OpenStore {
  readonly store: ImageStore;
  close(): Promise<void>;
}

/** What every home of bytes must do, whatever keeps them. `open` gives an empty one each time. */
export const imageStoreContract = (name: string, open: () => Promise<OpenStore>): void => {
  describe(`image store: ${name}`, () => {
    let opened: OpenStore;
    let store: ImageStore;
    beforeEach(async () => {
      opened = await open();
      store = opened.store;
    });
    afterEach(() => opened.close());

    const bytes = (length: number) => Uint8Array.from({ length }, (_, at) => (at * 31) % 256);
    const listed = async (): Promise<readonly StoredImage[]> => {
      const images: StoredImage[] = [];
      for await (const image of store.list()) images.push(image);
      return images.sort((one, other) => one.pixels - other.pixels);
    };

    test('finds nothing where nothing was put', async () => {
      expect(await store.findMetadata(400)).toBeUndefined();
      expect(await store.readImage(400)).toBeUndefined();
      expect(await listed()).toEqual([]);
    });

    test.each(Object.entries(sampleMetadata))('gives documents back: %s', async (_, sample) => {
      await store.putMetadata(500, sample);
      expect(await store.findMetadata(500)).toEqual(sample);
      expect(await store.readImage(500)).toBeUndefined();
    });

    test.each([0, 1, 70_000])('gives %i bytes back unchanged', async (length) => {
      const image = bytes(length);
      await store.putImage(400, image);
      const read = await store.readImage(400);
      expect(Buffer.from(read ?? 'nothing').equals(image)).toBe(true);
      expect(await store.findMetadata(400)).toBeUndefined();
    });

    test('keeps a view of a larger buffer, not the buffer', async () => {
      await store.putImage(400, bytes(300).subarray(100, 200));
      expect(Buffer.from((await store.readImage(400)) ?? '')).toEqual(
        Buffer.from(bytes(300).subarray(100, 200)),
      );
    });

    test('the last put wins', async () => {
      await store.putImage(1, bytes(10));
      await store.putImage(1, bytes(5));
      await store.putMetadata(1, sampleMetadata.full);
      await store.putMetadata(1, sampleMetadata.bare);
      expect(await listed()).toEqual([{ pixels: 1, bytes: 5 }]);
      expect(await store.findMetadata(1)).toEqual(sampleMetadata.bare);
    });

    test('lists images with their bytes, and no document without an image', async () => {
      await Promise.all([5000, 12, 1].map((n) => store.putImage(n, bytes(n))));
      await store.putMetadata(77, sampleMetadata.full);
      expect(await listed()).toEqual([1, 12, 5000].map((n) => ({ pixels: n, bytes: n })));
    });

    test('does nothing when its signal is aborted already', async () => {
      const stopped = new Error('stopped');
      const signal = AbortSignal.abort(stopped);
      await expect(store.putImage(7, bytes(1), signal)).rejects.toBe(stopped);
      await expect(store.putMetadata(7, sampleMetadata.full, signal)).rejects.toBe(stopped);
      await expect(store.readImage(7, signal)).rejects.toBe(stopped);
      await expect(store.findMetadata(7, signal)).rejects.toBe(stopped);
      expect(await listed()).toEqual([]);
      expect(await store.findMetadata(7)).toBeUndefined();
    });
  });
};
