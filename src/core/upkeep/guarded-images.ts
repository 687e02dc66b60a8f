import { FibimgError } from '../error.ts';
import { imageKey } from '../service/keys.ts';
import type { ImageStore } from '../service/ports.ts';
import { inspectStored } from '../service/stored-image.ts';

export interface ImageGuard {
  readonly overwriteForeign: boolean;
  /** Images that are whole are to be replaced too, so that this is no news. */
  readonly anew: boolean;
  /** Hears of bytes that were there and are replaced. */
  readonly onReplace: (what: string) => void;
}

/** A store of images in which nothing of somebody else's is overwritten, and nothing of ours without a word. */
export const guardedImages = (
  images: ImageStore,
  { overwriteForeign, anew, onReplace }: ImageGuard,
): ImageStore => ({
  ...images,
  putImage: async (pixels, image, signal) => {
    const there = inspectStored(await images.readImage(pixels, signal), pixels);
    if (there.state === 'foreign' && !overwriteForeign) throw notOurs(pixels, there.what);
    if (there.state === 'good' && !anew) {
      onReplace(`${imageKey(pixels)} is replaced by a fresh image`);
    } else if (there.state === 'damaged' || there.state === 'foreign') {
      onReplace(`${imageKey(pixels)} is replaced: ${there.what}`);
    }
    await images.putImage(pixels, image, signal);
  },
});

const notOurs = (pixels: number, what: string): FibimgError =>
  new FibimgError('refused', `${imageKey(pixels)} is not ours, and stays as it is`, {
    why: what,
    hint: `move it away, or overwrite it with fibimg seed --ints ${pixels} --verify --overwrite-foreign`,
  });
