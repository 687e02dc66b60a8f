import { access } from 'node:fs/promises';
import { FibimgError } from '../../core/error.ts';
import type { Clock } from '../../core/service/ports.ts';
import { sleep } from '../../core/sleep.ts';
import { startEnvironment } from '../environment/environment.ts';
import { environmentVariables } from '../environment/environment-variables.ts';
import { createPool, type Pool } from '../environment/pool.ts';
import { type ProcessGuard, startProcessGuard } from '../environment/process-guard.ts';
import { createEventLoopTurn } from '../http/event-loop-turn.ts';
import type { HttpHandler } from '../http/http-connection.ts';
import type { HttpReply } from '../http/http-reply.ts';
import { startHttpServer } from '../http/http-server.ts';
import { createAsyncQueue, type Delivery } from './async-queue.ts';
import { type BackendOptions, emptyStore, startBackends } from './backends.ts';
import { createConfiguration, type FunctionConfiguration } from './configuration-api.ts';
import { createFunctionRunner } from './function-runner.ts';
import { createFunctionUrl } from './function-url.ts';
import { lambdaPayloadBytes } from './invocation-result.ts';
import { createInvokeApi, isInvokeApi } from './invoke-api.ts';
import { requestIds } from './request-ids.ts';

export interface LocalLambdaOptions extends BackendOptions {
  /** JavaScript of `environment-main.ts`, and the deployable bundle that it runs. */
  readonly bootstrap: string;
  readonly bundle: string;
  readonly clock: Clock;
  readonly cpuCount: number;
  readonly port?: number;
  readonly functionName?: string;
  readonly concurrency?: number;
  readonly memoryMb?: number;
  readonly timeoutMs?: number;
  readonly initTimeoutMs?: number;
  readonly idleMs?: number;
  /** How asynchronous events are delivered; as Lambda does it by default. */
  readonly delivery?: Partial<Delivery>;
  /** Further variables of the function's environment, asked for whenever one starts. */
  readonly variables?: () => Promise<Readonly<Record<string, string>>>;
  /** Receives the whole log of each invocation, from START to REPORT. */
  readonly onLog?: (text: string) => void;
}

/**
 * A stand-in for the deployed function on this machine: real processes run the deployable bundle, one invocation
 * at a time each, behind the function's URL and Lambda's Invoke API on one port of the loopback interface.
 */
export const startLocalLambda = async (given: LocalLambdaOptions) => {
  const options = { ...defaults, ...given };
  await requireBuilt(options);
  const backends = await startBackends(options);
  const guard = startProcessGuard();
  let url = '';
  const { pool, runner, queue, handler, configuration } = createFunction(
    { ...options, guard },
    () => ({ ...backends.variables, AWS_ENDPOINT_URL_LAMBDA: url }),
  );
  const abort = async (): Promise<void> => {
    await pool.close();
    await Promise.all([guard.close(), backends.close()]);
  };
  const door = await startHttpServer({
    port: options.port,
    maxKeptBytes: lambdaPayloadBytes,
    now: options.clock.now,
    tellsKeepAlive: true,
    refuse: forbidden,
    handler,
  }).catch(async (error: unknown) => {
    await abort();
    throw error;
  });
  url = `http://127.0.0.1:${door.port}`;
  return {
    url,
    /** For `--endpoint-url` of the aws CLI, or an SDK's `endpoint`. */
    invokeEndpoint: url,
    functionName: options.functionName,
    /** The embedded store as S3 and DynamoDB, and what requests to it are signed with. */
    wire: backends.wire,
    stats: () => ({ ...runner.stats(), environments: pool.counts(), events: queue.stats() }),
    /** Queues an event as S3 or a schedule would; false where the queue is full. */
    deliver: (event: unknown): boolean =>
      queue.add({
        event: JSON.stringify(event),
        ...requestIds(options.clock, options.rng, undefined),
      }),
    /** Every environment that there is ends with its invocation: the next requests start cold. */
    recycleEnvironments: pool.recycle,
    /** As `recycleEnvironments`, and the next ones are told that memory size. */
    resize: (memoryMb: number): void =>
      void configuration.update(JSON.stringify({ MemorySize: memoryMb })),
    emptyStore: () => emptyStore(options.store),
    /** Lets invocations in flight end, then every process. Resolves with how many asynchronous events were given up. */
    close: async (): Promise<number> => {
      const [givenUp] = await Promise.all([queue.close(), door.close(options.timeoutMs + 5000)]);
      await abort();
      return givenUp;
    },
    /** Ends every process at once, whatever it does; resolves when they are gone. */
    abort,
  };
};

const forbidden = (why: string): HttpReply => ({
  status: 403,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ Message: `Forbidden: ${why}` }),
});

const defaults = {
  port: 0,
  functionName: 'GetFibonacciImage',
  concurrency: 10,
  memoryMb: 1024,
  timeoutMs: 28_000,
  initTimeoutMs: 10_000,
  idleMs: 300_000,
} as const satisfies Partial<LocalLambdaOptions>;

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

type WholeOptions = LocalLambdaOptions &
  Required<Pick<LocalLambdaOptions, keyof typeof defaults>> & { readonly guard: ProcessGuard };

/** Into so many parts an event's chance to be delivered twice is divided. */
const chances = 1_000_000;

/** What an environment finds in its variables, the function's own address among it. */
type Variables = () => Readonly<Record<string, string>>;

/** The function and its two faces. */
const createFunction = (options: WholeOptions, backends: Variables) => {
  const { functionName, clock, rng } = options;
  const turnMs = createEventLoopTurn(clock);
  const functionArn = `arn:aws:lambda:local:000000000000:function:${functionName}`;
  const configuration = createConfiguration({
    ...options,
    functionArn,
    onChange: () => pool.recycle(),
  });
  const pool = createEnvironments({ ...options, turnMs }, backends, configuration);
  const { memoryMb } = configuration;
  const runner = createFunctionRunner({
    ...{ ...options, onLog: options.onLog, memoryMb, pool, functionArn },
  });
  const queue = createAsyncQueue(runner, {
    ...{ retryDelayMs: 60_000, duplicateShare: 0, ...options.delivery },
    ...{ functionArn, clock, sleep },
    chance: () => rng.below(chances) / chances,
  });
  const functionUrl = createFunctionUrl({ runner, clock, rng, turnMs });
  const api = { runner, queue, configuration, functionName, functionArn, clock, rng, turnMs };
  const invokeApi = createInvokeApi(api);
  const handler: HttpHandler = (request, sourceIp) =>
    isInvokeApi(request) ? invokeApi(request) : functionUrl(request, sourceIp);
  return { pool, runner, queue, handler, configuration };
};

const createEnvironments = (
  options: WholeOptions & { readonly turnMs: () => number },
  backends: Variables,
  configuration: Pick<FunctionConfiguration, 'variables' | 'memoryMb'>,
): Pool =>
  createPool({
    ...options,
    start: async (signal) => {
      const fixed = environmentVariables(options.functionName, configuration.memoryMb());
      const given = { ...fixed, ...backends(), ...(await options.variables?.()) };
      const variables = { ...configuration.variables(), ...given };
      return startEnvironment({ ...options, variables }, signal);
    },
  });
