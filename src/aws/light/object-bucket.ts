import type { ThumbnailStores } from '../../core/events/handle-upload.ts';
import { requireSuccess, serviceError } from './service-error.ts';
import type { WholeClient } from './whole-client.ts';

/** Objects of a bucket under any key. Failures are `storage` errors. */
export const createObjectBucket = (
  s3: WholeClient,
): Pick<ThumbnailStores, 'readObject' | 'replaceObject'> => ({
  readObject: async (key, { version, maxBytes }, signal) => {
    const what = `${key} could not be read from the bucket`;
    const query = version === undefined ? '' : `versionId=${encode(version)}`;
    const request = { method: 'GET', path: encodePath(key), query, headers: {}, maxBytes };
    const answer = await s3.call(what, request, signal);
    const isMissing = /^NoSuch(Key|Version)$/.test(serviceError(answer).code);
    if (answer.status === 404 && isMissing) return undefined;
    requireSuccess(what, answer);
    const eTag = answer.header('etag') ?? '';
    return { bytes: answer.bytes, eTag, version: answer.header('x-amz-version-id') };
  },
  replaceObject: async (key, { bytes, type }, eTag, signal) => {
    const what = `${key} could not be written to the bucket`;
    const condition = eTag === undefined ? { 'if-none-match': '*' } : { 'if-match': eTag };
    const headers = { 'content-type': type, ...condition };
    const request = { method: 'PUT', path: encodePath(key), headers, body: bytes };
    const answer = await s3.call(what, request, signal);
    // 409: another write is under way; 404: what was to be written over is gone.
    if ([404, 409, 412].includes(answer.status) && serviceError(answer).code !== 'NoSuchBucket') {
      return false;
    }
    requireSuccess(what, answer);
    return true;
  },
});

/** As a signature wants it: all but the unreserved characters of RFC 3986. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );

export const encodePath = (key: string): string => key.split('/').map(encode).join('/');
