import { readFile } from 'node:fs/promises';
import { FibimgError, messageOf } from '../../core/error.ts';

/** The PEM text of further certificate authorities to trust. */
export const readCa = async (path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    throw new FibimgError('config', `cannot read the certificate authorities in ${path}`, {
      why: messageOf(thrown),
      hint: 'check --ca, FIBIMG_CA and AWS_CA_BUNDLE',
      cause: thrown,
    });
  }
};
