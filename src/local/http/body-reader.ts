import { MalformedRequest } from './malformed-request.ts';

/** Takes in the body of one request. */
export interface BodyReader {
  /** How many of the bytes were the body's. */
  take(bytes: Buffer): number;
  isDone(): boolean;
  /** Of the body so far. */
  count(): number;
  /** The body; nothing when it was larger than is kept. */
  bytes(): Buffer;
}

const nothing = Buffer.alloc(0);

/** Keeps up to `maxBytes`, and counts all. In one piece: a body of one-byte chunks would be millions of them. */
const createKeeper = (maxBytes: number) => {
  let kept: Buffer = nothing;
  let count = 0;
  return {
    keep: (bytes: Buffer): void => {
      const before = count;
      count += bytes.length;
      if (count > maxBytes) kept = nothing;
      else if (before === 0) kept = bytes;
      else {
        if (count > kept.length) {
          const larger = Buffer.allocUnsafe(Math.min(maxBytes, 2 * count));
          kept.copy(larger, 0, 0, before);
          kept = larger;
        }
        bytes.copy(kept, before);
      }
    },
    count: () => count,
    bytes: (): Buffer => kept.subarray(0, count),
  };
};

export const createLengthBody = (length: number, maxKeptBytes: number): BodyReader => {
  const { keep, count, bytes } = createKeeper(maxKeptBytes);
  return {
    take: (arrived) => {
      const taken = Math.min(arrived.length, length - count());
      keep(arrived.subarray(0, taken));
      return taken;
    },
    isDone: () => count() === length,
    count,
    bytes,
  };
};

const maxLineBytes = 16_384;
const lineEnd = Buffer.from('\r\n');
/** Neither an extension nor a trailer has one: to another reader it could end the line. */
const control = /[^\t\x20-\x7e\x80-\xff]/;

/** `SIZE[;extension]\r\n DATA \r\n ... 0\r\n [trailers] \r\n` (RFC 9112, 7.1). */
export const createChunkedBody = (maxKeptBytes: number): BodyReader => {
  const { keep, count, bytes } = createKeeper(maxKeptBytes);
  let state: 'size' | 'data' | 'data-end' | 'trailers' | 'done' = 'size';
  let left = 0;

  /** Takes one step; the index after it, or undefined when more bytes are needed. */
  const step = (arrived: Buffer, at: number): number | undefined => {
    if (state === 'data') {
      const taken = Math.min(arrived.length - at, left);
      keep(arrived.subarray(at, at + taken));
      left -= taken;
      if (left === 0) state = 'data-end';
      return taken === 0 && left > 0 ? undefined : at + taken;
    }
    const end = arrived.indexOf(lineEnd, at);
    if ((end === -1 ? arrived.length : end) - at > maxLineBytes) throw new MalformedRequest(431);
    if (end === -1) return undefined;
    state = afterLine(arrived.toString('latin1', at, end));
    return end + lineEnd.length;
  };

  const afterLine = (line: string): typeof state => {
    if (control.test(line)) throw new MalformedRequest(400);
    if (state === 'trailers') return line === '' ? 'done' : 'trailers';
    if (state === 'data-end') {
      if (line !== '') throw new MalformedRequest(400);
      return 'size';
    }
    const size = /^([0-9a-fA-F]{1,12})[ \t]*(?:;|$)/.exec(line)?.[1];
    if (size === undefined) throw new MalformedRequest(400);
    left = Number.parseInt(size, 16);
    return left === 0 ? 'trailers' : 'data';
  };

  return {
    take: (arrived) => {
      let at = 0;
      while (state !== 'done') {
        const next = step(arrived, at);
        if (next === undefined) break;
        at = next;
      }
      return at;
    },
    isDone: () => state === 'done',
    count,
    bytes,
  };
};
