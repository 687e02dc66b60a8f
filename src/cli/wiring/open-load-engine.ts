import type { LoadEngine } from '../../bench/engine/engine.ts';
import { createExecutorEngine } from '../../bench/engine/executor-engine.ts';
import { createRealScheduler } from '../../bench/engine/real-scheduler.ts';
import type { Requester, Scheduler } from '../../bench/engine/requester.ts';
import { createHostResolver } from '../../bench/http/host-resolver.ts';
import { createHttpRequester, hostOf } from '../../bench/http/http-requester.ts';
import type { SignRequest } from '../../bench/http/request-encoder.ts';
import type { LoadEngineOptions, LoadGenerator } from '../../commands/command/services.ts';
import type { Transport } from '../../commands/command/system-request.ts';
import type { Settings } from '../../config/settings.ts';
import { regionOfHost } from '../../core/stack/function-url.ts';
import type { Io } from '../../process/io.ts';
import { readGitCommit } from '../files/git-commit.ts';
import { readCa } from '../files/read-file.ts';
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
  return {
    engine: await openEngine(io, settings, options, scheduler),
    scheduler,
    monitor: createProcessMonitor(scheduler.nowUs, scheduler.polledUs),
    machine: { ...describeMachine(), ...(gitCommit && { gitCommit }) },
  };
};

const openEngine = async (
  io: Io,
  settings: Settings,
  options: LoadEngineOptions,
  scheduler: Scheduler,
): Promise<LoadEngine> => {
  const { engine, caFile, transport, dnsTtlMs, ...http } = options;
  const { nowUs } = scheduler;
  if (transport.by === 'invoke') {
    const requester = await openInvokeRequester(io, settings, { ...http, transport, nowUs });
    return createExecutorEngine('invoke', requester, scheduler);
  }
  const ca = caFile === undefined ? undefined : await readCa(caFile, io.interrupt);
  const common = { ...http, nowUs, ...(ca !== undefined && { ca }) };
  const resolver = createHostResolver(hostOf(http.url), {
    ttlMs: dnsTtlMs,
    nowMs: io.clock.elapsedMs,
  });
  await resolver.require(io.interrupt, http.timeoutMs);
  if (engine === 'autocannon') {
    const { createAutocannonEngine } = await import('../../bench/autocannon/autocannon-engine.ts');
    return createAutocannonEngine(common);
  }
  const sign = transport.auth === 'iam' ? await openSign(io, settings, http.url) : undefined;
  const { lookup } = resolver;
  const requester = createHttpRequester({ ...common, lookup, ...(sign && { sign }) });
  return createExecutorEngine('http', requester, scheduler);
};

const openInvokeRequester = async (
  io: Io,
  settings: Settings,
  { transport, headers, check, nowUs }: InvokeOptions,
): Promise<Requester> => {
  const [{ openInvoker }, { createInvokeRequester }] = await Promise.all([
    import('./open-invoker.ts'),
    import('../../bench/invoke/invoke-requester.ts'),
  ]);
  const invoker = await openInvoker(io, settings, transport);
  const { functionName } = transport;
  const { clock, rng } = io;
  return createInvokeRequester({ invoker, functionName, headers, check, clock, rng, nowUs });
};

interface InvokeOptions extends Pick<LoadEngineOptions, 'headers' | 'check'> {
  readonly transport: Extract<Transport, { by: 'invoke' }>;
  readonly nowUs: () => number;
}

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
