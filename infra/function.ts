import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  type Alias,
  ApplicationLogLevel,
  Architecture,
  type Code,
  type EventInvokeConfigOptions,
  Function as LambdaFunction,
  LayerVersion,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { addFailedEvents, asynchronousTo } from './asynchronous.ts';
import { addEvents } from './events.ts';
import { addLeastPrivilegeRole } from './least-privilege.ts';
import { addLogGroup } from './log-groups.ts';
import { addOriginalGrants } from './original-grants.ts';
import type { StackNames } from './stack-names.ts';
import type { StackOptions } from './stack-options.ts';
import type { Storage } from './storage.ts';

/** What is deployed: the bundle, and a layer's content where images are on. */
export interface FunctionAssets {
  readonly bundle: Code;
  readonly imageLayer: () => Code;
}

interface DeployedFunction {
  readonly lambda: LambdaFunction;
  /** What callers call: the function, or its alias. */
  readonly target: LambdaFunction | Alias;
}

export const addFunction = (
  scope: Construct,
  names: StackNames,
  options: StackOptions,
  storage: Storage,
  assets: FunctionAssets,
): DeployedFunction => {
  const { table, bucket } = storage;
  const { reservedConcurrency } = options;
  const own = options.parity === 'none' ? ownParts(scope, storage) : undefined;
  const asynchronous = own && asynchronousTo(own.failedEvents);
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
      ...(options.thumbnailSide !== undefined && {
        ThumbnailSide: String(options.thumbnailSide),
      }),
    },
    ...(names.function && { functionName: names.function }),
    ...(reservedConcurrency !== undefined && { reservedConcurrentExecutions: reservedConcurrency }),
    ...(options.images === 'on' && { layers: [addImageLayer(scope, options, assets)] }),
    ...(own && { ...asynchronous, ...own.settings, role: own.role }),
    ...(options.xray === 'on' && { tracing: Tracing.ACTIVE }),
    // The version before stays, to be called again when a new one is bad.
    ...(options.alias && { currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN } }),
  });
  if (options.parity === 'original') addOriginalGrants(lambda, storage);
  const target = options.alias ? addAlias(lambda, options.alias, asynchronous) : lambda;
  if (own) addEvents(scope, options, storage, { ...own, lambda, target });
  return { lambda, target };
};

/** Settings of asynchronous invocation belong to one version or alias each. */
const addAlias = (
  lambda: LambdaFunction,
  name: string,
  asynchronous: EventInvokeConfigOptions | undefined,
): Alias => {
  const alias = lambda.addAlias(name);
  if (asynchronous) alias.configureAsyncInvoke(asynchronous);
  return alias;
};

/** What the function has that the original's has not. */
const ownParts = (scope: Construct, storage: Storage) => {
  const failedEvents = addFailedEvents(scope);
  const logGroup = addLogGroup(scope, 'Log');
  return {
    failedEvents,
    role: addLeastPrivilegeRole(scope, storage, logGroup),
    settings: {
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      // From INFO on there is the report of each invocation, which tells cold from warm.
      systemLogLevelV2: SystemLogLevel.INFO,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
    },
  };
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
