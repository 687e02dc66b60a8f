import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { StackNames } from './stack-names.ts';
import type { StackOptions } from './stack-options.ts';

/** Both halves of the store, gone with the stack. */
export interface Storage {
  readonly table: Table;
  readonly bucket: Bucket;
}

export const addStorage = (
  scope: Construct,
  names: StackNames,
  { billing }: StackOptions,
): Storage => ({
  table: new Table(scope, names.ids.table, {
    partitionKey: { name: 'PK', type: AttributeType.STRING },
    sortKey: { name: 'SK', type: AttributeType.STRING },
    removalPolicy: RemovalPolicy.DESTROY,
    ...(names.table && { tableName: names.table }),
    ...(billing === 'on-demand'
      ? { billingMode: BillingMode.PAY_PER_REQUEST }
      : { billingMode: BillingMode.PROVISIONED, readCapacity: 5, writeCapacity: 5 }),
  }),
  bucket: new Bucket(scope, names.ids.bucket, {
    removalPolicy: RemovalPolicy.DESTROY,
    autoDeleteObjects: true,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    encryption: BucketEncryption.S3_MANAGED,
  }),
});
