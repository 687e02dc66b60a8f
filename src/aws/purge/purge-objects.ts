import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  type _Error as S3Error,
} from '@aws-sdk/client-s3';
import { FibimgError } from '../../core/error.ts';
import type { Deletable, Failure } from '../../core/upkeep/purge-target.ts';
import { type Retryability, retryabilityOf } from '../../core/upkeep/retryability.ts';
import { runBounded } from '../../core/upkeep/run-bounded.ts';
import { type BucketOptions, callS3, callS3IfSupported } from '../store/s3-call.ts';

/** S3's own limit for one DeleteObjects. */
export const objectBatchSize = 1000;

const singlesAtOnce = 16;

/**
 * Deletes batches of objects, versions and delete markers. What a batch cannot name, or a server that refuses batches,
 * is deleted one by one.
 */
export const createObjectRemover = (options: BucketOptions) => {
  let batches = true;
  return async (things: readonly Deletable[]): Promise<readonly Failure[]> => {
    const nameable = batches ? things.filter(({ key }) => !unnameable.test(key)) : [];
    const failures = nameable.length === 0 ? [] : await removeBatch(options, nameable);
    if (failures === undefined) batches = false;
    const single = batches ? things.filter(({ key }) => unnameable.test(key)) : things;
    return [...(failures ?? []), ...(await removeSingly(options, single))];
  };
};

/** Characters that XML 1.0 cannot hold, and those that its parsers change. */
const unnameable = /[^\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;

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
  return errors && things.flatMap((thing) => failureIn(errors, thing));
};

/** Not every error names the version, or even the key, that it is about: then it is about all that it may mean. */
const failureIn = (errors: readonly S3Error[], thing: Deletable): readonly Failure[] => {
  const found = errors.find(
    ({ Key, VersionId }) =>
      (Key === undefined || Key === thing.key) &&
      (VersionId === undefined || VersionId === (thing.id ?? 'null')),
  );
  const code = found && (found.Code ?? 'no reason given');
  return code === undefined || /^NoSuch(Key|Version)$/.test(code)
    ? []
    : [{ thing, why: code, retryability: retryabilityOfCode(code) }];
};

const versionOf = (id: string | undefined) => (id === undefined ? {} : { VersionId: id });

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
