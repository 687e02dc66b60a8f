import type { FetchedImage, ImageOrigin } from './ports.ts';

/** Some thousands of images of the usual sizes. */
const mostBytes = 64 * 1024 * 1024;

/** An origin that keeps the images asked for last, so that a load test measures the function and not their drawing. */
export const keepImages = (origin: ImageOrigin): ImageOrigin => {
  const kept = new Map<number, Promise<FetchedImage>>();
  const bytesOf = new Map<number, number>();
  let bytes = 0;
  const forget = (pixels: number): void => {
    kept.delete(pixels);
    bytes -= bytesOf.get(pixels) ?? 0;
    bytesOf.delete(pixels);
  };
  const fetchNew = (pixels: number): Promise<FetchedImage> => {
    const fetching = origin.fetch(pixels);
    fetching.then(
      ({ image }) => {
        bytesOf.set(pixels, image.length);
        bytes += image.length;
        for (const oldest of kept.keys()) if (bytes > mostBytes) forget(oldest);
      },
      () => forget(pixels),
    );
    return fetching;
  };
  return {
    fetch: (pixels) => {
      const image = kept.get(pixels) ?? fetchNew(pixels);
      kept.delete(pixels);
      kept.set(pixels, image);
      return image;
    },
  };
};
