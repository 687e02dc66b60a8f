import { constants } from 'node:fs';
import { access, lstat, readlink, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { codeOf, FibimgError } from '../../core/error.ts';
import { systemErrorText } from '../../core/system-error-text.ts';

/** Where output goes, once links have been followed. */
export type OutputPlace =
  /** The process's own stream, whatever lies behind it. */
  | { readonly kind: 'stdout' | 'stderr' }
  /** A new file, or a regular one: written beside it and renamed. */
  | { readonly kind: 'file'; readonly path: string; readonly existing?: Attributes }
  /** A device, or a file whose folder or owner forbids another one in its place: written as it is. */
  | { readonly kind: 'in place'; readonly path: string }
  | { readonly kind: 'pipe'; readonly path: string };

export interface Attributes {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

interface FoundPlace {
  readonly place: OutputPlace;
  /** The same for two paths to one file; undefined for a device, which two outputs may share. */
  readonly identity: string | undefined;
}

const streams = new Map([
  ...['-', '/dev/stdout', '/dev/fd/1', '/proc/self/fd/1'].map((path) => [path, 'stdout'] as const),
  ...['/dev/stderr', '/dev/fd/2', '/proc/self/fd/2'].map((path) => [path, 'stderr'] as const),
]);

/** Finds out what a path stands for and whether it can be written; changes nothing. */
export const findPlace = async (path: string): Promise<FoundPlace> => {
  const stream = streams.get(path);
  if (stream !== undefined) return { place: { kind: stream }, identity: stream };
  try {
    return await look(path);
  } catch (thrown) {
    throw cannotWrite(path, thrown);
  }
};

/** `cause` is an error of the system, or the reason itself. */
export const cannotWrite = (path: string, cause: unknown): FibimgError =>
  cause instanceof FibimgError
    ? cause
    : new FibimgError('output', `cannot write ${path}`, {
        why: typeof cause === 'string' ? cause : systemErrorText(cause),
        hint: 'name a file in an existing folder that you may write to',
        cause,
      });

const look = async (path: string): Promise<FoundPlace> => {
  const found = await stat(path).catch(unlessMissing);
  if (found === undefined) return newFile(path);
  if (found.isDirectory()) throw cannotWrite(path, 'it is a directory');
  if (found.isSocket()) throw cannotWrite(path, 'it is a socket');
  // For root every file is writable; what nobody may write to was locked on purpose.
  if (found.isFile() && (found.mode & 0o222) === 0) throw cannotWrite(path, 'it is read-only');
  await access(path, constants.W_OK);
  if (found.isFIFO()) return { place: { kind: 'pipe', path }, identity: idOf(found) };
  if (!found.isFile()) return { place: { kind: 'in place', path }, identity: undefined };
  const real = await realpath(path);
  const replaceable = await isWritable(dirname(real));
  const { mode, uid, gid } = found;
  return {
    place: replaceable
      ? { kind: 'file', path: real, existing: { mode, uid, gid } }
      : { kind: 'in place', path: real },
    identity: idOf(found),
  };
};

const idOf = ({ dev, ino }: { readonly dev: number; readonly ino: number }): string =>
  `${dev}:${ino}`;

/** A new file, which a link that leads nowhere yet may name. */
const newFile = async (path: string): Promise<FoundPlace> => {
  if (/[/\\]$/.test(path)) throw cannotWrite(path, 'it is a directory that does not exist');
  const link = await lstat(path).catch(unlessMissing);
  if (link?.isSymbolicLink()) return look(resolve(dirname(path), await readlink(path)));
  const folder = await realpath(dirname(path)).catch(unlessMissing);
  if (folder === undefined) throw cannotWrite(path, `${dirname(path)} does not exist`);
  await access(folder, constants.W_OK);
  const real = join(folder, basename(path));
  return { place: { kind: 'file', path: real }, identity: real };
};

const isWritable = (folder: string): Promise<boolean> =>
  access(folder, constants.W_OK).then(
    () => true,
    () => false,
  );

const unlessMissing = (thrown: unknown): undefined => {
  if (codeOf(thrown) !== 'ENOENT') throw thrown;
};
