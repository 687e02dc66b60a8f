import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FibimgError, messageOf } from '../../core/error.ts';
import { builtFile } from '../../process/built-file.ts';

interface BundleFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** The deployable bundle that is named, a file or a folder with an `index.mjs`; this build's own where none is. */
export const readBundle = async (named: string | undefined): Promise<BundleFile> => {
  const given = named ?? builtFile('lambda/index.mjs');
  try {
    const path = (await stat(given)).isDirectory() ? join(given, 'index.mjs') : given;
    return { path, bytes: await readFile(path) };
  } catch (thrown) {
    throw new FibimgError('usage', `there is no bundle at ${given}`, {
      why: messageOf(thrown),
      hint: 'name an index.mjs as npm run build makes it in dist/lambda, or its folder',
      cause: thrown,
    });
  }
};
