import { createHash } from 'node:crypto';
import {
  imageKey,
  metadataKey,
  pixelsOfImageKey,
  pixelsOfMetadataKey,
} from '../../core/service/keys.ts';
import { decodeMetadata, encodeMetadata } from '../../core/service/metadata.ts';
import type { ImageStore } from '../../core/service/ports.ts';
import { parseUtc } from '../../core/utc.ts';
import type { WireHandler, WireReply, WireRequest } from './http-server.ts';
import { type ListedObject, listObjectsV2 } from './s3-listing.ts';
import { noSuchBucket, noSuchKey, notImplemented, resourceOf, xmlReply } from './s3-request.ts';

/** The S3 calls of a lookup over an image store: only keys of ours exist, and only they can be written. */
export const createS3 =
  (bucket: string, images: ImageStore): WireHandler =>
  async (request) => {
    const resource = resourceOf(request);
    if (resource.bucket !== bucket) throw noSuchBucket();
    if (resource.key !== '') return onObject(resource.key, images, request);
    if (request.method === 'HEAD') return { status: 200 };
    if (request.method !== 'GET' || request.query.get('list-type') !== '2') {
      throw notImplemented(`${request.method} on a bucket`);
    }
    return xmlReply(await listObjectsV2(bucket, request.query, (key) => objectsAfter(key, images)));
  };

const onObject = async (
  key: string,
  images: ImageStore,
  { method, body }: WireRequest,
): Promise<WireReply> => {
  switch (method) {
    case 'GET':
    case 'HEAD': {
      const found = await readObject(key, images);
      if (found === undefined) throw noSuchKey();
      return {
        status: 200,
        headers: { 'content-type': found.type, etag: etagOf(found.body) },
        body: found.body,
      };
    }
    case 'PUT':
      await writeObject(key, body, images);
      return { status: 200, headers: { etag: etagOf(body) } };
    case 'DELETE':
      await deleteObject(key, images);
      return { status: 204 };
    default:
      throw notImplemented(`${method} on an object`);
  }
};

export const etagOf = (body: Uint8Array | string): string =>
  `"${createHash('md5').update(body).digest('hex')}"`;

const readObject = async (
  key: string,
  images: ImageStore,
): Promise<{ readonly type: string; readonly body: Uint8Array } | undefined> => {
  const documented = pixelsOfMetadataKey(key);
  if (documented !== undefined) {
    const metadata = await images.findMetadata(documented);
    return metadata && { type: 'application/json', body: Buffer.from(encodeMetadata(metadata)) };
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

/** A store removes an image together with its document, so the half that was not asked for is put back. */
const deleteObject = async (key: string, images: ImageStore): Promise<void> => {
  const pictured = pixelsOfImageKey(key);
  const documented = pixelsOfMetadataKey(key);
  if (pictured !== undefined) {
    const metadata = await images.findMetadata(pictured);
    await images.remove([pictured]);
    if (metadata) await images.putMetadata(pictured, metadata);
  } else if (documented !== undefined) {
    const image = await images.readImage(documented);
    await images.remove([documented]);
    if (image) await images.putImage(documented, image);
  }
};

async function* objectsAfter(after: string, images: ImageStore): AsyncGenerator<ListedObject> {
  const stored: { readonly key: string; readonly pixels: number; readonly bytes?: number }[] = [];
  for await (const { pixels, bytes } of images.list()) {
    stored.push({ key: imageKey(pixels), pixels, bytes }, { key: metadataKey(pixels), pixels });
  }
  stored.sort((one, other) => (one.key < other.key ? -1 : 1));
  for (const { key, pixels, bytes } of stored) {
    if (key <= after) continue;
    const metadata = await images.findMetadata(pixels);
    if (bytes === undefined && metadata === undefined) continue;
    yield {
      key,
      bytes: bytes ?? Buffer.byteLength(metadata ? encodeMetadata(metadata) : ''),
      lastModified: (metadata && parseUtc(metadata.created)) ?? new Date(0),
    };
  }
}
