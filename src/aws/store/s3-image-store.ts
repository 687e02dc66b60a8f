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

/** The bytes and their metadata documents in an S3 bucket, byte-compatible with the original's. */
export const createS3ImageStore = (options: BucketOptions): ImageStore => {
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
  };
};

const readObject = (
  options: BucketOptions,
  key: string,
  signal: AbortSignal | undefined,
): Promise<Uint8Array | undefined> =>
  callS3(options, 'GetObject', signal, async (client, abort) => {
    try {
      const command = new GetObjectCommand({ Bucket: options.bucket, Key: key });
      const { Body } = await client.send(command, abort);
      return await Body?.transformToByteArray();
    } catch (thrown) {
      if (thrown instanceof NoSuchKey) return undefined;
      throw thrown;
    }
  });

const writeObject = async (
  options: BucketOptions,
  object: { readonly key: string; readonly body: string | Uint8Array; readonly type: string },
  signal: AbortSignal | undefined,
): Promise<void> => {
  const command = new PutObjectCommand({
    Bucket: options.bucket,
    Key: object.key,
    Body: object.body,
    ContentType: object.type,
  });
  await callS3(options, 'PutObject', signal, (client, abort) => client.send(command, abort));
};

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
