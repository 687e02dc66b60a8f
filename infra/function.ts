import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  Architecture,
  type Code,
  Function as LambdaFunction,
  LayerVersion,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { addLeastPrivilegeRole } from './least-privilege.ts';
import { addOriginalGrants } from './original-grants.ts';
import type { StackNames } from './stack-names.ts';
import type { StackOptions } from './stack-options.ts';
import type { Storage } from './storage.ts';

/** What is deployed: the bundle, and a layer's content where images are on. */
export interface FunctionAssets {
  readonly bundle: Code;
  readonly imageLayer: () => Code;
}

export const addFunction = (
  scope: Construct,
  names: StackNames,
  options: StackOptions,
  storage: Storage,
  assets: FunctionAssets,
): LambdaFunction => {
  const { table, bucket } = storage;
  const { reservedConcurrency } = options;
  const lambda = new LambdaFunction(scope, names.ids.function, {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: assets.bundle,
    architecture: architectureOf(options),
    memorySize: options.memoryMb,
    timeout: Duration.seconds(options.timeoutSeconds),
    environment: {
      TableName: table.tableName,
      TableArn: table.tableArn,
      BucketName: bucket.bucketName,
    },
    ...(names.function && { functionName: names.function }),
    ...(reservedConcurrency !== undefined && { reservedConcurrentExecutions: reservedConcurrency }),
    ...(options.images === 'on' && { layers: [addImageLayer(scope, options, assets)] }),
    ...(options.parity === 'none' && ownLogAndRole(scope, storage)),
  });
  if (options.parity === 'original') addOriginalGrants(lambda, storage);
  return lambda;
};

/** The log group is made here, not by a retention setting, which would bring a Lambda function of its own. */
const ownLogAndRole = (scope: Construct, storage: Storage) => {
  const logGroup = new LogGroup(scope, 'Log', {
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  return { logGroup, role: addLeastPrivilegeRole(scope, storage, logGroup) };
};

const addImageLayer = (scope: Construct, options: StackOptions, assets: FunctionAssets) =>
  new LayerVersion(scope, 'ImageLayer', {
    code: assets.imageLayer(),
    compatibleArchitectures: [architectureOf(options)],
    compatibleRuntimes: [Runtime.NODEJS_24_X],
    description: 'sharp, for the operations resize and thumbnail',
  });

const architectureOf = ({ arch }: StackOptions): Architecture =>
  arch === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64;
