import type { Metadata } from '../../../src/core/service/metadata.ts';
import type {
  FetchedImage,
  ImageOrigin,
  ImageStore,
  MetadataRepository,
} from '../../../src/core/service/ports.ts';
import type { Removable } from '../../../src/local/store/removable.ts';

/** A store in memory that writes down every call, and can be told to fail at one. */
export const createMemoryStore = () => {
  const items = new Map<number, Metadata>();
  const documents = new Map<number, Metadata>();
  const bytes = new Map<number, Uint8Array>();
  const calls: string[] = [];
  let failing: { readonly call: string; readonly error: Error } | undefined;

  const step = async (call: string): Promise<void> => {
    calls.push(call);
    await Promise.resolve();
    if (failing?.call === call) throw failing.error;
  };

  const metadata: MetadataRepository & Removable = {
    find: async (pixels) => {
      await step('findItem');
      return items.get(pixels);
    },
    put: async (pixels, value) => {
      await step('putItem');
      items.set(pixels, value);
    },
    async *list() {
      yield* items.keys();
    },
    remove: async (pixels) => {
      for (const key of pixels) items.delete(key);
    },
  };
  const images: ImageStore & Removable = {
    findMetadata: async (pixels) => {
      await step('findDocument');
      return documents.get(pixels);
    },
    readImage: async (pixels) => bytes.get(pixels),
    putImage: async (pixels, image) => {
      await step('putImage');
      bytes.set(pixels, image);
    },
    putMetadata: async (pixels, value) => {
      await step('putDocument');
      documents.set(pixels, value);
    },
    async *list() {
      for (const [pixels, image] of bytes) yield { pixels, bytes: image.byteLength };
    },
    remove: async (pixels) => {
      for (const key of pixels) {
        documents.delete(key);
        bytes.delete(key);
      }
    },
  };
  return {
    metadata,
    images,
    items,
    documents,
    bytes,
    calls,
    failAt: (call: string, error: Error) => {
      failing = { call, error };
    },
    heal: () => {
      failing = undefined;
    },
  };
};

/** An origin whose answers the test releases, counting how often it was asked. */
export const createTestOrigin = () => {
  const fetched: number[] = [];
  const aborted: number[] = [];
  let gate: Promise<void> = Promise.resolve();
  const origin: ImageOrigin = {
    fetch: async (pixels, signal): Promise<FetchedImage> => {
      fetched.push(pixels);
      signal?.addEventListener('abort', () => aborted.push(pixels));
      await gate;
      signal?.throwIfAborted();
      return {
        image: new Uint8Array([pixels % 256, fetched.length]),
        finalUrl: `https://origin.test/${pixels}`,
        contentType: ['image/jpeg'],
        contentDisposition: null,
      };
    },
  };
  return {
    origin,
    fetched,
    aborted,
    /** Holds all answers back until the returned function is called. */
    hold: (): (() => void) => {
      let release = () => {};
      gate = new Promise((resolve) => {
        release = resolve;
      });
      return () => release();
    },
  };
};

export const someMetadata = (pixels: number): Metadata => ({
  originalUrl: `https://picsum.photos/${pixels}`,
  redirectedUrl: `https://fastly.picsum.photos/id/1/${pixels}/${pixels}.jpg?hmac=a&b`,
  imageLocation: `image/${pixels}.jpg`,
  contentDisposition: [`inline; filename="${pixels}.jpg"`],
  contentType: ['image/jpeg'],
  created: '2024-05-03 10:11:12',
});
