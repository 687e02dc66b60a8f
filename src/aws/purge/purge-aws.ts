import type { PurgeTarget } from '../../core/upkeep/purge-target.ts';
import type { BucketOptions } from '../store/s3-call.ts';
import { createBucketStages, foreignKeys } from './purge-bucket.ts';
import { createTableStage, type TableOptions } from './purge-table.ts';

interface AwsPurgeOptions {
  readonly table?: TableOptions;
  readonly bucket?: BucketOptions;
  /** Everything in them, not only what is ours. */
  readonly allKeys: boolean;
}

/** A table and a bucket, either or both, as something to empty: items first. */
export const createAwsPurgeTarget = ({ table, bucket, allKeys }: AwsPurgeOptions): PurgeTarget => ({
  stages: [
    ...(table === undefined ? [] : [createTableStage(table, allKeys)]),
    ...(bucket === undefined ? [] : createBucketStages(bucket, allKeys)),
  ],
  foreign: async (signal) =>
    bucket === undefined || allKeys ? [] : await foreignKeys(bucket, signal),
});
