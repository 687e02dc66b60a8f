import { createLightClient } from '../aws/light/client.ts';
import { readCredentials } from '../aws/light/credentials.ts';
import { type AwsEnvironment, bucketBase, dynamodbBase, regionOf } from '../aws/light/endpoint.ts';
import { createLightImageStore } from '../aws/light/image-store.ts';
import { createLightMetadataRepository } from '../aws/light/metadata-repository.ts';
import { FibimgError } from '../core/error.ts';
import type { LookupRepository, LookupStore } from '../core/service/image-service.ts';
import type { Clock, Rng } from '../core/service/ports.ts';

export interface Stores {
  readonly metadata: LookupRepository | undefined;
  readonly images: LookupStore;
}

/**
 * The bucket and table that the function's environment names: `BucketName` and `TableName`, or as the earlier
 * generation has it `BUCKET_NAME` alone, and then there is no table.
 */
export const openStores = (env: AwsEnvironment, { now }: Clock, rng: Rng): Stores => {
  const bucket = env['BucketName'] || env['BUCKET_NAME'];
  const table = env['TableName'];
  if (!bucket) throw new FibimgError('config', 'neither BucketName nor BUCKET_NAME is set');
  const shared = { region: regionOf(env), credentials: () => readCredentials(env), now, rng };
  const s3 = createLightClient({ service: 's3', base: bucketBase(env, bucket), ...shared });
  const images = createLightImageStore(s3);
  if (!table) return { metadata: undefined, images };
  const dynamodb = createLightClient({ service: 'dynamodb', base: dynamodbBase(env), ...shared });
  return { metadata: createLightMetadataRepository(dynamodb, table), images };
};
