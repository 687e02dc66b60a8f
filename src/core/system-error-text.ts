import { codeOf, messageOf } from './error.ts';

const words: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['EROFS', 'the file system is read-only'],
  ['ENOSPC', 'no space is left on the device'],
  ['EDQUOT', 'the disk quota is used up'],
  ['EFBIG', 'the file would become too large'],
  ['EIO', 'the device failed'],
  ['ENOENT', 'there is no such file or folder'],
  ['ENOTDIR', 'a part of the path is not a folder'],
  ['EISDIR', 'it is a directory'],
  ['ELOOP', 'its symbolic links lead in a circle'],
  ['ENAMETOOLONG', 'the name is too long'],
  ['EPIPE', 'nobody reads it any more'],
]);

/** An error of the system in words, without the call and the path that Node adds. */
export const systemErrorText = (thrown: unknown): string =>
  words.get(codeOf(thrown) ?? '') ?? messageOf(thrown);
