/** What holds where neither is given. */
export interface LoadDefaults {
  readonly vus: number;
  readonly durationMs: number;
}

/** Where the target has a machine of its own, k6's. */
export const remoteDefaults: LoadDefaults = { vus: 10, durationMs: 10_000 };

/**
 * On the machine that also runs the target: more virtual users than its cores can serve would measure the cores, and
 * the whole of a bench with its preparations and cold starts is to end within half a minute.
 */
export const localDefaults = (cpuCount: number): LoadDefaults => ({
  vus: Math.min(remoteDefaults.vus, 2 * cpuCount),
  durationMs: 6_000,
});

/** How long the addresses of a name hold: k6's own. */
export const defaultDnsTtlMs = 300_000;

/** Of virtual users, each of which takes a connection. */
export const mostVus = 100_000;

/** No run lasts longer; a timer could not wait for 25 days. */
export const mostDurationMs = 86_400_000;

/**
 * Loads up to these may go to a host that is not this machine without `--allow-load`. Virtual users count by the requests
 * that they can have in flight at once; those of an arrival rate are the pool that the highest rate here gets.
 */
export const heavyAbove = {
  vus: 50,
  pooledVus: 200,
  rate: 100,
  requests: 10_000,
  durationMs: 60_000,
} as const;
