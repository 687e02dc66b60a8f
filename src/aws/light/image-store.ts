import type { LookupStore } from '../../core/service/image-service.ts';
import { imageKey, metadataKey } from '../../core/service/keys.ts';
import { decodeMetadata, encodeMetadata } from '../../core/service/metadata.ts';
import type { LightClient } from './client.ts';
import { requireSuccess, serviceError } from './service-error.ts';

/** The bucket's half of a lookup. Failures are `storage` errors, an unreadable document a `corrupt` one. */
export const createLightImageStore = (s3: LightClient): LookupStore => {
  const put = async (
    key: string,
    type: string,
    body: string | Uint8Array,
    signal: AbortSignal | undefined,
  ): Promise<void> => {
    const what = `${key} could not be written to the bucket`;
    const request = { method: 'PUT', path: key, headers: { 'content-type': type }, body };
    requireSuccess(what, await s3.call(what, request, signal));
  };
  return {
    findMetadata: async (pixels, signal) => {
      const key = metadataKey(pixels);
      const what = `${key} could not be read from the bucket`;
      const request = { method: 'GET', path: key, headers: {} };
      const answer = await s3.call(what, request, signal);
      if (answer.status === 404 && serviceError(answer).code === 'NoSuchKey') return undefined;
      return decodeMetadata(requireSuccess(what, answer).body, key);
    },
    putImage: (pixels, image, signal) => put(imageKey(pixels), 'image/jpeg', image, signal),
    putMetadata: (pixels, metadata, signal) =>
      put(metadataKey(pixels), 'application/json', encodeMetadata(metadata), signal),
  };
};
