import { FibimgError } from '../../core/error.ts';
import type { Deletable, Failure } from '../../core/upkeep/purge-target.ts';
import { createObjectRemover, objectBatchSize } from '../purge/purge-objects.ts';
import { type BackOff, chunks, untilNoneLeft } from './leftovers.ts';
import type { BucketOptions } from './s3-call.ts';

export interface S3Options extends BucketOptions {
  readonly backOff: BackOff;
}

/** Removes keys in batches; keys that S3 reports as failed for now are tried again. */
export const removeKeys = async (
  options: S3Options,
  keys: readonly string[],
  signal: AbortSignal | undefined,
): Promise<void> => {
  const remove = createObjectRemover(options);
  for (const batch of chunks(keys, objectBatchSize)) {
    let failures: readonly Failure[] = [];
    const once = async (things: readonly Deletable[]): Promise<readonly Deletable[]> => {
      signal?.throwIfAborted();
      failures = await remove(things);
      if (failures.some(({ retryability }) => retryability === 'permanent')) {
        throw notRemoved(options.bucket, failures);
      }
      return failures.map(({ thing }) => thing);
    };
    const things = batch.map((key) => ({ kind: 'object', key, bytes: 0 }) as const);
    const left = await untilNoneLeft(things, once, options.backOff, signal);
    if (left.length > 0) throw notRemoved(options.bucket, failures);
  }
};

const notRemoved = (bucket: string, failures: readonly Failure[]): FibimgError => {
  const worst = failures.find(({ retryability }) => retryability === 'permanent') ?? failures[0];
  const isDenied = worst?.why.includes('AccessDenied') ?? false;
  const kind = worst?.retryability === 'throttled' ? 'throttled' : isDenied ? 'denied' : 'storage';
  const objects = failures.length === 1 ? 'object' : 'objects';
  return new FibimgError(kind, `S3 did not remove ${failures.length} ${objects} of ${bucket}`, {
    why: `${worst?.why} for ${worst?.thing.key}${failures.length > 1 ? ' and others' : ''}`,
    ...(isDenied ? { hint: 'these credentials need the permission s3:DeleteObject' } : {}),
  });
};
