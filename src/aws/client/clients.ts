import type { Agent } from 'node:http';
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ECSClient } from '@aws-sdk/client-ecs';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { S3Client } from '@aws-sdk/client-s3';
import type {
  AwsCredentialIdentity,
  AwsCredentialIdentityProvider,
  DeserializeHandler,
  MiddlewareStack,
} from '@smithy/types';
import { isLoopback } from '../../core/loopback.ts';
import { guardAnswer } from './answer-guard.ts';
import { type CredentialLog, createCredentialLog } from './credential-log.ts';
import { type AwsService, type EndpointOptions, resolveEndpoint } from './endpoint.ts';
import { credentialsOrAny, regionOrAny } from './loopback-defaults.ts';
import { requireProfile } from './profile.ts';

/**
 * How AWS is reached. Absent values follow the SDK's own chain: the process's environment and the shared configuration
 * files. The entry point must set AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED to `true` before the first client
 * is made, or the SDK warns of Node 20 on standard error.
 */
export interface AwsOptions extends EndpointOptions {
  readonly region?: string | undefined;
  /** How long one operation may take, its retries included. */
  readonly timeoutMs: number;
  /** Attempts of one operation; the SDK's default (3, DynamoDB 4) when absent. 1 where a retry would be a lie. */
  readonly maxAttempts?: number | undefined;
  /** Connections to one host at once. */
  readonly maxSockets?: number | undefined;
  /** Connections of one's own for an address, such as through a proxy; the SDK's plain ones when absent. */
  readonly agents?: (() => Promise<(url: URL) => Agent>) | undefined;
}

/** One client per service, created on first use: a command loads only the SDK packages that it calls. */
export interface AwsClients {
  readonly options: AwsOptions;
  s3(): Promise<S3Client>;
  dynamoDb(): Promise<DynamoDBClient>;
  lambda(): Promise<LambdaClient>;
  cloudFormation(): Promise<CloudFormationClient>;
  ecs(): Promise<ECSClient>;
  cloudWatchLogs(): Promise<CloudWatchLogsClient>;
  /** Those that requests are signed with; `credentials` errors say why there are none. */
  credentials(): Promise<AwsCredentialIdentity>;
  close(): Promise<void>;
}

interface Destroyable {
  destroy(): void;
}

export const createAwsClients = (options: AwsOptions): AwsClients => {
  const made: Promise<Destroyable>[] = [];
  const log = createCredentialLog();
  const settings = (service: AwsService) => clientConfig(service, options, log);
  const once = <C extends Destroyable>(make: () => Promise<C>): (() => Promise<C>) => {
    let client: Promise<C> | undefined;
    return () => {
      if (client === undefined) {
        client = make();
        made.push(client);
      }
      return client;
    };
  };
  const lambda = once(async () => {
    const [{ LambdaClient }, common] = await Promise.all([
      import('@aws-sdk/client-lambda'),
      settings('lambda'),
    ]);
    return guarded(new LambdaClient(common), 'lambda', log, common.endpoint);
  });
  return {
    options,
    lambda,
    s3: once(async () => {
      const [{ S3Client }, common] = await Promise.all([
        import('@aws-sdk/client-s3'),
        settings('s3'),
      ]);
      const local = 'endpoint' in common ? emulatorSafe : {};
      return guarded(new S3Client({ ...common, ...local }), 's3', log, common.endpoint);
    }),
    dynamoDb: once(async () => {
      const [{ DynamoDBClient }, common] = await Promise.all([
        import('@aws-sdk/client-dynamodb'),
        settings('dynamodb'),
      ]);
      return guarded(new DynamoDBClient(common), 'dynamodb', log, common.endpoint);
    }),
    cloudFormation: once(async () => {
      const [{ CloudFormationClient }, common] = await Promise.all([
        import('@aws-sdk/client-cloudformation'),
        settings('cloudformation'),
      ]);
      return guarded(new CloudFormationClient(common), 'cloudformation', log, common.endpoint);
    }),
    ecs: once(async () => {
      const [{ ECSClient }, common] = await Promise.all([
        import('@aws-sdk/client-ecs'),
        settings('ecs'),
      ]);
      return guarded(new ECSClient(common), 'ecs', log, common.endpoint);
    }),
    cloudWatchLogs: once(async () => {
      const [{ CloudWatchLogsClient }, common] = await Promise.all([
        import('@aws-sdk/client-cloudwatch-logs'),
        settings('cloudwatch_logs'),
      ]);
      return guarded(new CloudWatchLogsClient(common), 'cloudwatch_logs', log, common.endpoint);
    }),
    credentials: async () => log.explained((await lambda()).config.credentials()),
    async close() {
      for (const settled of await Promise.allSettled(made)) {
        if (settled.status === 'fulfilled') settled.value.destroy();
      }
    },
  };
};

interface Signing {
  readonly config: { credentials: AwsCredentialIdentityProvider };
}

interface Guardable<I extends object, O extends object> {
  readonly middlewareStack: MiddlewareStack<I, O>;
}

/** Bounds and checks every answer before the SDK reads it, and says why there are no credentials. */
const guarded = <I extends object, O extends object, C extends Guardable<I, O> & Signing>(
  client: C & Guardable<I, O>,
  service: AwsService,
  log: CredentialLog,
  endpoint: string | undefined,
): C => {
  if (isLocal(endpoint)) {
    client.config.credentials = credentialsOrAny(client.config.credentials, log);
  }
  client.middlewareStack.add((next) => (args) => log.explained(next(args)), {
    step: 'initialize',
    priority: 'high',
  });
  client.middlewareStack.add(
    (next: DeserializeHandler<I, O>, context) => async (args) => {
      const result = await next(args);
      const operation = (context.commandName ?? '').replace(/Command$/, '');
      await guardAnswer(service, operation, result.response);
      return result;
    },
    { step: 'deserialize', priority: 'low' },
  );
  return client;
};

/** Other S3 servers often support neither virtual hosts nor the SDK's default trailing checksums. */
const emulatorSafe = {
  forcePathStyle: true,
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
} as const;

const isLocal = (endpoint: string | undefined): boolean =>
  endpoint !== undefined && isLoopback(new URL(endpoint));

export const connectionTimeoutOf = ({ timeoutMs }: Pick<AwsOptions, 'timeoutMs'>): number =>
  Math.min(5_000, timeoutMs);

/** An instance metadata service answers in a few milliseconds; the SDK waits for 1 s, twice. */
const instanceMetadataTimeoutMs = 250;

const clientConfig = async (service: AwsService, options: AwsOptions, log: CredentialLog) => {
  await requireProfile(options.profile);
  const endpoint = await resolveEndpoint(service, options);
  // Which host it will be is decided later; that it is one of Amazon's is all that a proxy's rules need.
  const address = new URL(
    endpoint ?? `https://${service === 'cloudwatch_logs' ? 'logs' : service}.amazonaws.com`,
  );
  const plain = options.maxSockets === undefined ? {} : { maxSockets: options.maxSockets };
  const agent = (await options.agents?.())?.(address) ?? plain;
  return {
    ...(options.region === undefined ? {} : { region: options.region }),
    ...(options.region === undefined && isLocal(endpoint) && { region: regionOrAny(options) }),
    ...(options.profile === undefined ? {} : { profile: options.profile }),
    ...(options.maxAttempts === undefined ? {} : { maxAttempts: options.maxAttempts }),
    ...(endpoint === undefined ? {} : { endpoint }),
    requestHandler: {
      connectionTimeout: connectionTimeoutOf(options),
      requestTimeout: options.timeoutMs,
      throwOnRequestTimeout: true,
      httpAgent: agent,
      httpsAgent: agent,
    },
    logger: log.logger,
    // The default credential chain takes these two from the client's configuration, for its metadata services.
    timeout: instanceMetadataTimeoutMs,
    maxRetries: 0,
  };
};
