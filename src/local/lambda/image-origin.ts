import { keepImages } from '../../core/service/keep-images.ts';
import { minPixels, parsePixels } from '../../core/service/pixels.ts';
import type { FetchedImage, ImageOrigin, Rng } from '../../core/service/ports.ts';
import { sleep } from '../../core/sleep.ts';
import { startWireHttp, type WireReply, type WireServer } from '../wire/wire-http.ts';

export interface OriginBehaviour {
  /** Added to every image, as the time that a real origin is away. */
  readonly latencyMs: number;
  /** How many of the images fail with a 503, from 0 to 1; drawn from `rng`. */
  readonly failureRate: number;
  readonly rng: Rng;
}

/** An image origin on loopback that answers as picsum.photos does: /N redirects to the image itself. */
export const startImageOrigin = async (
  origin: ImageOrigin,
  { latencyMs, failureRate, rng }: OriginBehaviour,
): Promise<WireServer> => {
  const images = keepImages(origin);
  // Loads what draws, so that no request pays for that.
  await images.fetch(minPixels);
  const resolution = 1_000_000;
  return startWireHttp(
    async ({ path }) => {
      const asked = parsePixels(path.slice(1));
      if (asked !== undefined) {
        return { status: 302, headers: { location: `/id/1/${asked}/${asked}.jpg?hmac=local` } };
      }
      const pixels = parsePixels(/^\/id\/1\/(\d+)\/\1\.jpg$/.exec(path)?.[1] ?? '');
      if (pixels === undefined) return { status: 404, body: 'Not Found' };
      if (latencyMs > 0) await sleep(latencyMs);
      if (rng.below(resolution) < failureRate * resolution) return unavailable;
      return imageReply(await images.fetch(pixels));
    },
    () => unavailable,
  );
};

const unavailable: WireReply = { status: 503, body: 'Service UnavailableInvocation' };

const imageReply = ({ image, contentType, contentDisposition }: FetchedImage): WireReply => ({
  status: 200,
  headers: {
    ...(contentType && { 'content-type': contentType.join(', ') }),
    ...(contentDisposition && { 'content-disposition': contentDisposition.join(', ') }),
  },
  body: image,
});
