import type { Bucket, ListedVersion } from './s3-bucket.ts';

const lastModified = new Date('2024-05-03T10:11:12Z');

/**
 * A bucket of `count` objects under image/ and as many under metadata/, made up as they are listed: one bit
 * an object remembers which are deleted, so that memory measured beside it is the client's.
 */
export const createSynthesisedBucket = (count: number): Bucket => {
  const gone = new Uint8Array(2 * count);
  const keyAt = (at: number): string =>
    `${at < count ? 'image' : 'metadata'}/${String(at % count).padStart(9, '0')}`;

  const indexOf = (key: string): number | undefined => {
    const [, folder, digits = ''] = /^(image|metadata)\/(\d{9})$/.exec(key) ?? [];
    if (folder === undefined || Number(digits) >= count) return undefined;
    return Number(digits) + (folder === 'image' ? 0 : count);
  };

  function* after(key: string): Generator<ListedVersion> {
    const start = key === '' ? 0 : (indexOf(key) ?? -1) + 1;
    for (let at = start; at < 2 * count; at += 1) {
      if (gone[at] === 1) continue;
      const bytes = at < count ? 30_000 : 400;
      const version = { versionId: 'null', isMarker: false, isLatest: true };
      yield { key: keyAt(at), bytes, lastModified, etag: '"0"', ...version };
    }
  }

  return {
    versioning: undefined,
    uploads: new Map(),
    get: () => undefined,
    put: () => {
      throw new Error('a synthesised bucket is not written');
    },
    remove: (key) => {
      const at = indexOf(key);
      if (at !== undefined) gone[at] = 1;
      return {};
    },
    objectsAfter: after,
    versionsAfter: (key) => after(key),
  };
};
