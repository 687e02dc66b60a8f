import type { ImageOrigin } from '../core/service/ports.ts';
import { spiralSvg } from './spiral.ts';

/** Fibonacci spirals drawn on this machine: the same bytes for the same size, without network. */
export const createGeneratedOrigin = (): ImageOrigin => ({
  fetch: async (pixels, signal) => {
    signal?.throwIfAborted();
    return {
      image: await drawSpiral(pixels),
      finalUrl: `generated:spiral/${pixels}`,
      contentType: ['image/jpeg'],
      contentDisposition: [`inline; filename="spiral-${pixels}x${pixels}.jpg"`],
    };
  },
});

const drawSpiral = async (pixels: number): Promise<Uint8Array> => {
  const { default: sharp } = await import('sharp');
  // More threads make one small image slower, and load tests share the cores with their target.
  sharp.concurrency(1);
  return sharp(Buffer.from(spiralSvg(pixels)), { limitInputPixels: false })
    .flatten()
    .jpeg({ quality: 82 })
    .toBuffer();
};
