import type { AwsClients } from '../../aws/client/clients.ts';
import { createDynamoDbMetadataRepository } from '../../aws/store/dynamodb-metadata-repository.ts';
import { patient } from '../../aws/store/leftovers.ts';
import { createS3ImageStore } from '../../aws/store/s3-image-store.ts';
import { createTableLock } from '../../aws/store/table-lock.ts';
import type { Store } from '../../commands/command/services.ts';
import { imageKey } from '../../core/service/keys.ts';
import type { Rng } from '../../core/service/ports.ts';

/** The store that a deployed table and bucket are. */
export const openDeployedStore = async (
  clients: AwsClients,
  { table, bucket }: { readonly table: string; readonly bucket: string },
  rng: Rng,
): Promise<Store> => {
  const [dynamoDb, s3] = await Promise.all([clients.dynamoDb(), clients.s3()]);
  const common = { timeoutMs: clients.options.timeoutMs, backOff: patient(rng) };
  return {
    metadata: createDynamoDbMetadataRepository({ client: dynamoDb, table, ...common }),
    images: createS3ImageStore({ client: s3, bucket, ...common }),
    lock: createTableLock({ client: dynamoDb, table, timeoutMs: clients.options.timeoutMs }),
    locate: (pixels) => `s3://${bucket}/${imageKey(pixels)}`,
    // The clients are shared by all stores of a run, and their idle connections keep no process alive.
    close: async () => {},
  };
};
