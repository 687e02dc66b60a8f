import { access } from 'node:fs/promises';
import { FibimgError } from '../../core/error.ts';
import type { Clock, ImageOrigin, ImageStore, MetadataRepository, Rng } from '../../core/ports.ts';
import { startWireServer } from '../wire/start-wire-server.ts';
import { createAsyncQueue } from './async-queue.ts';
import { type Environment, startEnvironment } from './environment.ts';
import { environmentVariables } from './environment-variables.ts';
import { openFrontDoor } from './front-door.ts';
import { createFunctionUrl } from './function-url.ts';
import { startImageOrigin } from './image-origin.ts';
import { createInvokeApi, isInvokeApi } from './invoke-api.ts';
import { createInvoker, type InvokerStats } from './invoker.ts';
import { createPool } from './pool.ts';

export interface LocalLambdaOptions {
  /** JavaScript of `environment-main.ts`, and the deployable bundle that it runs. */
  readonly bootstrap: string;
  readonly bundle: string;
  /** Shown to the function as S3 and DynamoDB. Without one, `variables` say where its bucket and table are. */
  readonly store?: LocalStore;
  /** What the built-in image origin serves. */
  readonly origin: ImageOrigin;
  readonly clock: Clock;
  readonly rng: Rng;
  /** Of this machine: at most two environments a core start at once. */
  readonly cpuCount: number;
  readonly port?: number;
  readonly functionName?: string;
  readonly concurrency?: number;
  readonly memoryMb?: number;
  readonly timeoutMs?: number;
  readonly initTimeoutMs?: number;
  readonly idleMs?: number;
  /** Between the tries of an asynchronous invocation. */
  readonly retryDelayMs?: number;
  readonly originLatencyMs?: number;
  readonly originFailureRate?: number;
  /** Draws the origin's failures; `rng` by default. */
  readonly originRng?: Rng;
  /** Further variables of the function's environment, asked for whenever one starts. */
  readonly variables?: () => Promise<Readonly<Record<string, string>>>;
  /** Receives the whole log of each invocation, from START to REPORT. */
  readonly onLog?: (text: string) => void;
}

interface LocalStore {
  readonly metadata: MetadataRepository;
  readonly images: ImageStore;
}

export interface LocalLambda {
  /** The function's URL. */
  readonly url: string;
  /** For `--endpoint-url` of the aws CLI, or an SDK's `endpoint`. */
  readonly invokeEndpoint: string;
  readonly functionName: string;
  stats(): LocalLambdaStats;
  /** Every environment that there is ends with its invocation: the next requests start cold. */
  recycleEnvironments(): void;
  /** A `refused` error where the store is not a local one. */
  emptyStore(): Promise<void>;
  /** Lets invocations in flight end. Resolves with how many asynchronous events were given up. */
  close(): Promise<number>;
}

export interface LocalLambdaStats extends InvokerStats {
  readonly environments: { readonly busy: number; readonly idle: number };
}

/**
 * A stand-in for the deployed function on this machine: real processes run the deployable bundle, one invocation
 * at a time each, behind the function's URL and Lambda's Invoke API on one port of the loopback interface.
 */
export const startLocalLambda = async (options: LocalLambdaOptions): Promise<LocalLambda> => {
  await requireBuilt(options);
  const { store, clock, rng, functionName = 'GetFibonacciImage', timeoutMs = 28_000 } = options;
  const backing = await startBacking(options);
  const { pool, invoker, functionArn } = createFunction(options, backing.variables);
  const queue = createAsyncQueue(invoker, { retryDelayMs: options.retryDelayMs ?? 60_000 });
  const functionUrl = createFunctionUrl({ invoker, clock, rng });
  const invokeApi = createInvokeApi({ invoker, queue, functionName, functionArn, clock, rng });
  const door = await openFrontDoor(options.port ?? 0, (request, response) =>
    isInvokeApi(request) ? invokeApi(request, response) : functionUrl(request, response),
  ).catch(async (error: unknown) => {
    await backing.close();
    throw error;
  });
  const url = `http://127.0.0.1:${door.port}`;
  return {
    url,
    invokeEndpoint: url,
    functionName,
    stats: () => ({ ...invoker.stats(), environments: pool.counts() }),
    recycleEnvironments: pool.recycle,
    emptyStore: () => emptyStore(store),
    close: async () => {
      const [givenUp] = await Promise.all([queue.close(), door.close(timeoutMs + 5000)]);
      pool.close();
      await backing.close();
      return givenUp;
    },
  };
};

const requireBuilt = async ({ bundle, bootstrap }: LocalLambdaOptions): Promise<void> => {
  for (const file of [bundle, bootstrap]) {
    await access(file).catch((cause: unknown) => {
      throw new FibimgError('config', `${file} is not there`, {
        why: 'the function has not been built',
        hint: 'npm run build',
        cause,
      });
    });
  }
};

/** What the function finds around itself: the store behind S3's and DynamoDB's wire, and an image origin. */
const startBacking = async (options: LocalLambdaOptions) => {
  const images = await startImageOrigin(options.origin, {
    latencyMs: options.originLatencyMs ?? 0,
    failureRate: options.originFailureRate ?? 0,
    rng: options.originRng ?? options.rng,
  });
  const wire = options.store && (await startWireServer({ store: options.store, ...names }));
  return {
    variables: {
      FIBIMG_ORIGIN_URL: images.url,
      ...(wire && {
        BucketName: names.bucket,
        TableName: names.table,
        AWS_ENDPOINT_URL: wire.url,
      }),
    },
    close: async () => {
      await Promise.all([wire?.close(), images.close()]);
    },
  };
};

const names = { bucket: 'local-bucket', table: 'local-table' } as const;

const createFunction = (options: LocalLambdaOptions, backing: Readonly<Record<string, string>>) => {
  const { clock, functionName = 'GetFibonacciImage', memoryMb = 1024 } = options;
  const { bootstrap, bundle, initTimeoutMs = 10_000 } = options;
  const fixed = { ...environmentVariables(functionName, memoryMb), ...backing };
  const start = async (): Promise<Environment> => {
    const variables = { ...fixed, ...(await options.variables?.()) };
    return startEnvironment({ bootstrap, bundle, variables, initTimeoutMs, clock });
  };
  const pool = createPool({
    start,
    concurrency: options.concurrency ?? 10,
    spawnLimit: 2 * options.cpuCount,
    idleMs: options.idleMs ?? 300_000,
    clock,
  });
  const functionArn = `arn:aws:lambda:local:000000000000:function:${functionName}`;
  const invoker = createInvoker({
    pool,
    functionArn,
    memoryMb,
    timeoutMs: options.timeoutMs ?? 28_000,
    clock,
    rng: options.rng,
    onLog: options.onLog ?? (() => {}),
  });
  return { pool, invoker, functionArn };
};

const emptyStore = async (store: LocalStore | undefined): Promise<void> => {
  if (store === undefined) {
    throw new FibimgError('refused', 'the store of a deployed stack is not emptied from here', {
      hint: 'fibimg purge empties a stack',
    });
  }
  const { metadata, images } = store;
  const sizes = new Set<number>();
  for await (const pixels of metadata.list()) sizes.add(pixels);
  for await (const { pixels } of images.list()) sizes.add(pixels);
  await metadata.remove([...sizes]);
  await images.remove([...sizes]);
};
