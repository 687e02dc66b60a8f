/** More than anything that is read whole: an input without an end would fill the memory. */
const maxMegabytes = 16;

/** All bytes of a stream; throws a RangeError, and ends the stream, when there are too many. */
export const boundedBytes = async (stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = [];
  let byteCount = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    byteCount += chunk.length;
    if (byteCount > maxMegabytes * 1_000_000) throw new RangeError(`it is over ${maxMegabytes} MB`);
  }
  return Buffer.concat(chunks);
};
