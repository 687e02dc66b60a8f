import { constants, createReadStream, open } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGunzip } from 'node:zlib';
import { codeOf, FibimgError, messageOf } from '../../core/error.ts';
import { boundedBytes } from '../terminal/bounded-bytes.ts';

/** A file that the command line names, whole. */
export const readUserFile = async (path: string, interrupt: AbortSignal): Promise<Uint8Array> => {
  try {
    return await readWhole(path, interrupt);
  } catch (thrown) {
    interrupt.throwIfAborted();
    throw new FibimgError('usage', `cannot read ${path}`, {
      why: codeOf(thrown) === 'ENOENT' ? 'there is no such file' : messageOf(thrown),
      hint: `check the path ${resolve(path)}`,
      cause: thrown,
    });
  }
};

/** A file that the command line names, piece by piece, whatever its size; one whose name ends in .gz unpacked. */
export async function* streamUserFile(
  path: string,
  interrupt: AbortSignal,
): AsyncGenerator<Uint8Array> {
  try {
    if ((await stat(path)).isDirectory()) throw new Error('it is a folder');
    const bytes = createReadStream(path, { highWaterMark: 1 << 20, signal: interrupt });
    if (!path.endsWith('.gz')) return yield* bytes;
    const unpacked = createGunzip();
    const piped = pipeline(bytes, unpacked);
    // Its failure is that of the stream which is read.
    piped.catch(() => {});
    yield* unpacked;
  } catch (thrown) {
    interrupt.throwIfAborted();
    if (thrown instanceof FibimgError) throw thrown;
    throw new FibimgError('usage', `cannot read ${path}`, {
      why: codeOf(thrown) === 'ENOENT' ? 'there is no such file' : messageOf(thrown),
      hint: `check the path ${resolve(path)}`,
      cause: thrown,
    });
  }
}

/** The JSON files in a folder, by name, and no pipes, which may never end; undefined where the path is no folder. */
export const listRunFiles = async (path: string): Promise<readonly string[] | undefined> => {
  try {
    const names = await readdir(path);
    const paths = names
      .filter((name) => name.endsWith('.json'))
      .toSorted()
      .map((name) => join(path, name));
    const found = await Promise.all(paths.map((one) => stat(one).catch(() => undefined)));
    return paths.filter((_, index) => found[index]?.isFile());
  } catch (thrown) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(thrown) ?? '')) return undefined;
    throw new FibimgError('usage', `cannot read the folder ${path}`, { why: messageOf(thrown) });
  }
};

/** Another text whenever the file was changed or another one took its place; undefined where there is none. */
export const fileVersion = async (path: string): Promise<string | undefined> => {
  try {
    const { dev, ino, size, mtimeNs } = await stat(path, { bigint: true });
    return `${dev} ${ino} ${size} ${mtimeNs}`;
  } catch (thrown) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(thrown) ?? '')) return undefined;
    throw thrown;
  }
};

/** The PEM text of further certificate authorities to trust. */
export const readCa = async (path: string, interrupt: AbortSignal): Promise<string> => {
  try {
    return Buffer.from(await readWhole(path, interrupt)).toString('utf8');
  } catch (thrown) {
    interrupt.throwIfAborted();
    throw new FibimgError('config', `cannot read the certificate authorities in ${path}`, {
      why: messageOf(thrown),
      hint: 'check --ca, FIBIMG_CA and AWS_CA_BUNDLE',
      cause: thrown,
    });
  }
};

/**
 * All of a file, or of a named pipe until its writer ends. To open a pipe that nobody writes to would block a thread,
 * and with it the end of the process; so it is opened without waiting and read as an event.
 */
const readWhole = async (path: string, signal: AbortSignal): Promise<Uint8Array> => {
  const isPipe = (await stat(path)).isFIFO();
  return boundedBytes(isPipe ? await openPipe(path, signal) : createReadStream(path, { signal }));
};

const openPipe = async (path: string, signal: AbortSignal): Promise<Socket> => {
  const fd = await promisify(open)(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return new Socket({ fd, readable: true, writable: false, signal });
};
