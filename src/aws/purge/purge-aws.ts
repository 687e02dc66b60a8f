import type { PurgeTarget } from '../../core/upkeep/purge-target.ts';
import type { BucketOptions } from '../store/s3-call.ts';
import { createBucketStages, foreignKeys } from './purge-bucket.ts';
import { createTableStages, type TableOptions } from './purge-table.ts';

interface AwsPurgeOptions {
  readonly table?: TableOptions;
  readonly bucket?: BucketOptions;
  /** Everything in them, not only what is ours. */
  readonly allKeys: boolean;
  /** Also thumbnails and what else events leave. */
  readonly events: boolean;
}

/** A table and a bucket, either or both, as something to empty: items first. */
export const createAwsPurgeTarget = ({ table, bucket, ...what }: AwsPurgeOptions): PurgeTarget => ({
  stages: [
    ...(table === undefined ? [] : createTableStages(table, what)),
    ...(bucket === undefined ? [] : createBucketStages(bucket, what)),
  ],
  foreign: async (signal) =>
    bucket === undefined || what.allKeys ? [] : await foreignKeys(bucket, what.events, signal),
});
