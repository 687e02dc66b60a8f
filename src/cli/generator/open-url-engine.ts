import { createExecutorEngine } from '../../bench/engine/executor-engine.ts';
import type { Scheduler } from '../../bench/engine/requester.ts';
import { createHostResolver } from '../../bench/http/host-resolver.ts';
import { createHttpRequester, hostOf, portOf } from '../../bench/http/http-requester.ts';
import type { SignRequest } from '../../bench/http/request-encoder.ts';
import {
  createNetworkProbe,
  type NetworkProbe,
  type ProbeOptions,
} from '../../bench/network/network-probe.ts';
import { clientRegionOf, targetRegionOf } from '../../bench/network/regions.ts';
import { warmUpGenerator } from '../../bench/phases/warm-up.ts';
import type { LoadEngineOptions, LoadGenerator } from '../../commands/command/services.ts';
import type { Io } from '../../process/io.ts';

type UrlEngineOptions = Omit<LoadEngineOptions, 'transport' | 'caFile' | 'workers'> & {
  /** PEM of further certificate authorities. */
  readonly ca?: string;
  /** Opened only by an engine that can use it. */
  readonly openSign?: () => Promise<SignRequest>;
};

/** An engine that sends to a URL. */
export const openUrlEngine = async (
  io: Io,
  { engine, dnsTtlMs, remote, own, openSign, ...http }: UrlEngineOptions,
  scheduler: Scheduler,
): Promise<Pick<LoadGenerator, 'engine' | 'network'>> => {
  const { nowUs } = scheduler;
  const common = { ...http, nowUs };
  const resolver = createHostResolver(hostOf(http.url), {
    ttlMs: dnsTtlMs,
    nowMs: io.clock.elapsedMs,
  });
  await resolver.require(io.interrupt, http.timeoutMs);
  const { lookup } = resolver;
  // Requests by URL go past any proxy, and so does the probe.
  const way = { address: http.url, to: 'target', lookup, nowUs } as const;
  const network = remote && {
    network: probeOf(way, { env: io.env, targetRegion: targetRegionOf(http.url.hostname) }),
  };
  if (engine === 'autocannon') {
    const { createAutocannonEngine } = await import('../../bench/autocannon/autocannon-engine.ts');
    return { engine: createAutocannonEngine(common), ...network };
  }
  await warmUpGenerator(scheduler);
  const sign = await openSign?.();
  const requester = createHttpRequester({ ...common, ...own, lookup, ...(sign && { sign }) });
  return { engine: createExecutorEngine('http', requester, scheduler), ...network };
};

interface Way extends Pick<ProbeOptions, 'to' | 'lookup' | 'nowUs'> {
  readonly address: URL;
}

export const probeOf = (
  { address, ...way }: Way,
  { env, targetRegion }: Pick<Io, 'env'> & Pick<ProbeOptions, 'targetRegion'>,
): NetworkProbe =>
  createNetworkProbe({
    ...{ ...way, host: hostOf(address), port: portOf(address) },
    ...{ clientRegion: clientRegionOf(env), targetRegion },
  });
