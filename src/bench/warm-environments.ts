/** Rounds without a new environment after which no further ones are expected. */
const patience = 5;

/**
 * Keeps `count` requests under way at once until answers of that many different environments were seen.
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
    const answers = await Promise.all(Array.from({ length: count }, probe));
    for (const id of answers) if (id !== undefined) seen.add(id);
    idleRounds = seen.size > before ? 0 : idleRounds + 1;
  }
  return seen.size;
};
