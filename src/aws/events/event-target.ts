import type { EventTarget } from '../../core/events/event-target.ts';
import { decodeThumbnail, thumbnailItemKey } from '../../core/events/thumbnail-item.ts';
import { thumbnailKeyOf } from '../../core/events/thumbnail-keys.ts';
import type { Clock, Rng } from '../../core/service/ports.ts';
import { runBounded } from '../../core/upkeep/run-bounded.ts';
import type { Credentials } from '../light/credentials.ts';
import { bucketBase, dynamodbBase } from '../light/endpoint.ts';
import { createItemTable } from '../light/item-table.ts';
import { encodePath } from '../light/object-bucket.ts';
import { requireSuccess } from '../light/service-error.ts';
import { createWholeClient } from '../light/whole-client.ts';

interface EventTargetOptions {
  readonly bucket: string;
  readonly table: string;
  readonly region: string;
  /** In place of AWS. */
  readonly endpoints: { readonly s3: string | undefined; readonly dynamodb: string | undefined };
  readonly credentials: () => Credentials;
  readonly clock: Clock;
  readonly rng: Rng;
}

const removedAtOnce = 16;

/** Bucket and table without the SDK, whose processor time would be the load's. Failures are `storage` errors. */
export const createEventTarget = (
  options: EventTargetOptions,
): Required<Pick<EventTarget, 'upload' | 'find' | 'remove'>> => {
  const { bucket, table, region, endpoints, credentials, clock, rng } = options;
  const env = {
    AWS_REGION: region,
    AWS_ENDPOINT_URL_S3: endpoints.s3,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
  };
  const shared = { region, credentials, now: clock.now, rng };
  const s3 = createWholeClient({ service: 's3', base: bucketBase(env, bucket), ...shared });
  const dynamodb = createWholeClient({ service: 'dynamodb', base: dynamodbBase(env), ...shared });
  const items = createItemTable(dynamodb, table);
  const removeObject = async (key: string): Promise<void> => {
    const what = `${key} could not be removed from the bucket`;
    const request = { method: 'DELETE', path: encodePath(key), headers: {} };
    requireSuccess(what, await s3.call(what, request));
  };
  const removeItem = async (key: string): Promise<void> => {
    const what = `the item of ${key} could not be removed from the table`;
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'DynamoDB_20120810.DeleteItem',
    };
    const body = JSON.stringify({ TableName: table, Key: thumbnailItemKey(key) });
    requireSuccess(what, await dynamodb.call(what, { method: 'POST', path: '', headers, body }));
  };
  return {
    upload: async (key, bytes, signal) => {
      const what = `${key} could not be uploaded`;
      const headers = { 'content-type': 'image/jpeg' };
      const request = { method: 'PUT', path: encodePath(key), headers, body: bytes };
      requireSuccess(what, await s3.call(what, request, signal));
    },
    find: async (key, signal) => {
      const item = await items.find(thumbnailItemKey(key), signal);
      return item && decodeThumbnail(item);
    },
    remove: async (keys) => {
      await runBounded(keys, removedAtOnce, async (key) => {
        const thumbnail = thumbnailKeyOf(key);
        await removeObject(key);
        if ('thumbnail' in thumbnail) await removeObject(thumbnail.thumbnail);
        await removeItem(key);
      });
    },
  };
};
