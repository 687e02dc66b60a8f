import { Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Sample } from '../engine/sample.ts';
import type { OutputSpec } from './output-spec.ts';
import { createCsvLines, createJsonLines, type SampleLines } from './sample-lines.ts';
import type { TagContext } from './sample-points.ts';

/** What takes the bytes of an output; it is a file's writer, whose `commit` puts the file in its place. */
interface ByteSink {
  write(chunk: string | Uint8Array): Promise<void>;
  commit(): Promise<void>;
}

/** An output to which every sample goes while the run goes on. */
interface SampleOutput {
  /** Never waits: lines for which there is no room are dropped and counted. */
  sample(sample: Sample, phase: string): void;
  /** Lines that were dropped because the disk was slower than the run; any taint the run. */
  dropped(): number;
  /** Writes what is left; throws when it could not be written. */
  close(): Promise<void>;
}

/** What may wait for the disk, in characters. */
const mostPending = 16 * 2 ** 20;
const chunkSize = 64 * 2 ** 10;

/** Sends samples to a sink in the format that was asked for. */
export const openSampleOutput = (
  { format, gzip }: OutputSpec,
  sink: ByteSink,
  context: TagContext,
): SampleOutput => {
  const linesOf = format === 'json' ? createJsonLines : createCsvLines;
  return writeSamples(sink, gzip, linesOf(context));
};

export const writeSamples = (
  sink: ByteSink,
  gzip: boolean,
  format: SampleLines,
  limit = mostPending,
): SampleOutput => {
  const file = streamTo(sink);
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
      await written;
    },
  };
};

const streamTo = (sink: ByteSink): Writable =>
  new Writable({
    write: (chunk: Uint8Array, _, done) => void sink.write(chunk).then(() => done(), done),
    final: (done) => void sink.commit().then(() => done(), done),
  });

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
