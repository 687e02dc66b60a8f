import type { RequestHeaders } from '../http/request-parser.ts';
import { Refusal } from './refusal.ts';

/**
 * The payload of a request: SDKs send streams in `aws-chunked` framing (`STREAMING-*` payloads, with
 * trailing checksums or without), everything else plainly.
 */
export const decodeBody = (raw: Buffer, headers: RequestHeaders): Buffer => {
  const payload = headers['x-amz-content-sha256'];
  const encoding = headers['content-encoding'] ?? '';
  const framed =
    (typeof payload === 'string' && payload.startsWith('STREAMING-')) ||
    encoding.split(',').some((part) => part.trim() === 'aws-chunked');
  if (!framed) return raw;
  const decoded = decodeAwsChunked(raw);
  const promised = headers['x-amz-decoded-content-length'];
  if (promised !== undefined && Number(promised) !== decoded.length) throw incomplete();
  return decoded;
};

/** Takes off `SIZE[;chunk-signature=...]\r\n DATA \r\n ... 0\r\n [trailers] \r\n`. */
export const decodeAwsChunked = (raw: Buffer): Buffer => {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = raw.indexOf('\r\n', at);
    if (lineEnd < 0) throw incomplete();
    const size = /^([0-9a-f]+)(;|$)/i.exec(raw.toString('latin1', at, lineEnd))?.[1];
    if (size === undefined) throw incomplete();
    const start = lineEnd + 2;
    const end = start + Number.parseInt(size, 16);
    if (end === start) return Buffer.concat(chunks);
    if (raw.toString('latin1', end, end + 2) !== '\r\n') throw incomplete();
    chunks.push(raw.subarray(start, end));
    at = end + 2;
  }
};

const incomplete = (): Refusal =>
  new Refusal(
    400,
    'IncompleteBody',
    'You did not provide the number of bytes specified by the Content-Length HTTP header.',
  );
