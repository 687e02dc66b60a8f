import type { ImageStore, MetadataRepository } from '../service/ports.ts';
import type { Pace } from './pace.ts';

export interface Paces {
  readonly table: Pace;
  readonly bucket: Pace;
}

interface Halves {
  readonly metadata: MetadataRepository;
  readonly images: ImageStore;
}

/**
 * A store whose single calls wait for their turn and are repeated while they are throttled. `signal` ends the waiting,
 * never a call that is under way.
 */
export const pacedStore = (
  { metadata, images }: Halves,
  { table, bucket }: Paces,
  signal?: AbortSignal,
): Halves => ({
  metadata: {
    ...metadata,
    find: (...args) => table.persist(() => metadata.find(...args), signal),
    put: (...args) => table.persist(() => metadata.put(...args), signal),
  },
  images: {
    ...images,
    findMetadata: (...args) => bucket.persist(() => images.findMetadata(...args), signal),
    putImage: (...args) => bucket.persist(() => images.putImage(...args), signal),
    putMetadata: (...args) => bucket.persist(() => images.putMetadata(...args), signal),
  },
});
