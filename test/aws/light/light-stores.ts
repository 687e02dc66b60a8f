import type { AwsClients } from '../../../src/aws/client/clients.ts';
import {
  createLightClient,
  type LightClient,
  type LightClientOptions,
} from '../../../src/aws/light/client.ts';
import { bucketBase, dynamodbBase } from '../../../src/aws/light/endpoint.ts';
import { createLightImageStore } from '../../../src/aws/light/image-store.ts';
import { createLightMetadataRepository } from '../../../src/aws/light/metadata-repository.ts';

export const credentials = () => ({
  ...wireCredentials,
  sessionToken: awsEnv.AWS_SESSION_TOKEN,
});

import { awsEnv, wireCredentials } from '../../support/aws/aws-env.ts';
import { deployedOn } from '../../support/aws/aws-stores.ts';

interface Names {
  readonly bucket: string;
  readonly table: string;
}

/** Both light adapters on one endpoint; retries do not wait. */
export const lightStoresOn = (
  url: string,
  { bucket, table, ...changes }: Names & Partial<LightClientOptions>,
) => {
  const env = { AWS_ENDPOINT_URL: url };
  const shared = {
    region: 'eu-west-1',
    credentials,
    now: () => new Date(),
    rng: { below: () => 0, uuid: () => '' },
    ...changes,
  };
  const clients: LightClient[] = [
    createLightClient({ service: 's3', base: bucketBase(env, bucket), ...shared }),
    createLightClient({ service: 'dynamodb', base: dynamodbBase(env), ...shared }),
  ];
  const [s3, dynamodb] = clients as [LightClient, LightClient];
  return {
    store: createLightImageStore(s3),
    repository: createLightMetadataRepository(dynamodb, table),
    close: () => {
      for (const client of clients) client.close();
    },
  };
};

/** The SDK's adapters do what the light ones have no need of (list, remove, read bytes), on the same data. */
export const mixedStoresOn = async (url: string, clients: AwsClients, names: Names) => {
  const light = lightStoresOn(url, names);
  const sdk = await deployedOn(clients, names);
  return {
    ...sdk,
    repository: { ...sdk.repository, ...light.repository },
    store: { ...sdk.store, ...light.store },
    close: async () => light.close(),
  };
};
