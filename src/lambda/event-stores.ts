import { readCredentials } from '../aws/light/credentials.ts';
import {
  type AwsEnvironment,
  bucketBase,
  dynamodbBase,
  lambdaBase,
  regionOf,
} from '../aws/light/endpoint.ts';
import { createEventInvoker } from '../aws/light/invoke-event.ts';
import { createItemTable } from '../aws/light/item-table.ts';
import { createObjectBucket } from '../aws/light/object-bucket.ts';
import { createWholeClient } from '../aws/light/whole-client.ts';
import { FibimgError } from '../core/error.ts';
import type { ThumbnailStores } from '../core/events/handle-upload.ts';
import type { TableItems } from '../core/events/job-table.ts';
import {
  decodeThumbnail,
  encodeThumbnail,
  newerCondition,
  newerValues,
  thumbnailItemKey,
} from '../core/events/thumbnail-item.ts';
import type { JsonObject } from '../core/json.ts';
import type { Clock, Rng } from '../core/service/ports.ts';

/** What events are handled with. */
export interface EventStores {
  readonly bucket: string;
  readonly region: string;
  readonly thumbnails: ThumbnailStores;
  readonly jobs: TableItems;
  readonly invoke: (functionArn: string, event: JsonObject) => Promise<void>;
}

/** The bucket and the table that the function's environment names, and the function itself. */
export const openEventStores = (env: AwsEnvironment, { now }: Clock, rng: Rng): EventStores => {
  const bucket = env['BucketName'] || env['BUCKET_NAME'];
  const table = env['TableName'];
  if (!bucket || !table) {
    throw new FibimgError('config', 'events need a bucket and a table', {
      why: `${bucket ? 'TableName' : 'BucketName'} is not set`,
    });
  }
  const region = regionOf(env);
  const shared = { region, credentials: () => readCredentials(env), now, rng };
  const open = (service: 's3' | 'dynamodb' | 'lambda', base: URL) =>
    createWholeClient({ service, base, ...shared });
  const objects = createObjectBucket(open('s3', bucketBase(env, bucket)));
  const items = createItemTable(open('dynamodb', dynamodbBase(env)), table);
  return {
    bucket,
    region,
    thumbnails: {
      ...objects,
      findItem: async (key, signal) => {
        const item = await items.find(thumbnailItemKey(key), signal);
        return item && decodeThumbnail(item);
      },
      putItem: (item, signal) => {
        const ExpressionAttributeValues = newerValues(item.sequencer);
        const condition = { ConditionExpression: newerCondition, ExpressionAttributeValues };
        return items.put(encodeThumbnail(item), condition, signal);
      },
    },
    jobs: items,
    invoke: createEventInvoker(open('lambda', lambdaBase(env))),
  };
};
