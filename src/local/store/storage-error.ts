import { codeOf, FibimgError, messageOf } from '../../core/error.ts';

const reasons: Readonly<Record<string, { readonly why: string; readonly hint: string }>> = {
  ENOSPC: {
    why: 'the disk is full',
    hint: 'free some space, or use another place: --data-dir DIR',
  },
  EDQUOT: {
    why: 'your disk quota is used up',
    hint: 'free some space, or use another place: --data-dir DIR',
  },
  EACCES: {
    why: 'you may not write or read there',
    hint: 'change its permissions, or use another place: --data-dir DIR',
  },
  EPERM: {
    why: 'you may not write or read there',
    hint: 'change its permissions, or use another place: --data-dir DIR',
  },
  EROFS: { why: 'it lies on a read-only file system', hint: 'use another place: --data-dir DIR' },
  ENOTDIR: {
    why: 'a file lies where a directory should be',
    hint: 'use another place: --data-dir DIR',
  },
  EEXIST: {
    why: 'a file lies where a directory should be',
    hint: 'use another place: --data-dir DIR',
  },
  EISDIR: {
    why: 'a directory lies where a file should be',
    hint: 'use another place: --data-dir DIR',
  },
  EFBIG: {
    why: 'the file would be larger than the system allows',
    hint: 'raise the limit with ulimit -f',
  },
  EMFILE: { why: 'too many files are open', hint: 'raise the limit with ulimit -n' },
};

/** A failed file operation as a `storage` error: `what` names the operation and the file. */
export const storageError = (what: string, cause: unknown): FibimgError => {
  const known = reasons[codeOf(cause) ?? ''];
  return new FibimgError('storage', what, {
    why: known?.why ?? messageOf(cause),
    hint: known?.hint ?? 'check the data directory, or use another place: --data-dir DIR',
    cause,
  });
};

export const isMissing = (error: unknown): boolean => codeOf(error) === 'ENOENT';

/** Runs a file operation whose failure becomes a `storage` error. */
export const storing = async <T>(what: string, operation: () => Promise<T>): Promise<T> => {
  try {
    return await operation();
  } catch (error) {
    throw error instanceof FibimgError ? error : storageError(what, error);
  }
};
