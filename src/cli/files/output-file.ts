import { constants, open as openDescriptor } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { finished } from 'node:stream/promises';
import { promisify } from 'node:util';
import type { FileWriter, PreparedFile } from '../../commands/command/prepared-file.ts';
import { codeOf } from '../../core/error.ts';
import { sleep } from '../../core/sleep.ts';
import { markedName } from '../../local/store/process-mark.ts';
import type { Io, OutputStream } from '../../process/io.ts';
import { type Attributes, cannotWrite, findPlace, type OutputPlace } from './output-place.ts';
import { sweepLeftovers } from './sweep-leftovers.ts';

/**
 * Checks now that a file can be written later, and touches nothing until it is. A regular file is then written beside
 * its place, flushed and renamed, with the mode and owner that it had; a device or a pipe is written as it is.
 */
export const prepareFile = async (
  path: string,
  io: Pick<Io, 'interrupt' | 'stdout' | 'stderr'>,
  { mode }: NewFile = {},
): Promise<PreparedFile> => {
  const { place, identity } = await findPlace(path);
  const begin = async (): Promise<FileWriter> => {
    const writer = await openPlace(place, io, mode).catch((thrown: unknown) => {
      io.interrupt.throwIfAborted();
      throw cannotWrite(path, thrown);
    });
    const explained = async (work: Promise<void>): Promise<void> => {
      try {
        await work;
      } catch (thrown) {
        await writer.discard();
        throw cannotWrite(path, thrown);
      }
    };
    return {
      write: (chunk) => explained(writer.write(chunk)),
      commit: () => explained(writer.commit()),
      discard: writer.discard,
    };
  };
  return {
    identity,
    begin,
    write: async (content) => {
      const writer = await begin();
      await writer.write(content);
      await writer.commit();
    },
  };
};

interface NewFile {
  /** Of a file that is not there yet; what the process's mask leaves of 0666 otherwise. */
  readonly mode?: number;
}

const openPlace = async (
  place: OutputPlace,
  io: Pick<Io, 'interrupt' | 'stdout' | 'stderr'>,
  mode: number | undefined,
): Promise<FileWriter> => {
  switch (place.kind) {
    case 'stdout':
    case 'stderr':
      return streamWriter(io[place.kind]);
    case 'pipe':
      return pipeWriter(await openPipe(place.path, io.interrupt));
    case 'in place':
      return writerInPlace(place.path);
    case 'file':
      return stagedWriter(place.path, { existing: place.existing, mode });
  }
};

const streamWriter = ({ write }: OutputStream): FileWriter => ({
  write,
  commit: async () => {},
  discard: async () => {},
});

const writerInPlace = async (path: string): Promise<FileWriter> => {
  const file = await open(path, 'w');
  return {
    write: (chunk) => file.writeFile(chunk),
    commit: () => file.close(),
    discard: () => file.close(),
  };
};

const stagedPrefix = '.fibimg-';

interface Staged {
  readonly existing: Attributes | undefined;
  readonly mode: number | undefined;
}

const stagedWriter = async (path: string, { existing, mode }: Staged): Promise<FileWriter> => {
  const folder = dirname(path);
  await sweepLeftovers(folder, stagedPrefix);
  const staged = join(folder, `${stagedPrefix}${markedName()}.tmp`);
  const file = await open(staged, 'wx', mode);
  const discard = async () => {
    await file.close();
    await rm(staged, { force: true });
  };
  if (existing !== undefined && !(await takeOver(file, existing))) {
    await discard();
    return writerInPlace(path);
  }
  return {
    write: (chunk) => file.writeFile(chunk),
    commit: async () => {
      await file.sync();
      await file.close();
      await rename(staged, path);
    },
    discard,
  };
};

/** False where only another user could give the file away to its owner. */
const takeOver = async (file: FileHandle, { mode, uid, gid }: Attributes): Promise<boolean> => {
  const own = await file.stat();
  try {
    if (own.uid !== uid || own.gid !== gid) await file.chown(uid, gid);
    await file.chmod(mode & 0o7777);
    return true;
  } catch (thrown) {
    if (codeOf(thrown) === 'EPERM') return false;
    throw thrown;
  }
};

const readerPollMs = 50;

/** Opening a pipe waits for its reader: here without blocking a thread, which could not be interrupted. */
const openPipe = async (path: string, signal: AbortSignal): Promise<Socket> => {
  for (;;) {
    signal.throwIfAborted();
    try {
      const fd = await promisify(openDescriptor)(path, constants.O_WRONLY | constants.O_NONBLOCK);
      return new Socket({ fd, readable: false, writable: true });
    } catch (thrown) {
      if (codeOf(thrown) !== 'ENXIO') throw thrown;
      await sleep(readerPollMs, signal);
    }
  }
};

const pipeWriter = (pipe: Socket): FileWriter => {
  let failure: unknown;
  pipe.on('error', (error) => {
    failure = error;
  });
  return {
    write: (chunk) =>
      new Promise((resolve, reject) => {
        if (failure !== undefined) reject(failure);
        else pipe.write(chunk, (error) => (error ? reject(error) : resolve()));
      }),
    commit: () => {
      const ended = finished(pipe, { readable: false });
      pipe.end();
      return ended;
    },
    discard: async () => void pipe.destroy(),
  };
};
