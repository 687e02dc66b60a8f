import { DeleteObjectCommand, DeleteObjectsCommand } from '@aws-sdk/client-s3';
import { FibimgError } from '../core/error.ts';
import { callAws } from './call.ts';
import { chunks, untilNoneLeft } from './leftovers.ts';
import type { S3Options } from './s3-image-store.ts';

/** S3's own limit for one DeleteObjects. */
const batchSize = 1000;

/** Removes keys in batches; keys that S3 reports as failed for now are tried again. */
export const removeKeys = async (
  options: S3Options,
  keys: readonly string[],
  signal: AbortSignal | undefined,
): Promise<void> => {
  for (const batch of chunks(keys, batchSize)) {
    let failure: KeyError = {};
    const once = async (left: readonly string[]): Promise<readonly string[]> => {
      const errors = await removeBatch(options, left, signal);
      const lasting = errors.find(({ Code }) => !transientCodes.test(Code ?? ''));
      if (lasting !== undefined) throw notRemoved(options.bucket, errors.length, lasting);
      failure = errors[0] ?? failure;
      const failed = new Set(errors.map(({ Key }) => Key));
      return left.filter((key) => failed.has(key));
    };
    const left = await untilNoneLeft(batch, once, options.backOff, signal);
    if (left.length > 0) throw notRemoved(options.bucket, left.length, failure);
  }
};

interface KeyError {
  readonly Key?: string | undefined;
  readonly Code?: string | undefined;
}

const transientCodes =
  /^(InternalError|SlowDown|ServiceUnavailable|RequestTimeout|OperationAborted)$/;

const removeBatch = async (
  options: S3Options,
  keys: readonly string[],
  signal: AbortSignal | undefined,
): Promise<readonly KeyError[]> => {
  const command = new DeleteObjectsCommand({
    Bucket: options.bucket,
    Delete: { Quiet: true, Objects: keys.map((Key) => ({ Key })) },
  });
  const errors = await call(options, 'DeleteObjects', signal, async (abortSignal) => {
    try {
      return (await options.client.send(command, { abortSignal })).Errors ?? [];
    } catch (thrown) {
      if (isUnsupported(thrown)) return undefined;
      throw thrown;
    }
  });
  if (errors !== undefined) return errors;
  for (const Key of keys) {
    const single = new DeleteObjectCommand({ Bucket: options.bucket, Key });
    await call(options, 'DeleteObject', signal, (abortSignal) =>
      options.client.send(single, { abortSignal }),
    );
  }
  return [];
};

const call = <T>(
  { bucket, timeoutMs }: S3Options,
  operation: string,
  signal: AbortSignal | undefined,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> =>
  callAws({ service: 'S3', operation, resource: `bucket ${bucket}` }, timeoutMs, signal, run);

/** How S3 servers refuse an operation that they lack, or its SDK checksum where they want Content-MD5. */
export const isUnsupported = (thrown: unknown): boolean =>
  thrown instanceof Error &&
  /^(NotImplemented|MethodNotAllowed|MissingContentMD5|InvalidDigest|MissingDigest)$/.test(
    thrown.name,
  );

const notRemoved = (bucket: string, count: number, { Key, Code }: KeyError): FibimgError =>
  new FibimgError(
    Code === 'AccessDenied' ? 'denied' : Code === 'SlowDown' ? 'throttled' : 'storage',
    `S3 did not remove ${count} ${count === 1 ? 'object' : 'objects'} of bucket ${bucket}`,
    {
      why: `${Code ?? 'no reason given'} for ${Key ?? 'a key'}${count > 1 ? ' and others' : ''}`,
      ...(Code === 'AccessDenied'
        ? { hint: 'these credentials need the permission s3:DeleteObject' }
        : {}),
    },
  );
