import type { ImageStore, MetadataRepository } from '../service/ports.ts';
import type { AdaptiveLimiter } from './adaptive-limiter.ts';

/** A table and a bucket are throttled apart. */
export interface StoreLimiters {
  readonly table: AdaptiveLimiter;
  readonly bucket: AdaptiveLimiter;
}

interface Halves {
  readonly metadata: MetadataRepository;
  readonly images: ImageStore;
}

/**
 * A store whose single calls wait for a permit and are repeated while they are throttled. `signal` ends the waiting,
 * never a call that is under way.
 */
export const limitedStore = (
  { metadata, images }: Halves,
  { table, bucket }: StoreLimiters,
  signal?: AbortSignal,
): Halves => ({
  metadata: {
    ...metadata,
    find: (...args) => table.retry(() => metadata.find(...args), signal),
    put: (...args) => table.retry(() => metadata.put(...args), signal),
  },
  images: {
    ...images,
    findMetadata: (...args) => bucket.retry(() => images.findMetadata(...args), signal),
    readImage: (...args) => bucket.retry(() => images.readImage(...args), signal),
    putImage: (...args) => bucket.retry(() => images.putImage(...args), signal),
    putMetadata: (...args) => bucket.retry(() => images.putMetadata(...args), signal),
  },
});
