import { FibimgError, undefinedIf } from '../error.ts';
import type { Clock, Rng } from '../service/ports.ts';
import type { Sleep } from '../sleep.ts';
import { formatUtc } from '../utc.ts';
import type { AdaptiveLimiter } from './adaptive-limiter.ts';

/** One item of a table says who is about to write to the store that the table belongs to. */
export const lockKey = { PK: 'FIBIMG', SK: 'LOCK' } as const;

export interface LockRecord {
  /** Of one run. */
  readonly owner: string;
  /** `fibimg seed` and the like. */
  readonly command: string;
  readonly since: string;
  /** Unix milliseconds after which the lock holds nobody off: its owner has been ended. */
  readonly expiresMs: number;
}

/** Where the lock lies. */
export interface LockTable {
  /** Writes the record where there is none, an expired one or the same owner's; else resolves with the holder's. */
  take(record: LockRecord, nowMs: number): Promise<LockRecord | undefined>;
  /** Writes the record whatever is there. */
  overwrite(record: LockRecord): Promise<void>;
  /** The record that is there, expired or not. */
  holder(): Promise<LockRecord | undefined>;
  /** Deletes the owner's record. */
  release(owner: string): Promise<void>;
}

interface LockDeps {
  /** Of the table's calls. */
  readonly limiter: AdaptiveLimiter;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly sleep: Sleep;
}

interface LockRequest {
  readonly command: string;
  readonly title: string;
  /** Takes the lock from another. */
  readonly breakLock: boolean;
}

/** A run that ends without releasing its lock holds others off for at most this long. */
const leaseMs = 5 * 60_000;

/** Runs `work` as the only writer of a store among the commands that lock it. */
export const withStoreLock = async <T>(
  table: LockTable,
  { limiter, clock, rng, sleep }: LockDeps,
  { command, title, breakLock }: LockRequest,
  work: () => Promise<T>,
): Promise<T> => {
  const owner = rng.uuid();
  const since = formatUtc(clock.now());
  const record = (): LockRecord => ({
    ...{ owner, command, since },
    expiresMs: clock.now().getTime() + leaseMs,
  });
  const take = () => table.take(record(), clock.now().getTime());
  const overwrite = async () => {
    await table.overwrite(record());
    return undefined;
  };
  const holder = await limiter.retry(breakLock ? overwrite : take).catch(whenNoTable);
  if (holder === 'no table') return work();
  if (holder !== undefined) throw locked(title, holder);
  const ended = new AbortController();
  const renewing = renew(() => limiter.retry(take), sleep, ended.signal);
  try {
    return await work();
  } finally {
    ended.abort();
    await renewing;
    // The lease ends by itself; what `work` came to matters more.
    await limiter.retry(() => table.release(owner)).catch(() => {});
  }
};

/**
 * Removes the lock that a dead run left, where nothing else is to be done; throws when it still holds others off. Nothing
 * is written where there is no lock.
 *
 * @returns whether there was one.
 */
export const clearStoreLock = async (
  table: LockTable,
  deps: LockDeps,
  request: LockRequest,
): Promise<boolean> => {
  const held = await deps.limiter
    .retry(() => table.holder())
    .catch(undefinedIf('not_found', 'denied'));
  if (held === undefined) return false;
  await withStoreLock(table, deps, request, async () => {});
  return true;
};

/** A lease that cannot be renewed now may be the next time. */
const renew = async (
  take: () => Promise<unknown>,
  sleep: Sleep,
  signal: AbortSignal,
): Promise<void> => {
  while (!signal.aborted) {
    await sleep(leaseMs / 3, signal).catch(() => {});
    if (!signal.aborted) await take().catch(() => {});
  }
};

/** Nobody writes items to a table that is not there; whether that matters, `work` finds out. */
const whenNoTable = (thrown: unknown): 'no table' => {
  if (thrown instanceof FibimgError && thrown.kind === 'not_found') return 'no table';
  throw thrown;
};

const locked = (title: string, { command, since, expiresMs }: LockRecord): FibimgError =>
  new FibimgError('refused', `${title} is locked by another run`, {
    why: `${command} has been writing there since ${since} UTC; unless it goes on, its lock ends at ${formatUtc(new Date(expiresMs))} UTC`,
    hint: 'wait for it, or add --break-lock if that run is dead',
  });
