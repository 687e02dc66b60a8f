import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { codeOf, FibimgError, messageOf } from '../core/error.ts';
import { isCompleteJpeg, jpegDimensions } from '../core/service/jpeg.ts';
import type { ImageOrigin } from '../core/service/ports.ts';
import { systemErrorText } from '../core/system-error-text.ts';

/** A folder that is not there is told at once, not image by image, nor only when the first one is missing. */
export const requireDirectory = async (dir: string): Promise<void> => {
  const why = await stat(dir).then(
    (found) => (found.isDirectory() ? undefined : 'it is not a directory'),
    systemErrorText,
  );
  if (why === undefined) return;
  throw new FibimgError('usage', `--source ${dir} is no directory of images`, {
    why,
    hint: 'name a directory of files N.jpg, or generated',
  });
};

/** Images from files named `N.jpg` in a directory, such as the `image` directory of an embedded store. */
export const createDirectoryOrigin = (dir: string): ImageOrigin => ({
  fetch: async (pixels, signal) => {
    const path = resolve(join(dir, `${pixels}.jpg`));
    const image = await read(path, pixels, signal);
    const problem = problemIn(image, pixels);
    if (problem !== undefined) throw unusable(path, pixels, problem);
    return {
      image,
      finalUrl: pathToFileURL(path).href,
      contentType: ['image/jpeg'],
      contentDisposition: [`inline; filename="${pixels}.jpg"`],
    };
  },
});

const read = async (path: string, pixels: number, signal?: AbortSignal): Promise<Uint8Array> => {
  try {
    // To open a pipe that nobody writes to would wait for ever.
    if (!(await stat(path)).isFile()) throw new TypeError('it is not a regular file');
    return await readFile(path, { signal });
  } catch (thrown) {
    signal?.throwIfAborted();
    const why = codeOf(thrown) === 'ENOENT' ? 'there is no such file' : messageOf(thrown);
    throw unusable(path, pixels, why, thrown);
  }
};

const problemIn = (image: Uint8Array, pixels: number): string | undefined => {
  const size = jpegDimensions(image);
  if (size === undefined) return 'it is not a JPEG';
  if (size.width !== pixels || size.height !== pixels) {
    return `it is ${size.width} x ${size.height} pixels, not ${pixels} x ${pixels}`;
  }
  return isCompleteJpeg(image) ? undefined : 'it is cut short';
};

const unusable = (path: string, pixels: number, why: string, cause?: unknown): FibimgError =>
  new FibimgError('origin', `${path} is not the ${pixels} px image`, {
    why,
    hint: `put a ${pixels} x ${pixels} JPEG there, or choose another --source`,
    cause,
  });
