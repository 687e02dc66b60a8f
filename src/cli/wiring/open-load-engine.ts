import { createExecutorEngine } from '../../bench/engine/executor-engine.ts';
import { createRealScheduler } from '../../bench/engine/real-scheduler.ts';
import type { Scheduler } from '../../bench/engine/requester.ts';
import { createHostResolver } from '../../bench/http/host-resolver.ts';
import { hostOf } from '../../bench/http/http-requester.ts';
import type { SignRequest } from '../../bench/http/request-encoder.ts';
import type { LoadEngineOptions, LoadGenerator } from '../../commands/command/services.ts';
import type { Transport } from '../../commands/command/system-request.ts';
import type { Settings } from '../../config/settings.ts';
import { regionOfHost } from '../../core/stack/function-url.ts';
import type { Io } from '../../process/io.ts';
import { readGitCommit } from '../files/git-commit.ts';
import { readCa } from '../files/read-file.ts';
import { openUrlEngine, probeOf } from '../generator/open-url-engine.ts';
import { createProcessMonitor, describeMachine } from '../terminal/generator-process.ts';
import { awsOptionsOf } from './aws-options.ts';

/** The generator of load in this process. */
export const openLoadEngine = async (
  io: Io,
  settings: Settings,
  options: LoadEngineOptions,
): Promise<LoadGenerator> => {
  const gitCommit = await readGitCommit(io.cwd);
  const scheduler = createRealScheduler(() => io.clock.elapsedMs() * 1000);
  const opened = await openEngine(io, settings, options, scheduler);
  const workers = await openShared(settings, options, scheduler).catch(async (thrown: unknown) => {
    await opened.engine.close();
    throw thrown;
  });
  return {
    ...opened,
    ...(workers && { workers }),
    scheduler,
    monitor: createProcessMonitor(scheduler.nowUs, scheduler.polledUs),
    machine: { ...describeMachine(), ...(gitCommit && { gitCommit }) },
  };
};

/** Loaded only where they are asked for. */
const openShared = async (settings: Settings, options: LoadEngineOptions, scheduler: Scheduler) => {
  if (options.workers === undefined) return undefined;
  const { openWorkers } = await import('../child/open-workers.ts');
  return openWorkers(settings, options, scheduler);
};

const openEngine = async (
  io: Io,
  settings: Settings,
  { transport, ...options }: LoadEngineOptions,
  scheduler: Scheduler,
): Promise<Opened> => {
  if (transport.by === 'event') {
    const { openEventEngine } = await import('./open-event-engine.ts');
    return openEventEngine(io, settings, { ...options, transport }, scheduler);
  }
  return transport.by === 'invoke'
    ? openInvokeEngine(io, settings, { ...options, transport }, scheduler)
    : openByUrl(io, settings, { ...options, transport }, scheduler);
};

type Opened = Pick<LoadGenerator, 'engine' | 'network' | 'settleEvents'>;

type OptionsBy<By extends Transport['by']> = Omit<LoadEngineOptions, 'transport'> & {
  readonly transport: Extract<Transport, { by: By }>;
};

const openByUrl = async (
  io: Io,
  settings: Settings,
  options: OptionsBy<'url'>,
  scheduler: Scheduler,
): Promise<Opened> => {
  const { caFile, transport, ...http } = options;
  const ca = caFile === undefined ? undefined : await readCa(caFile, io.interrupt);
  const signed = transport.auth === 'iam';
  return openUrlEngine(
    io,
    {
      ...http,
      ...(ca !== undefined && { ca }),
      ...(signed && { openSign: () => openSign(io, settings, http.url) }),
    },
    scheduler,
  );
};

const openInvokeEngine = async (
  io: Io,
  settings: Settings,
  { transport, headers, check, remote, dnsTtlMs, own }: OptionsBy<'invoke'>,
  scheduler: Scheduler,
): Promise<Opened> => {
  const [{ openInvoker }, { createInvokeRequester }] = await Promise.all([
    import('./open-invoker.ts'),
    import('../../bench/invoke/invoke-requester.ts'),
  ]);
  const invoker = await openInvoker(io, settings, transport);
  const { functionName } = transport;
  const { clock, rng } = io;
  const { nowUs } = scheduler;
  const requester = createInvokeRequester({
    ...{ invoker, functionName, headers, check, clock, rng, nowUs },
    ...(own && { payloads: own.bodies }),
  });
  const engine = createExecutorEngine('invoke', requester, scheduler);
  if (!remote) return { engine };
  const { proxyOf } = await import('../../net/proxy-of.ts');
  const { endpoint, region } = await invoker.address();
  const proxy = proxyOf(endpoint);
  const address = proxy ?? endpoint;
  const { lookup } = createHostResolver(hostOf(address), {
    ttlMs: dnsTtlMs,
    nowMs: clock.elapsedMs,
  });
  const way = { address, to: proxy ? 'proxy' : 'target', lookup, nowUs } as const;
  return { engine, network: probeOf(way, { env: io.env, targetRegion: region }) };
};

/** Only signed requests load the SDK, for its credentials. */
const openSign = async (io: Io, settings: Settings, url: URL): Promise<SignRequest> => {
  const [{ createAwsClients }, { callAws }, { createLoadSigner }] = await Promise.all([
    import('../../aws/client/clients.ts'),
    import('../../aws/client/call.ts'),
    import('../../aws/invoke/load-signer.ts'),
  ]);
  const clients = createAwsClients(awsOptionsOf(io, settings));
  const { config } = await clients.lambda();
  const call = { service: 'Lambda', operation: 'InvokeFunctionUrl', resource: url.host } as const;
  return createLoadSigner({
    region: regionOfHost(url.hostname) ?? (await config.region()),
    credentials: () =>
      callAws(call, clients.options.timeoutMs, io.interrupt, () => clients.credentials()),
    now: io.clock.now,
  });
};
