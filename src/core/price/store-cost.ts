import type { ImageOutcome } from '../service/image-service.ts';
import type { PriceTable } from './price-table.ts';

/** Calls on the store. */
export interface StoreOperations {
  readonly s3Reads: number;
  readonly s3Writes: number;
  readonly dynamodbReadUnits: number;
  readonly dynamodbWriteUnits: number;
}

/** What one request does to the store; an image's item is below 1 KB, its reads are strongly consistent. */
export const operationsOf: Readonly<Record<ImageOutcome, StoreOperations>> = {
  stored: { s3Reads: 1, s3Writes: 0, dynamodbReadUnits: 1, dynamodbWriteUnits: 0 },
  fetched: { s3Reads: 1, s3Writes: 2, dynamodbReadUnits: 1, dynamodbWriteUnits: 1 },
};

/** What so many requests of each outcome do to the store. */
export const operationsFor = (counts: Readonly<Record<ImageOutcome, number>>): StoreOperations => {
  const total = (of: keyof StoreOperations): number =>
    counts.stored * operationsOf.stored[of] + counts.fetched * operationsOf.fetched[of];
  return {
    ...{ s3Reads: total('s3Reads'), s3Writes: total('s3Writes') },
    dynamodbReadUnits: total('dynamodbReadUnits'),
    dynamodbWriteUnits: total('dynamodbWriteUnits'),
  };
};

/** What the store's calls cost, with a table on demand. */
export const storeCost = (
  operations: StoreOperations,
  { s3, dynamodb }: PriceTable,
): { readonly s3Usd: number; readonly dynamodbUsd: number } => ({
  s3Usd:
    (operations.s3Reads * s3.usdPerThousandReads + operations.s3Writes * s3.usdPerThousandWrites) /
    1e3,
  dynamodbUsd:
    (operations.dynamodbReadUnits * dynamodb.usdPerMillionReadUnits +
      operations.dynamodbWriteUnits * dynamodb.usdPerMillionWriteUnits) /
    1e6,
});

export const storeCostUsd = (operations: StoreOperations, prices: PriceTable): number => {
  const { s3Usd, dynamodbUsd } = storeCost(operations, prices);
  return s3Usd + dynamodbUsd;
};
