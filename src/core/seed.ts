import { type ErrorKind, FibimgError, messageOf } from './error.ts';
import { createImageService } from './image-service.ts';
import { type Paces, pacedStore } from './paced-store.ts';
import type { Clock, ImageOrigin, ImageStore, MetadataRepository } from './ports.ts';
import { runBounded } from './run-bounded.ts';

export interface SeedOptions {
  readonly metadata: MetadataRepository;
  readonly images: ImageStore;
  readonly origin: ImageOrigin;
  readonly clock: Clock;
  readonly paces: Paces;
  readonly sizes: readonly number[];
  readonly concurrency: number;
  /** Ends the seeding after the images under way. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (count: SeedCount) => void;
}

export interface SeedCount {
  readonly written: number;
  readonly skipped: number;
  readonly failed: number;
  /** Of the images written. */
  readonly bytes: number;
}

export interface SeedFailure {
  readonly pixels: number;
  readonly error: unknown;
}

export interface SeedResult extends SeedCount {
  readonly failures: readonly SeedFailure[];
  /** How many were not tried, or not to their end. */
  readonly left: number;
  /** Why the seeding ended before its end, where it did and nobody had asked for it. */
  readonly stoppedBy?: unknown;
  readonly interrupted: boolean;
}

/** What the next image would fail of just the same. */
const hopeless: ReadonlySet<ErrorKind> = new Set<ErrorKind>([
  'credentials',
  'denied',
  'not_found',
  'config',
  'throttled',
]);

/** What may be one call's bad luck, or a service that is not there. */
const discouraging: ReadonlySet<ErrorKind> = new Set<ErrorKind>(['network', 'timeout', 'storage']);

/** Stores every image that is not stored yet, several at once, through the service; one that fails stops no other. */
export const seed = async (options: SeedOptions): Promise<SeedResult> => {
  const { sizes, concurrency, signal } = options;
  const count = { written: 0, skipped: 0, failed: 0, bytes: 0 };
  const failures: SeedFailure[] = [];
  let discouraged = 0;
  let stoppedBy: unknown;
  const service = countingService(options, (bytes) => {
    count.bytes += bytes;
  });
  const seedOne = async (pixels: number): Promise<void> => {
    try {
      const { outcome } = await service.get(pixels);
      count[outcome === 'fetched' ? 'written' : 'skipped'] += 1;
      discouraged = 0;
    } catch (error) {
      if (signal?.aborted) return;
      count.failed += 1;
      failures.push({ pixels, error });
      discouraged = isOne(discouraging, error) ? discouraged + 1 : 0;
      if (isOne(hopeless, error) || discouraged > concurrency) throw error;
    } finally {
      options.onProgress?.({ ...count });
    }
  };
  try {
    await runBounded(new Set(sizes), concurrency, seedOne, signal);
  } catch (thrown) {
    stoppedBy = thrown;
  }
  const left = new Set(sizes).size - count.written - count.skipped - count.failed;
  failures.sort((one, other) => one.pixels - other.pixels);
  const result = { ...count, failures, left, interrupted: signal?.aborted ?? false };
  return stoppedBy === undefined ? result : { ...result, stoppedBy };
};

const isOne = (kinds: ReadonlySet<ErrorKind>, error: unknown): boolean =>
  error instanceof FibimgError && kinds.has(error.kind);

const countingService = (
  { metadata, images, origin, clock, paces, signal }: SeedOptions,
  onWritten: (bytes: number) => void,
) => {
  const store = pacedStore({ metadata, images }, paces, signal);
  const counted: ImageStore = {
    ...store.images,
    putImage: async (pixels, image, ending) => {
      await store.images.putImage(pixels, image, ending);
      onWritten(image.byteLength);
    },
  };
  return createImageService({ metadata: store.metadata, images: counted, origin, clock });
};

/** One failed image in a line. */
export const describeFailure = ({ pixels, error }: SeedFailure): string => {
  const why = error instanceof FibimgError && error.why ? ` (${error.why})` : '';
  return `${pixels}: ${messageOf(error)}${why}`;
};
