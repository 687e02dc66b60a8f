import { createImageService, type ImageService } from '../service/image-service.ts';
import type { Clock, ImageOrigin, ImageStore, MetadataRepository } from '../service/ports.ts';
import { guardedImages, type ImageGuard } from './guarded-images.ts';
import { limitedStore, type StoreLimiters } from './limited-store.ts';
import { runBounded } from './run-bounded.ts';
import {
  createSeedTally,
  type SeedCount,
  type SeedFailure,
  type SeedOutcome,
  triedOf,
} from './seed-tally.ts';
import { verifyImage } from './verify-image.ts';

export type SeedMode = 'missing' | 'verify' | 'all';

export interface SeedOptions {
  readonly metadata: MetadataRepository;
  readonly images: ImageStore;
  readonly origin: ImageOrigin;
  readonly clock: Clock;
  readonly limiters: StoreLimiters;
  readonly sizes: readonly number[];
  /** `missing` stores what is not stored, `verify` also what is not whole, `all` everything anew. */
  readonly mode: SeedMode;
  readonly guard: ImageGuard;
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

/** Stores images, several at once, through the service; one that fails stops no other. */
export const seed = async (options: SeedOptions): Promise<SeedResult> => {
  const { concurrency, signal, onProgress } = options;
  const sizes = new Set(options.sizes);
  const tally = createSeedTally(concurrency);
  const store = limitedStore(options, options.limiters, signal);
  const service = countingService(store, options, tally.addBytes);
  const seedOne = async (pixels: number): Promise<void> => {
    try {
      tally.done(await storeOne(store, service, options, pixels));
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
  const left = sizes.size - triedOf(count);
  const interrupted = signal?.aborted ?? false;
  return { ...count, failures: tally.failures(), left, interrupted, ...stopped };
};

/** What it took to have one image stored. */
const storeOne = async (
  store: Store,
  service: ImageService,
  { mode, guard }: SeedOptions,
  pixels: number,
): Promise<SeedOutcome> => {
  if (mode === 'missing') return (await service.get(pixels)).outcome;
  if (mode === 'all') return (await service.renew(pixels)).outcome;
  const found = await verifyImage(store, pixels);
  if (found.state === 'good') return 'stored';
  await service.renew(pixels);
  if (found.state === 'broken') guard.onReplace(`image ${pixels} is repaired: ${found.why}`);
  return found.state === 'broken' ? 'repaired' : 'fetched';
};

type Store = ReturnType<typeof limitedStore>;

const countingService = (
  { metadata, images }: Store,
  { origin, clock, guard, mode }: SeedOptions,
  onWritten: (bytes: number) => void,
): ImageService => {
  // A check says itself what it has mended.
  const quiet = mode === 'verify' ? { ...guard, onReplace: () => {} } : guard;
  const guarded = guardedImages(images, quiet);
  const counted: ImageStore = {
    ...guarded,
    putImage: async (pixels, image, ending) => {
      await guarded.putImage(pixels, image, ending);
      onWritten(image.byteLength);
    },
  };
  return createImageService({ metadata, images: counted, origin, clock });
};
