import { DeleteObjectCommand, DeleteObjectsCommand } from '@aws-sdk/client-s3';
import { FibimgError } from '../../core/error.ts';
import type { Deletable, Failure } from '../../core/upkeep/purge-target.ts';
import { type Retryability, retryabilityOf } from '../../core/upkeep/retryability.ts';
import { runBounded } from '../../core/upkeep/run-bounded.ts';
import { type BucketOptions, callS3, callS3IfSupported } from '../store/s3-call.ts';

/** S3's own limit for one DeleteObjects. */
export const objectBatchSize = 1000;

const singlesAtOnce = 16;

/** Deletes batches of objects, versions and delete markers; one by one from then on where DeleteObjects is refused. */
export const createObjectRemover = (options: BucketOptions) => {
  let batches = true;
  return async (things: readonly Deletable[]): Promise<readonly Failure[]> => {
    const failures = batches ? await removeBatch(options, things) : undefined;
    if (failures !== undefined) return failures;
    batches = false;
    return removeSingly(options, things);
  };
};

/** Undefined where the server knows no such request. */
const removeBatch = async (
  options: BucketOptions,
  things: readonly Deletable[],
): Promise<readonly Failure[] | undefined> => {
  const Objects = things.map(({ key, id }) => ({ Key: key, ...versionOf(id) }));
  const command = new DeleteObjectsCommand({
    Bucket: options.bucket,
    Delete: { Quiet: true, Objects },
  });
  const errors = await callS3IfSupported(
    options,
    'DeleteObjects',
    undefined,
    async (client, abort) => (await client.send(command, abort)).Errors ?? [],
  );
  if (errors === undefined) return undefined;
  const codes = new Map(
    errors.map(({ Key, VersionId, Code }) => [identity(Key, VersionId), Code ?? 'no reason given']),
  );
  return things.flatMap((thing) => {
    const code = codes.get(identity(thing.key, thing.id));
    return code === undefined || /^NoSuch(Key|Version)$/.test(code)
      ? []
      : [{ thing, why: code, retryability: retryabilityOfCode(code) }];
  });
};

const versionOf = (id: string | undefined) => (id === undefined ? {} : { VersionId: id });

/** Not every server names the version of an object that has only one. */
const identity = (key = '', versionId: string | undefined): string =>
  `${versionId ?? 'null'} ${key}`;

const retryabilityOfCode = (code: string): Retryability => {
  if (code === 'SlowDown') return 'throttled';
  return /^(InternalError|ServiceUnavailable|RequestTimeout|OperationAborted)$/.test(code)
    ? 'transient'
    : 'permanent';
};

const removeSingly = async (
  options: BucketOptions,
  things: readonly Deletable[],
): Promise<readonly Failure[]> => {
  const failures: Failure[] = [];
  await runBounded(things, singlesAtOnce, async (thing) => {
    const named = { Bucket: options.bucket, Key: thing.key, ...versionOf(thing.id) };
    try {
      await callS3(options, 'DeleteObject', undefined, (client, abort) =>
        client.send(new DeleteObjectCommand(named), abort),
      );
    } catch (thrown) {
      failures.push(failureOf(thing, thrown));
    }
  });
  return failures;
};

/** One key may be denied and others not; anything else that lasts concerns them all. */
const failureOf = (thing: Deletable, thrown: unknown): Failure => {
  const retryability = retryabilityOf(thrown);
  const ownAffair = thrown instanceof FibimgError && thrown.kind === 'denied';
  if (!(thrown instanceof FibimgError) || (retryability === 'permanent' && !ownAffair))
    throw thrown;
  return { thing, why: thrown.why ?? thrown.message, retryability };
};
