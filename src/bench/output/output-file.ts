import { createWriteStream, type WriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { FibimgError, messageOf } from '../../core/error.ts';
import type { Sample } from '../engine/sample.ts';

/** How a format writes samples. */
export interface SampleLines {
  header(): readonly string[];
  lines(sample: Sample, phase: string): readonly string[];
}

/** A file to which every sample goes while the run goes on. */
export interface SampleOutput {
  /** Never waits: lines for which there is no room are dropped and counted. */
  sample(sample: Sample, phase: string): void;
  /** Lines that were dropped because the disk was slower than the run; any taint the run. */
  dropped(): number;
  /** Writes what is left; throws when the file could not be written. */
  close(): Promise<void>;
}

/** What may wait for the disk, in characters. */
const mostPending = 16 * 2 ** 20;
const chunkSize = 64 * 2 ** 10;

/** A file that can be written, before it is known what goes into it. */
export interface SampleFile {
  readonly path: string;
  readonly gzip: boolean;
  readonly file: WriteStream;
}

/** Opens the file at once, so that one that cannot be written fails before anything else is begun. */
export const openSampleFile = async ({
  path,
  gzip,
}: Pick<SampleFile, 'path' | 'gzip'>): Promise<SampleFile> => ({
  path,
  gzip,
  file: await openFile(path),
});

export const writeSamples = (
  { path, gzip, file }: SampleFile,
  format: SampleLines,
  limit = mostPending,
): SampleOutput => {
  const zip = gzip ? createGzip() : undefined;
  const entry = zip ?? file;
  const written = zip === undefined ? finished(file) : pipeline(zip, file);
  const waiting = () => entry.writableLength + (zip === undefined ? 0 : file.writableLength);
  const lines = createLineBuffer(entry, waiting, limit);
  written.catch(lines.fail);
  format.header().forEach(lines.add);
  return {
    sample: (sample, phase) => {
      if (sample.class !== 'interrupted') format.lines(sample, phase).forEach(lines.add);
    },
    dropped: lines.dropped,
    close: async () => {
      lines.flush();
      entry.end();
      await written.catch((thrown: unknown) => {
        throw cannotWrite(path, thrown);
      });
    },
  };
};

/** Collects lines into chunks for a stream; beyond the limit of what may wait it drops and counts them. */
const createLineBuffer = (entry: Writable, waiting: () => number, limit: number) => {
  let chunk = '';
  let dropped = 0;
  let failed = false;
  const flush = () => {
    if (chunk !== '' && !failed) entry.write(chunk);
    chunk = '';
  };
  return {
    flush,
    dropped: () => dropped,
    fail: () => {
      failed = true;
    },
    add: (line: string) => {
      if (failed || chunk.length + waiting() + line.length > limit) {
        dropped += 1;
        return;
      }
      chunk += `${line}\n`;
      if (chunk.length >= chunkSize) flush();
    },
  };
};

const openFile = (path: string): Promise<WriteStream> =>
  new Promise((resolve, reject) => {
    const file = createWriteStream(path);
    file.once('open', () => resolve(file));
    file.once('error', (thrown) => reject(cannotWrite(path, thrown)));
  });

const cannotWrite = (path: string, cause: unknown): FibimgError =>
  new FibimgError('output', `cannot write ${path}`, {
    why: messageOf(cause),
    hint: 'name a file in an existing folder that you may write to',
    cause,
  });
