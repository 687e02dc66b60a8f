import { createHash } from 'node:crypto';

export const etagOf = (body: Uint8Array | string): string =>
  `"${createHash('md5').update(body).digest('hex')}"`;
