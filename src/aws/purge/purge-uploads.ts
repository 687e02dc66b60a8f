import {
  AbortMultipartUploadCommand,
  ListMultipartUploadsCommand,
  NoSuchUpload,
} from '@aws-sdk/client-s3';
import type { Deletable, Page, PurgeStage } from '../../core/upkeep/purge-target.ts';
import { type BucketOptions, callS3, callS3IfSupported } from '../store/s3-call.ts';
import { decodeKey, urlEncoded } from './listed-key.ts';

/** Uploads that were begun and neither finished nor aborted: invisible, and paid for. S3 aborts them one at a time. */
export const createUploadStage = (options: BucketOptions): PurgeStage => ({
  name: 'unfinished uploads',
  batchSize: 1,
  list: (from, signal) => list(options, from, signal),
  remove: async (batch) => {
    for (const upload of batch) await abortUpload(options, upload);
    return [];
  },
});

/** A server that knows no uploads has none. */
const list = async (
  options: BucketOptions,
  from: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Page> => {
  const markers = from === undefined ? {} : markersOf(from);
  const command = new ListMultipartUploadsCommand({
    ...{ Bucket: options.bucket, ...urlEncoded },
    ...markers,
  });
  const output = await callS3IfSupported(options, 'ListMultipartUploads', signal, (client, abort) =>
    client.send(command, abort),
  );
  const keyOf = decodeKey(output ?? {});
  const things = (output?.Uploads ?? []).map(
    ({ Key, UploadId = '' }): Deletable => ({
      kind: 'upload',
      key: keyOf(Key),
      id: UploadId,
      bytes: 0,
    }),
  );
  return output?.IsTruncated && output.NextKeyMarker !== undefined
    ? {
        things,
        next: JSON.stringify([keyOf(output.NextKeyMarker), output.NextUploadIdMarker ?? '']),
      }
    : { things };
};

const markersOf = (cursor: string): { KeyMarker: string; UploadIdMarker: string } => {
  const [KeyMarker, UploadIdMarker]: [string, string] = JSON.parse(cursor);
  return { KeyMarker, UploadIdMarker };
};

const abortUpload = (options: BucketOptions, { key, id }: Deletable): Promise<void> =>
  callS3(options, 'AbortMultipartUpload', undefined, async (client, abort) => {
    try {
      const named = { Bucket: options.bucket, Key: key, UploadId: id };
      await client.send(new AbortMultipartUploadCommand(named), abort);
    } catch (thrown) {
      if (!(thrown instanceof NoSuchUpload)) throw thrown;
    }
  });
