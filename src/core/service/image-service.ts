import { formatUtc } from '../utc.ts';
import { imageKey, originUrl } from './keys.ts';
import type { Metadata } from './metadata.ts';
import type { Clock, FetchedImage, ImageOrigin, ImageStore, MetadataRepository } from './ports.ts';
import { createSingleFlight } from './single-flight.ts';

/** What a lookup needs of the two stores. */
export type LookupRepository = Pick<MetadataRepository, 'find' | 'put'>;
export type LookupStore = Pick<ImageStore, 'findMetadata' | 'putImage' | 'putMetadata'>;

interface ImageServiceDeps {
  /** Absent in a stack of the first generation, which has no table: the bucket alone decides there. */
  readonly metadata?: LookupRepository | undefined;
  readonly images: LookupStore;
  readonly origin: ImageOrigin;
  readonly clock: Clock;
}

export type ImageOutcome = 'stored' | 'fetched';

/** How long each step took, in milliseconds; a step that was not taken, or was taken by another request, is absent. */
interface StepTimes {
  readonly lookupMs: number;
  readonly fetchMs?: number;
  readonly storeMs?: number;
}

export interface ImageRecord {
  readonly pixels: number;
  readonly metadata: Metadata;
  readonly outcome: ImageOutcome;
  readonly steps: StepTimes;
}

export interface ImageService {
  /** One image's metadata, from the store or else from the origin and into the store. */
  get(pixels: number, signal?: AbortSignal): Promise<ImageRecord>;
  /** The same from the origin and into the store, whatever is stored. */
  renew(pixels: number, signal?: AbortSignal): Promise<ImageRecord>;
}

interface Acquired {
  readonly metadata: Metadata;
  readonly fetchMs: number;
  readonly storeMs: number;
}

/** The use case of the contract. Concurrent requests for one missing image share one fetch. */
export const createImageService = (deps: ImageServiceDeps): ImageService => {
  const fetches = createSingleFlight<Acquired>();
  return {
    get: (pixels, signal) =>
      fetches.enter(pixels, async (share) => {
        const startedMs = deps.clock.elapsedMs();
        const stored = await lookUp(deps, pixels, signal);
        const lookupMs = deps.clock.elapsedMs() - startedMs;
        if (stored) return { pixels, metadata: stored, outcome: 'stored', steps: { lookupMs } };
        const { metadata, fetchMs, storeMs } = await share(
          (shared) => acquire(deps, pixels, shared),
          signal,
        );
        return { pixels, metadata, outcome: 'fetched', steps: { lookupMs, fetchMs, storeMs } };
      }),
    renew: (pixels, signal) =>
      fetches.enter(pixels, async (share) => {
        const { metadata, fetchMs, storeMs } = await share(
          (shared) => acquire(deps, pixels, shared),
          signal,
        );
        return { pixels, metadata, outcome: 'fetched', steps: { lookupMs: 0, fetchMs, storeMs } };
      }),
  };
};

/** An image counts as stored only when both the item and the bucket's metadata are there. */
const lookUp = async (
  { metadata, images }: ImageServiceDeps,
  pixels: number,
  signal: AbortSignal | undefined,
): Promise<Metadata | undefined> => {
  if (metadata === undefined) return images.findMetadata(pixels, signal);
  const [item, document] = await Promise.all([
    metadata.find(pixels, signal),
    images.findMetadata(pixels, signal),
  ]);
  return item && document;
};

/**
 * Image, document, item: whatever interrupts this leaves at most an orphan image or document, never
 * metadata that points at nothing, and the next request repairs it.
 */
const acquire = async (
  deps: ImageServiceDeps,
  pixels: number,
  signal: AbortSignal,
): Promise<Acquired> => {
  const startedMs = deps.clock.elapsedMs();
  const fetched = await deps.origin.fetch(pixels, signal);
  const fetchedMs = deps.clock.elapsedMs();
  const metadata = metadataOf(pixels, fetched, deps.clock.now());
  await deps.images.putImage(pixels, fetched.image, signal);
  await deps.images.putMetadata(pixels, metadata, signal);
  await deps.metadata?.put(pixels, metadata, signal);
  return {
    metadata,
    fetchMs: fetchedMs - startedMs,
    storeMs: deps.clock.elapsedMs() - fetchedMs,
  };
};

const metadataOf = (pixels: number, fetched: FetchedImage, now: Date): Metadata => ({
  originalUrl: originUrl(pixels),
  redirectedUrl: fetched.finalUrl,
  imageLocation: imageKey(pixels),
  contentDisposition: fetched.contentDisposition,
  contentType: fetched.contentType,
  created: formatUtc(now),
});
