import type { Agent } from 'node:http';
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { S3Client } from '@aws-sdk/client-s3';
import { type AwsService, resolveEndpoint } from './endpoint.ts';
import { requireProfile } from './profile.ts';

/**
 * How AWS is reached. What is absent follows the SDK's own chain, which reads the process's environment and the
 * shared configuration files by itself; the entry point sets AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED to
 * exactly `true` before the first client is made, or the SDK warns of Node 20 on standard error.
 */
export interface AwsOptions {
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  readonly endpointUrl?: string | undefined;
  /** How long one operation may take, its retries included. */
  readonly timeoutMs: number;
  /** Attempts of one operation; the SDK's default (3, DynamoDB 4) when absent. 1 where a retry would be a lie. */
  readonly maxAttempts?: number | undefined;
  /** Connections to one host at once. */
  readonly maxSockets?: number | undefined;
  /** Connections of one's own for an address, such as through a proxy; the SDK's plain ones when absent. */
  readonly agents?: (() => Promise<(url: URL) => Agent>) | undefined;
}

/** One client a service, made on first use: a command loads only the SDK packages that it calls. */
export interface AwsClients {
  readonly options: AwsOptions;
  s3(): Promise<S3Client>;
  dynamoDb(): Promise<DynamoDBClient>;
  lambda(): Promise<LambdaClient>;
  cloudFormation(): Promise<CloudFormationClient>;
  close(): Promise<void>;
}

export const createAwsClients = (options: AwsOptions): AwsClients => {
  const made: Promise<{ destroy(): void }>[] = [];
  const once = <C extends { destroy(): void }>(make: () => Promise<C>): (() => Promise<C>) => {
    let client: Promise<C> | undefined;
    return () => {
      if (client === undefined) {
        client = make();
        made.push(client);
      }
      return client;
    };
  };
  return {
    options,
    s3: once(async () => {
      const [{ S3Client }, config] = await Promise.all([
        import('@aws-sdk/client-s3'),
        clientConfig('s3', options),
      ]);
      return new S3Client({ ...config, ...('endpoint' in config ? emulatorSafe : {}) });
    }),
    dynamoDb: once(async () => {
      const [{ DynamoDBClient }, config] = await Promise.all([
        import('@aws-sdk/client-dynamodb'),
        clientConfig('dynamodb', options),
      ]);
      return new DynamoDBClient(config);
    }),
    lambda: once(async () => {
      const [{ LambdaClient }, config] = await Promise.all([
        import('@aws-sdk/client-lambda'),
        clientConfig('lambda', options),
      ]);
      return new LambdaClient(config);
    }),
    cloudFormation: once(async () => {
      const [{ CloudFormationClient }, config] = await Promise.all([
        import('@aws-sdk/client-cloudformation'),
        clientConfig('cloudformation', options),
      ]);
      return new CloudFormationClient(config);
    }),
    async close() {
      for (const settled of await Promise.allSettled(made)) {
        if (settled.status === 'fulfilled') settled.value.destroy();
      }
    },
  };
};

/** Other S3 servers know no virtual hosts and often not the SDK's default trailing checksums; AWS keeps both. */
const emulatorSafe = {
  forcePathStyle: true,
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
} as const;

const connectionTimeoutMs = 5_000;

/** Where there is an instance metadata service it answers in a few milliseconds; the SDK's own patience is 1 s, twice. */
const instanceMetadataTimeoutMs = 250;

/** The SDK warns on the console, where only our own words belong. */
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const clientConfig = async (service: AwsService, options: AwsOptions) => {
  if (options.profile !== undefined) await requireProfile(options.profile);
  const endpoint = await resolveEndpoint(service, options);
  // Which host it will be is decided later; that it is one of Amazon's is all that a proxy's rules need.
  const address = new URL(endpoint ?? `https://${service}.amazonaws.com`);
  const plain = options.maxSockets === undefined ? {} : { maxSockets: options.maxSockets };
  const agent = (await options.agents?.())?.(address) ?? plain;
  return {
    ...(options.region === undefined ? {} : { region: options.region }),
    ...(options.profile === undefined ? {} : { profile: options.profile }),
    ...(options.maxAttempts === undefined ? {} : { maxAttempts: options.maxAttempts }),
    ...(endpoint === undefined ? {} : { endpoint }),
    requestHandler: {
      connectionTimeout: Math.min(connectionTimeoutMs, options.timeoutMs),
      requestTimeout: options.timeoutMs,
      throwOnRequestTimeout: true,
      httpAgent: agent,
      httpsAgent: agent,
    },
    logger: silent,
    // The default credential chain takes these two from the client's configuration, for its metadata services.
    timeout: instanceMetadataTimeoutMs,
    maxRetries: 0,
  };
};
