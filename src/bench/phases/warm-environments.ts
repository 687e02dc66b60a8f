/** Rounds without a new environment after which no further ones are expected. */
const patience = 5;

/** Times the environments to warm: more probes at once would only be refused. */
const mostProbes = 8;

/**
 * Keeps `count` requests under way at once until answers of that many different environments were seen. A fast target
 * answers some before it has met the last: each round that brings nothing new is followed by one of twice as many.
 *
 * @param probe makes one request that touches no store and resolves with the id of the environment that answered.
 * @returns how many were seen.
 */
export const warmUntilSeen = async (
  count: number,
  probe: () => Promise<string | undefined>,
  signal: AbortSignal,
): Promise<number> => {
  const seen = new Set<string>();
  let idleRounds = 0;
  while (seen.size < count && idleRounds < patience && !signal.aborted) {
    const before = seen.size;
    const probes = count * Math.min(mostProbes, 2 ** idleRounds);
    const answers = await Promise.all(Array.from({ length: probes }, probe));
    for (const id of answers) if (id !== undefined) seen.add(id);
    idleRounds = seen.size > before ? 0 : idleRounds + 1;
  }
  return seen.size;
};
