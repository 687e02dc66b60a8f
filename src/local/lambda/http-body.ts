import type { IncomingMessage } from 'node:http';

/** Bytes that are still read, and thrown away, so that the client gets to hear that its body is too large. */
const patienceBytes = 64 * 2 ** 20;

/** The whole body, or how many bytes it had when that is more than `maxBytes`. */
export const readBody = async (
  request: IncomingMessage,
  maxBytes: number,
): Promise<Buffer | { readonly tooLargeBytes: number }> => {
  // A GET, as most are: an iterator over nothing costs more than all the rest.
  if (!hasBody(request)) return nothing;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maxBytes) chunks.push(chunk);
    else chunks.length = 0;
    if (bytes > patienceBytes) break;
  }
  return bytes > maxBytes ? { tooLargeBytes: bytes } : Buffer.concat(chunks, bytes);
};

const nothing = Buffer.alloc(0);

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
