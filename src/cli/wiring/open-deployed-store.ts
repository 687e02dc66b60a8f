import type { AwsClients } from '../../aws/client/clients.ts';
import { createDynamoDbMetadataRepository } from '../../aws/store/dynamodb-metadata-repository.ts';
import { createS3ImageStore } from '../../aws/store/s3-image-store.ts';
import { createTableLock } from '../../aws/store/table-lock.ts';
import type { Store } from '../../commands/command/services.ts';
import { imageKey } from '../../core/service/keys.ts';

/** The store that a deployed table and bucket are. */
export const openDeployedStore = async (
  clients: AwsClients,
  { table, bucket }: { readonly table: string; readonly bucket: string },
): Promise<Store> => {
  const [dynamoDb, s3] = await Promise.all([clients.dynamoDb(), clients.s3()]);
  const { timeoutMs } = clients.options;
  return {
    metadata: createDynamoDbMetadataRepository({ client: dynamoDb, table, timeoutMs }),
    images: createS3ImageStore({ client: s3, bucket, timeoutMs }),
    lock: createTableLock({ client: dynamoDb, table, timeoutMs }),
    locate: (pixels) => `s3://${bucket}/${imageKey(pixels)}`,
    // The clients are shared by all stores of a run, and their idle connections keep no process alive.
    close: async () => {},
  };
};
