/** Credentials of the SDK; those of a role expire. */
export interface RotatingCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  readonly expiration?: Date | undefined;
}

/** Credentials are renewed this long before they expire. */
const refreshBeforeMs = 5 * 60_000;

/**
 * Gives credentials without waiting: load must not queue behind a renewal. They are renewed in the background; where
 * that fails the old ones are used on, and the answers show it.
 */
export const createRotation = async (
  credentials: () => Promise<RotatingCredentials>,
  now: () => Date,
) => {
  let current = await credentials();
  let renewing = false;
  const renew = async (): Promise<void> => {
    renewing = true;
    try {
      current = await credentials();
    } catch {
      // The next request tries again.
    } finally {
      renewing = false;
    }
  };
  return () => {
    const endsMs = current.expiration?.getTime() ?? Number.POSITIVE_INFINITY;
    if (!renewing && endsMs - now().getTime() <= refreshBeforeMs) void renew();
    const { accessKeyId, secretAccessKey, sessionToken = '' } = current;
    return { accessKeyId, secretAccessKey, sessionToken };
  };
};
