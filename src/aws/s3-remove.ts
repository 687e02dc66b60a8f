import { FibimgError } from '../core/error.ts';
import type { Deletable, Failure } from '../core/purge-target.ts';
import { chunks, untilNoneLeft } from './leftovers.ts';
import { createObjectRemover, objectBatchSize } from './purge-objects.ts';
import type { S3Options } from './s3-image-store.ts';

/** Removes keys in batches; keys that S3 reports as failed for now are tried again. */
export const removeKeys = async (
  options: S3Options,
  keys: readonly string[],
  signal: AbortSignal | undefined,
): Promise<void> => {
  const remove = createObjectRemover(options);
  const objects = keys.map((key): Deletable => ({ kind: 'object', key, bytes: 0 }));
  for (const batch of chunks(objects, objectBatchSize)) {
    let failures: readonly Failure[] = [];
    const once = async (things: readonly Deletable[]): Promise<readonly Deletable[]> => {
      signal?.throwIfAborted();
      failures = await remove(things);
      const lasting = failures.find(({ nature }) => nature === 'lasting');
      if (lasting !== undefined) throw notRemoved(options.bucket, failures.length, lasting);
      return failures.map(({ thing }) => thing);
    };
    const left = await untilNoneLeft(batch, once, options.backOff, signal);
    const [failure] = failures;
    if (failure !== undefined) throw notRemoved(options.bucket, left.length, failure);
  }
};

const notRemoved = (bucket: string, count: number, { thing, why }: Failure): FibimgError =>
  new FibimgError(
    why === 'AccessDenied' ? 'denied' : why === 'SlowDown' ? 'throttled' : 'storage',
    `S3 did not remove ${count} ${count === 1 ? 'object' : 'objects'} of bucket ${bucket}`,
    {
      why: `${why} for ${thing.key}${count > 1 ? ' and others' : ''}`,
      ...(why === 'AccessDenied'
        ? { hint: 'these credentials need the permission s3:DeleteObject' }
        : {}),
    },
  );
