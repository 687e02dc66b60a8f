import type { Metadata } from '../../../src/core/service/metadata.ts';
import type { Clock } from '../../../src/core/service/ports.ts';

export const testClock: Clock = { now: () => new Date(), elapsedMs: () => performance.now() };

export const metadataOf = (pixels: number, created = '2026-01-02 03:04:05'): Metadata => ({
  originalUrl: `https://picsum.photos/${pixels}`,
  redirectedUrl: `generated:spiral/${pixels}`,
  imageLocation: `image/${pixels}.jpg`,
  contentDisposition: null,
  contentType: ['image/jpeg'],
  created,
});
