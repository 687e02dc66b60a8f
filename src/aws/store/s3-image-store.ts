import {
  GetObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  NoSuchKey,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { imageKey, metadataKey, ownPrefixes, pixelsOfImageKey } from '../../core/service/keys.ts';
import { decodeMetadata, encodeMetadata } from '../../core/service/metadata.ts';
import type { ImageStore } from '../../core/service/ports.ts';
import { type BucketOptions, callS3 } from './s3-call.ts';

/** Reads and writes of single objects, each tried as often as the client does. */
export interface ObjectCalls {
  get(key: string, signal: AbortSignal): Promise<Uint8Array | undefined>;
  put(object: NewObject, signal: AbortSignal): Promise<void>;
}

interface NewObject {
  readonly key: string;
  readonly body: string | Uint8Array;
  readonly type: string;
}

/** The bytes and their metadata documents in an S3 bucket, byte-compatible with the original's. */
export const createS3ImageStore = (
  options: BucketOptions,
  calls: ObjectCalls = sdkCalls(options),
): ImageStore => {
  const { bucket } = options;
  const readObject = (key: string, signal: AbortSignal | undefined) =>
    callS3(options, 'GetObject', signal, (_, { abortSignal }) => calls.get(key, abortSignal));
  const writeObject = (object: NewObject, signal: AbortSignal | undefined) =>
    callS3(options, 'PutObject', signal, (_, { abortSignal }) => calls.put(object, abortSignal));
  return {
    async findMetadata(pixels, signal) {
      const key = metadataKey(pixels);
      const bytes = await readObject(key, signal);
      return bytes && decodeMetadata(new TextDecoder().decode(bytes), `s3://${bucket}/${key}`);
    },
    readImage: (pixels, signal) => readObject(imageKey(pixels), signal),
    putImage: (pixels, image, signal) =>
      writeObject({ key: imageKey(pixels), body: image, type: 'image/jpeg' }, signal),
    putMetadata: (pixels, metadata, signal) =>
      writeObject(
        { key: metadataKey(pixels), body: encodeMetadata(metadata), type: 'application/json' },
        signal,
      ),
    async *list(signal) {
      for await (const { Key, Size } of listObjects(options, ownPrefixes[0], signal)) {
        const pixels = pixelsOfImageKey(Key ?? '');
        if (pixels !== undefined) yield { pixels, bytes: Size ?? 0 };
      }
    },
  };
};

const sdkCalls = ({ client, bucket }: BucketOptions): ObjectCalls => ({
  get: async (key, abortSignal) => {
    try {
      const command = new GetObjectCommand({ Bucket: bucket, Key: key });
      const { Body } = await client.send(command, { abortSignal });
      return await Body?.transformToByteArray();
    } catch (thrown) {
      if (thrown instanceof NoSuchKey) return undefined;
      throw thrown;
    }
  },
  put: async ({ key, body, type }, abortSignal) => {
    const object = { Bucket: bucket, Key: key, Body: body, ContentType: type };
    await client.send(new PutObjectCommand(object), { abortSignal });
  },
});

/** Every object under a prefix, page by page. */
async function* listObjects(
  options: BucketOptions,
  prefix: string,
  signal: AbortSignal | undefined,
) {
  let token: string | undefined;
  do {
    const command = new ListObjectsV2Command({
      Bucket: options.bucket,
      Prefix: prefix,
      ...(token === undefined ? {} : { ContinuationToken: token }),
    });
    const page: ListObjectsV2CommandOutput = await callS3(
      options,
      'ListObjectsV2',
      signal,
      (client, abort) => client.send(command, abort),
    );
    yield* page.Contents ?? [];
    token = page.NextContinuationToken;
  } while (token !== undefined);
}
