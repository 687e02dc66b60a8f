import { pixelsOfImageKey, pixelsOfMetadataKey } from '../../core/service/keys.ts';
import { decodeMetadata, encodeMetadata } from '../../core/service/metadata.ts';
import type { ImageStore } from '../../core/service/ports.ts';
import { createEncodeMemo } from './encode-memo.ts';
import type { createEventObjects } from './event-objects.ts';
import { noSuchBucket, noSuchKey, notImplemented, resourceOf } from './s3-request.ts';
import type { WireHandler, WireReply, WireRequest } from './wire-http.ts';

/** The S3 calls of a lookup over an image store, and those of events: only keys of ours exist, and only they can be written. */
export const createS3 = (
  bucket: string,
  images: ImageStore,
  onEventObject: ReturnType<typeof createEventObjects> | undefined,
): WireHandler => {
  return async (request) => {
    const resource = resourceOf(request);
    if (resource.bucket !== bucket) throw noSuchBucket();
    if (resource.key === '') throw notImplemented(`${request.method} on a bucket`);
    return (
      (await onEventObject?.(resource.key, request)) ?? onObject(resource.key, images, request)
    );
  };
};

const onObject = async (
  key: string,
  images: ImageStore,
  { method, body }: WireRequest,
): Promise<WireReply> => {
  switch (method) {
    case 'GET': {
      const found = await readObject(key, images);
      if (found === undefined) throw noSuchKey();
      return { status: 200, headers: { 'content-type': found.type }, body: found.body };
    }
    case 'PUT':
      await writeObject(key, body, images);
      return { status: 200 };
    default:
      throw notImplemented(`${method} on an object`);
  }
};

const encoded = createEncodeMemo((_, metadata) => encodeMetadata(metadata));

const readObject = async (
  key: string,
  images: ImageStore,
): Promise<{ readonly type: string; readonly body: string | Uint8Array } | undefined> => {
  const documented = pixelsOfMetadataKey(key);
  if (documented !== undefined) {
    const metadata = await images.findMetadata(documented);
    return metadata && { type: 'application/json', body: encoded(documented, metadata) };
  }
  const pictured = pixelsOfImageKey(key);
  const image = pictured === undefined ? undefined : await images.readImage(pictured);
  return image && { type: 'image/jpeg', body: image };
};

const writeObject = async (key: string, body: Buffer, images: ImageStore): Promise<void> => {
  const documented = pixelsOfMetadataKey(key);
  const pictured = pixelsOfImageKey(key);
  if (documented !== undefined) {
    await images.putMetadata(documented, decodeMetadata(body.toString(), key));
  } else if (pictured !== undefined) await images.putImage(pictured, body);
  else throw notImplemented(`writing the key ${key}`);
};
