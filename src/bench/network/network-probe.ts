import { connect, isIP, type LookupFunction } from 'node:net';
import type { NetworkSummary } from '../record/network.ts';
import { createTrend, percentileUs, record } from '../record/trend.ts';

export interface ProbeOptions extends Pick<NetworkSummary, 'to' | 'clientRegion' | 'targetRegion'> {
  readonly host: string;
  readonly port: number;
  /** Gives the host's addresses; looking them up is no part of a round trip. */
  readonly lookup: LookupFunction;
  /** The run's monotonic clock. */
  readonly nowUs: () => number;
  /** From the end of one connect to the begin of the next. */
  readonly pauseMs?: number;
}

/** Measures round trips while a load goes on. */
export interface NetworkProbe {
  /** Goes on until the function that it returns is called. */
  start(): () => void;
  /** Undefined where no connect was answered. */
  summary(): Omit<NetworkSummary, 'parts'> | undefined;
}

const connectTimeoutMs = 5_000;

/**
 * Connects to a host about once a second, one connect at a time, and hangs up: the system answers a connect before any
 * program is asked, so that it takes one round trip. Nothing is sent, and no connection of the load is used.
 */
export const createNetworkProbe = (options: ProbeOptions): NetworkProbe => {
  const { host, port, lookup, nowUs, pauseMs = 1000, ...known } = options;
  const times = createTrend();
  let failed = 0;
  let family = 4;

  /** Calls back when it is over, and with the time that it took if there was an answer. */
  const connectTo = (address: string, onEnd: (us?: number) => void): (() => void) => {
    const beganUs = nowUs();
    const socket = connect({ host: address, port });
    const end = (us?: number): void => {
      socket.removeAllListeners();
      // What happens to it from here on is nobody's business.
      socket.on('error', () => {});
      socket.destroy();
      onEnd(us);
    };
    socket.once('connect', () => end(nowUs() - beganUs));
    socket.once('error', () => end());
    socket.setTimeout(connectTimeoutMs, () => end());
    return () => {
      socket.removeAllListeners();
      socket.on('error', () => {});
      socket.destroy();
    };
  };

  const start = (): (() => void) => {
    let stopped = false;
    let timer: NodeJS.Timeout | undefined;
    let hangUp = (): void => {};
    const again = (us?: number): void => {
      if (us === undefined) failed += 1;
      else record(times, us);
      timer = setTimeout(once, pauseMs);
    };
    const once = (): void => {
      addressOf(host, lookup).then(
        (address) => {
          if (stopped) return;
          family = isIP(address) || family;
          hangUp = connectTo(address, again);
        },
        () => {
          if (!stopped) again();
        },
      );
    };
    once();
    return () => {
      stopped = true;
      clearTimeout(timer);
      hangUp();
    };
  };

  return {
    start,
    summary() {
      if (times.count === 0) return undefined;
      const ms = (us = 0): number => us / 1000;
      const { count, minUs } = times;
      const [med, p95] = [ms(percentileUs(times, 50)), ms(percentileUs(times, 95))];
      return {
        roundTripMs: { count, min: ms(minUs), med, p95 },
        failed,
        ...known,
        addressFamily: family === 6 ? 'IPv6' : 'IPv4',
      };
    },
  };
};

/** The address that a connection would try first. */
const addressOf = (host: string, lookup: LookupFunction): Promise<string> =>
  new Promise((resolve, reject) => {
    if (isIP(host) !== 0) return resolve(host);
    lookup(host, { all: true }, (error, found) => {
      const first = Array.isArray(found) ? found[0]?.address : found;
      if (error || !first) reject(error ?? new Error(`${host} has no address`));
      else resolve(first);
    });
  });
