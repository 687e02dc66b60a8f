import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { fleetPrefix } from '../src/core/fleet/fleet-place.ts';
import type { StackNames } from './stack-names.ts';
import type { StackOptions } from './stack-options.ts';

/** Both halves of the store, gone with the stack unless they are to be retained. */
export interface Storage {
  readonly table: Table;
  readonly bucket: Bucket;
}

export const addStorage = (scope: Construct, names: StackNames, options: StackOptions): Storage => {
  const retained = options.retain === 'on';
  const removalPolicy = retained ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
  return {
    table: new Table(scope, names.ids.table, {
      partitionKey: { name: 'PK', type: AttributeType.STRING },
      sortKey: { name: 'SK', type: AttributeType.STRING },
      removalPolicy,
      ...(names.table && { tableName: names.table }),
      ...capacity(options),
    }),
    bucket: new Bucket(scope, names.ids.bucket, {
      removalPolicy,
      autoDeleteObjects: !retained,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      encryption: BucketEncryption.S3_MANAGED,
      ...(options.parity === 'none' && {
        minimumTLSVersion: 1.2,
        lifecycleRules: [
          { abortIncompleteMultipartUploadAfter: Duration.days(1) },
          // A fleet removes its objects itself; this is for one that was killed and never repaired.
          ...(options.fleet === 'on'
            ? [{ prefix: fleetPrefix, expiration: Duration.days(1) }]
            : []),
        ],
      }),
    }),
  };
};

const capacity = ({ parity, billing, maxReadUnits, maxWriteUnits }: StackOptions) => {
  if (billing === 'provisioned') {
    return { billingMode: BillingMode.PROVISIONED, readCapacity: 5, writeCapacity: 5 };
  }
  const billingMode = BillingMode.PAY_PER_REQUEST;
  return parity === 'original'
    ? { billingMode }
    : { billingMode, maxReadRequestUnits: maxReadUnits, maxWriteRequestUnits: maxWriteUnits };
};
