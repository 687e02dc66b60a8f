import { createImageService } from '../service/image-service.ts';
import type { Clock, ImageOrigin, ImageStore, MetadataRepository } from '../service/ports.ts';
import { limitedStore, type StoreLimiters } from './limited-store.ts';
import { runBounded } from './run-bounded.ts';
import { createSeedTally, type SeedCount, type SeedFailure } from './seed-tally.ts';

export interface SeedOptions {
  readonly metadata: MetadataRepository;
  readonly images: ImageStore;
  readonly origin: ImageOrigin;
  readonly clock: Clock;
  readonly limiters: StoreLimiters;
  readonly sizes: readonly number[];
  readonly concurrency: number;
  /** Ends the seeding after the images under way. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (count: SeedCount) => void;
}

export interface SeedResult extends SeedCount {
  readonly failures: readonly SeedFailure[];
  /** How many were not tried, or not to their end. */
  readonly left: number;
  /** Why the seeding ended before its end, where it did and nobody had asked for it. */
  readonly stoppedBy?: unknown;
  readonly interrupted: boolean;
}

/** Stores every image that is not stored yet, several at once, through the service; one that fails stops no other. */
export const seed = async (options: SeedOptions): Promise<SeedResult> => {
  const { concurrency, signal, onProgress } = options;
  const sizes = new Set(options.sizes);
  const tally = createSeedTally(concurrency);
  const service = countingService(options, tally.addBytes);
  const seedOne = async (pixels: number): Promise<void> => {
    try {
      tally.done((await service.get(pixels)).outcome);
    } catch (error) {
      if (!signal?.aborted && !tally.failed(pixels, error)) throw error;
    } finally {
      onProgress?.(tally.count());
    }
  };
  const stopped = await runBounded(sizes, concurrency, seedOne, signal).then(
    () => ({}),
    (stoppedBy: unknown) => ({ stoppedBy }),
  );
  const count = tally.count();
  const left = sizes.size - count.written - count.skipped - count.failed;
  const interrupted = signal?.aborted ?? false;
  return { ...count, failures: tally.failures(), left, interrupted, ...stopped };
};

const countingService = (
  { metadata, images, origin, clock, limiters, signal }: SeedOptions,
  onWritten: (bytes: number) => void,
) => {
  const store = limitedStore({ metadata, images }, limiters, signal);
  const counted: ImageStore = {
    ...store.images,
    putImage: async (pixels, image, ending) => {
      await store.images.putImage(pixels, image, ending);
      onWritten(image.byteLength);
    },
  };
  return createImageService({ metadata: store.metadata, images: counted, origin, clock });
};
