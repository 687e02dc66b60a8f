import type { LookupAddress } from 'node:dns';
import { lookup as lookupName } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { formatDuration } from '../../config/duration.ts';
import { codeOf, FibimgError } from '../../core/error.ts';

interface ResolverOptions {
  /** How long an answer holds: Infinity for ever, 0 for one connection. */
  readonly ttlMs: number;
  readonly nowMs: () => number;
  /** The addresses of a name, in the order in which to try them; the system's by default. */
  readonly resolve?: (host: string) => Promise<readonly LookupAddress[]>;
}

/**
 * The addresses of one host, asked for once a time to live instead of once a connection: the system answers four
 * questions at a time, so that thousands of connections would wait for minutes. Connections take the addresses in turn.
 */
export const createHostResolver = (host: string, options: ResolverOptions) => {
  const { ttlMs, nowMs, resolve = (name) => lookupName(name, { all: true }) } = options;
  let known: readonly LookupAddress[] = [];
  let validUntilMs = Number.NEGATIVE_INFINITY;
  let asking: Promise<readonly LookupAddress[]> | undefined;
  let turn = 0;

  const ask = async (): Promise<readonly LookupAddress[]> => {
    known = await resolve(host);
    validUntilMs = nowMs() + ttlMs;
    return known;
  };
  const addresses = async (): Promise<readonly LookupAddress[]> => {
    if (nowMs() < validUntilMs) return known;
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return await asking;
  };
  const lookup: LookupFunction = (_hostname, { all }, callback) => {
    addresses().then(
      (found) => {
        const inTurn = rotated(found, turn++);
        if (all) callback(null, inTurn);
        else callback(null, inTurn[0]?.address ?? '', inTurn[0]?.family);
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), ''),
    );
  };

  return {
    lookup,
    /** Asks now. @throws FibimgError `network` when the host has no address, or the reason of `interrupt`. */
    async require(interrupt: AbortSignal, timeoutMs: number): Promise<void> {
      if (isIP(host) !== 0) return;
      await withPatience(addresses(), interrupt, timeoutMs).catch((cause: unknown) => {
        if (interrupt.aborted) throw interrupt.reason;
        const code = codeOf(cause);
        if (code === undefined) {
          throw new FibimgError('timeout', `the look-up of the name ${host} took too long`, {
            why: `no address within the time-out of ${formatDuration(timeoutMs)}`,
            hint: 'allow more with --timeout',
            cause,
          });
        }
        throw new FibimgError('network', `the name ${host} cannot be resolved`, {
          why: code,
          hint: 'check its spelling and the network',
          cause,
        });
      });
    },
  };
};

/** Another address of the first one's family first; the order of families is the system's, which knows its routes. */
const rotated = (found: readonly LookupAddress[], turn: number): LookupAddress[] => {
  const preferred = found.filter(({ family }) => family === found[0]?.family);
  const at = turn % Math.max(1, preferred.length);
  const others = found.filter(({ family }) => family !== found[0]?.family);
  return [...preferred.slice(at), ...preferred.slice(0, at), ...others];
};

/** A promise that is given up after a while, or at an interrupt. */
const withPatience = <T>(
  promise: Promise<T>,
  interrupt: AbortSignal,
  timeoutMs: number,
): Promise<T> =>
  new Promise((resolve, reject) => {
    const giveUp = (): void => reject(interrupt.reason);
    const timer = setTimeout(giveUp, timeoutMs);
    interrupt.addEventListener('abort', giveUp);
    if (interrupt.aborted) giveUp();
    const forget = (): void => {
      clearTimeout(timer);
      interrupt.removeEventListener('abort', giveUp);
    };
    promise.then(resolve, reject).finally(forget);
  });
