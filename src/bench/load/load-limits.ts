/** What a load is where nothing else is said. */
export const defaultVus = 10;
export const defaultDurationMs = 10_000;
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

export const intsExpected = 'numbers and ranges such as 500, 400-1000 or 400,500-510';
