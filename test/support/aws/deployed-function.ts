import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { startLocalLambda } from '../../../src/local/lambda/start-local-lambda.ts';
import { createGeneratedOrigin } from '../../../src/origin/generated.ts';
import { testRng } from '../../local/lambda/test-rng.ts';
import { realClock } from '../load/real-clock.ts';
import { awsEnv, stubAwsEnv } from './aws-env.ts';
import { deployOriginal } from './deployed-stack.ts';
import * as original from './original-stack.ts';

const dist = join(import.meta.dirname, '../../../dist');

export interface DeployedFunctionOptions {
  /** Whether its answers carry this product's evidence headers. */
  readonly implementation?: 'own' | 'original';
  readonly concurrency?: number;
  readonly authType?: 'NONE' | 'AWS_IAM';
  /** Hears the whole log of each invocation. */
  readonly onLog?: (text: string) => void;
  /** Of a stand-in of CloudWatch Logs. */
  readonly logsUrl?: string;
}

/**
 * A stack that works: the deployable bundle in real processes behind a URL and the Invoke API, over an S3 and a
 * DynamoDB, with CloudFormation and Lambda's reading calls beside it, all behind one endpoint.
 */
export const deployFunction = async ({
  implementation = 'own',
  concurrency = 10,
  authType = 'NONE',
  onLog,
  logsUrl,
}: DeployedFunctionOptions = {}) => {
  const store = await deployOriginal();
  const { plane, s3Proxy, dynamoProxy } = store;
  const lambda = await startLocalLambda({
    bootstrap: join(dist, 'cli/environment-main.js'),
    bundle: join(dist, 'lambda/index.mjs'),
    origin: createGeneratedOrigin(),
    clock: realClock,
    rng: testRng,
    cpuCount: 2,
    concurrency,
    ...(onLog && { onLog }),
    variables: async () => ({
      ...{
        ...awsEnv,
        AWS_ENDPOINT_URL_S3: s3Proxy.url,
        AWS_ENDPOINT_URL_DYNAMODB: dynamoProxy.url,
      },
      ...{ TableName: original.originalTable, BucketName: original.originalBucket },
    }),
  });
  const url = await startFront(() => lambda.url, implementation === 'original');
  const aws = await startFront(
    (message) => serviceOf(message, { plane, store, lambda, logsUrl }),
    false,
  );
  plane.content = contentFor(url.url, authType);
  plane.onUpdate = () => lambda.recycleEnvironments();
  stubAwsEnv({ AWS_ENDPOINT_URL: aws.url });
  onTestFinished(async () => {
    await Promise.all([url.close(), aws.close()]);
    await lambda.close();
  });
  return {
    ...store,
    lambda,
    /** What AWS was asked, `Invoke` calls among it. */
    invokes: () => aws.seen.filter(({ path }) => path.endsWith('/invocations')).length,
    /** The requests that its URL got. */
    urlRequests: url.seen,
    endpointUrl: aws.url,
  };
};

const contentFor = (functionUrl: string, AuthType: string) => {
  const { originalStack, originalFunctions, originalFunction } = original;
  const known = originalFunctions[originalFunction];
  return {
    stacks: [
      { ...originalStack, outputs: { ...originalStack.outputs, TheUrl: `${functionUrl}/` } },
    ],
    functions: {
      ...originalFunctions,
      [originalFunction]: {
        ...known,
        url: { ...known?.url, AuthType, FunctionUrl: `${functionUrl}/` },
      },
    },
  };
};

interface Backends {
  readonly plane: { readonly url: string };
  readonly lambda: { readonly url: string };
  readonly store: Awaited<ReturnType<typeof deployOriginal>>;
  readonly logsUrl: string | undefined;
}

/** Signatures name the service that they are for. */
const serviceOf = (
  { headers, url }: IncomingMessage,
  { plane, lambda, store, logsUrl }: Backends,
) => {
  const [, service] = /\/(\w+)\/aws4_request/.exec(headers.authorization ?? '') ?? [];
  if (service === 's3') return store.s3Proxy.url;
  if (service === 'dynamodb') return store.dynamoProxy.url;
  if (service === 'logs' && logsUrl !== undefined) return logsUrl;
  return url?.endsWith('/invocations') ? lambda.url : plane.url;
};

interface Seen {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
}

/** Passes requests on; what it hides are the headers that only this product's function sends. */
const startFront = async (target: (message: IncomingMessage) => string, hides: boolean) => {
  const seen: Seen[] = [];
  const agent = new Agent({ keepAlive: true });
  const server = createServer((message, response) => {
    const { url: path = '/', headers } = message;
    seen.push({ path, headers });
    pass(message, response, `${target(message)}${path}`, { agent, hides });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close: () =>
      new Promise<void>((resolve) => {
        agent.destroy();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const pass = (
  message: IncomingMessage,
  response: ServerResponse,
  url: string,
  { agent, hides }: { readonly agent: Agent; readonly hides: boolean },
): void => {
  const { method = 'GET', headers } = message;
  const outgoing = httpRequest(url, { method, headers, agent }, (reply) => {
    const kept = Object.entries(reply.headers).filter(
      ([name]) => !hides || !name.startsWith('x-fibimg-'),
    );
    response.writeHead(reply.statusCode ?? 502, Object.fromEntries(kept));
    reply.pipe(response);
  });
  outgoing.on('error', () => response.destroy());
  message.pipe(outgoing);
};
