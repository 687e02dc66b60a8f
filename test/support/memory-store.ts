import type { Metadata } from '../../src/core/metadata.ts';
import type { ImageStore, MetadataRepository } from '../../src/core/ports.ts';

/** Both halves of a store in three maps, which tests may look into. */
export const createMemoryStore = () => {
  const items = new Map<number, Metadata>();
  const documents = new Map<number, Metadata>();
  const bytes = new Map<number, Uint8Array>();
  const metadata: MetadataRepository = {
    find: async (pixels) => items.get(pixels),
    put: async (pixels, value) => void items.set(pixels, value),
    async *list() {
      yield* items.keys();
    },
    remove: async (gone) => {
      for (const pixels of gone) items.delete(pixels);
    },
  };
  const images: ImageStore = {
    findMetadata: async (pixels) => documents.get(pixels),
    readImage: async (pixels) => bytes.get(pixels),
    putImage: async (pixels, image) => void bytes.set(pixels, image),
    putMetadata: async (pixels, value) => void documents.set(pixels, value),
    async *list() {
      for (const [pixels, image] of bytes) yield { pixels, bytes: image.length };
    },
    remove: async (gone) => {
      for (const pixels of gone) {
        documents.delete(pixels);
        bytes.delete(pixels);
      }
    },
  };
  return { metadata, images, items, documents, bytes };
};

export const someMetadata = (pixels: number): Metadata => ({
  originalUrl: `https://picsum.photos/${pixels}`,
  redirectedUrl: `https://fastly.picsum.photos/id/1/${pixels}/${pixels}.jpg?hmac=a&b`,
  imageLocation: `image/${pixels}.jpg`,
  contentDisposition: [`inline; filename="${pixels}.jpg"`],
  contentType: ['image/jpeg'],
  created: '2024-05-03 10:11:12',
});
