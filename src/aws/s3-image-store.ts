import {
  GetObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { imageKey, metadataKey, ownPrefixes, pixelsOfImageKey } from '../core/keys.ts';
import { decodeMetadata, encodeMetadata } from '../core/metadata.ts';
import type { ImageStore } from '../core/ports.ts';
import { callAws } from './call.ts';
import type { BackOff } from './leftovers.ts';
import { removeKeys } from './s3-remove.ts';

export interface S3Options {
  readonly client: S3Client;
  readonly bucket: string;
  /** Of one operation, its retries included. */
  readonly timeoutMs: number;
  readonly backOff: BackOff;
}

/** The bytes and their metadata documents in an S3 bucket, byte-compatible with the original's. */
export const createS3ImageStore = (options: S3Options): ImageStore => {
  const { bucket } = options;
  return {
    async findMetadata(pixels, signal) {
      const key = metadataKey(pixels);
      const bytes = await readObject(options, key, signal);
      return bytes && decodeMetadata(new TextDecoder().decode(bytes), `s3://${bucket}/${key}`);
    },
    readImage: (pixels, signal) => readObject(options, imageKey(pixels), signal),
    putImage: (pixels, image, signal) =>
      writeObject(options, { key: imageKey(pixels), body: image, type: 'image/jpeg' }, signal),
    putMetadata: (pixels, metadata, signal) =>
      writeObject(
        options,
        { key: metadataKey(pixels), body: encodeMetadata(metadata), type: 'application/json' },
        signal,
      ),
    async *list(signal) {
      for await (const { Key, Size } of listObjects(options, ownPrefixes[0], signal)) {
        const pixels = pixelsOfImageKey(Key ?? '');
        if (pixels !== undefined) yield { pixels, bytes: Size ?? 0 };
      }
    },
    async remove(pixels, signal) {
      const sizes = [...new Set(pixels)];
      await removeKeys(options, sizes.map(metadataKey), signal);
      await removeKeys(options, sizes.map(imageKey), signal);
    },
  };
};

const readObject = (
  { client, bucket, timeoutMs }: S3Options,
  key: string,
  signal: AbortSignal | undefined,
): Promise<Uint8Array | undefined> =>
  callAws(
    { service: 'S3', operation: 'GetObject', resource: `bucket ${bucket}` },
    timeoutMs,
    signal,
    async (abortSignal) => {
      try {
        const command = new GetObjectCommand({ Bucket: bucket, Key: key });
        const { Body } = await client.send(command, { abortSignal });
        return await Body?.transformToByteArray();
      } catch (thrown) {
        if (thrown instanceof NoSuchKey) return undefined;
        throw thrown;
      }
    },
  );

const writeObject = async (
  { client, bucket, timeoutMs }: S3Options,
  object: { readonly key: string; readonly body: string | Uint8Array; readonly type: string },
  signal: AbortSignal | undefined,
): Promise<void> => {
  const command = new PutObjectCommand({
    Bucket: bucket,
    Key: object.key,
    Body: object.body,
    ContentType: object.type,
  });
  await callAws(
    { service: 'S3', operation: 'PutObject', resource: `bucket ${bucket}` },
    timeoutMs,
    signal,
    (abortSignal) => client.send(command, { abortSignal }),
  );
};

/** Every object under a prefix, page by page. */
async function* listObjects(
  { client, bucket, timeoutMs }: S3Options,
  prefix: string,
  signal: AbortSignal | undefined,
) {
  let token: string | undefined;
  do {
    const page: ListObjectsV2CommandOutput = await callAws(
      { service: 'S3', operation: 'ListObjectsV2', resource: `bucket ${bucket}` },
      timeoutMs,
      signal,
      (abortSignal) =>
        client.send(
          new ListObjectsV2Command({
            Bucket: bucket,
            Prefix: prefix,
            ...(token === undefined ? {} : { ContinuationToken: token }),
          }),
          { abortSignal },
        ),
    );
    yield* page.Contents ?? [];
    token = page.NextContinuationToken;
  } while (token !== undefined);
}
