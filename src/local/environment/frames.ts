/** Texts over a byte stream: four bytes of length, then so many bytes of UTF-8. */
export const encodeFrame = (text: string): Buffer => {
  const length = Buffer.byteLength(text);
  const frame = Buffer.allocUnsafe(headBytes + length);
  frame.writeUInt32LE(length);
  frame.write(text, headBytes, 'utf8');
  return frame;
};

const headBytes = 4;

/** Far above Lambda's largest payload (6 MB) with a log beside it: a length beyond is no length. */
const maxFrameBytes = 2 ** 28;

/** Takes what arrived, cut anywhere. Throws a `RangeError` for what no other end of ours has sent. */
export const createFrameReader = (onText: (text: string) => void) => {
  /** Chunks of frames that are not complete. */
  let chunks: Buffer[] = [];
  let bytes = 0;
  /** Of the frame that is awaited, its head included. */
  let wanted = headBytes;

  const sizeOf = (buffer: Buffer, at: number): number => {
    const length = buffer.readUInt32LE(at);
    if (length > maxFrameBytes) throw new RangeError('a frame is too long');
    return headBytes + length;
  };

  return (chunk: Buffer): void => {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes < wanted) return;
    const buffer = chunks.length === 1 ? chunk : Buffer.concat(chunks, bytes);
    let at = 0;
    wanted = headBytes;
    while (buffer.length - at >= headBytes) {
      wanted = sizeOf(buffer, at);
      if (buffer.length - at < wanted) break;
      onText(buffer.toString('utf8', at + headBytes, at + wanted));
      at += wanted;
      wanted = headBytes;
    }
    chunks = at === buffer.length ? [] : [buffer.subarray(at)];
    bytes = buffer.length - at;
  };
};
