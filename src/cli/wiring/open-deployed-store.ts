import type { AwsClients } from '../../aws/client/clients.ts';
import { createDynamoDbMetadataRepository } from '../../aws/store/dynamodb-metadata-repository.ts';
import { createS3ImageStore } from '../../aws/store/s3-image-store.ts';
import { createTableLock } from '../../aws/store/table-lock.ts';
import type { Store } from '../../commands/command/services.ts';
import { imageKey } from '../../core/service/keys.ts';
import type { Clock } from '../../core/service/ports.ts';

interface DeployedStoreOptions {
  readonly table: string;
  readonly bucket: string;
  /** Given, single objects and items are read and written without the SDK where that is possible: for many of them. */
  readonly clock?: Clock | undefined;
}

/** The store that a deployed table and bucket are. */
export const openDeployedStore = async (
  clients: AwsClients,
  { table, bucket, clock }: DeployedStoreOptions,
): Promise<Store> => {
  const [dynamoDb, s3, calls] = await Promise.all([
    clients.dynamoDb(),
    clients.s3(),
    clock && openDirectCalls(clients, { table, bucket, clock }),
  ]);
  const { timeoutMs } = clients.options;
  const tableOptions = { client: dynamoDb, table, timeoutMs };
  return {
    metadata: createDynamoDbMetadataRepository(tableOptions, calls?.items),
    images: createS3ImageStore({ client: s3, bucket, timeoutMs }, calls?.objects),
    lock: createTableLock(tableOptions),
    locate: (pixels) => `s3://${bucket}/${imageKey(pixels)}`,
    // The clients are shared by all stores of a run, and their idle connections keep no process alive.
    close: async () => {},
  };
};

const openDirectCalls = async (
  clients: AwsClients,
  { table, bucket, clock }: DeployedStoreOptions & { readonly clock: Clock },
) => {
  const { openDirectItems, openDirectObjects } = await import('../../aws/store/direct-calls.ts');
  const [items, objects] = await Promise.all([
    openDirectItems(clients, table, clock),
    openDirectObjects(clients, bucket, clock),
  ]);
  return { items, objects };
};
