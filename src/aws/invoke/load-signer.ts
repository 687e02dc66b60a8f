import { sign } from 'aws4';

/** Credentials of the SDK; those of a role expire. */
export interface RotatingCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  readonly expiration?: Date | undefined;
}

interface LoadSignerOptions {
  readonly region: string;
  /** Asked before the first request, and again when they are about to end. */
  readonly credentials: () => Promise<RotatingCredentials>;
  readonly now: () => Date;
}

/** The request line and headers that a signature covers. */
interface SignableRequest {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/** Credentials are renewed this long before they expire. */
const refreshBeforeMs = 5 * 60_000;

/**
 * Signs requests to function URLs of auth type AWS_IAM without waiting: load must not queue behind a signature.
 * Credentials are renewed in the background; where that fails the old ones are used on, and the answers show it.
 */
export const createLoadSigner = async ({ region, credentials, now }: LoadSignerOptions) => {
  let current = await credentials();
  let renewing = false;
  const renewIfDue = (): void => {
    const endsMs = current.expiration?.getTime() ?? Number.POSITIVE_INFINITY;
    if (renewing || endsMs - now().getTime() > refreshBeforeMs) return;
    renewing = true;
    credentials()
      .then(
        (fresh) => {
          current = fresh;
        },
        () => {},
      )
      .finally(() => {
        renewing = false;
      });
  };
  return ({
    method,
    host,
    path,
    headers,
    body,
  }: SignableRequest): Readonly<Record<string, string>> => {
    renewIfDue();
    const { accessKeyId, secretAccessKey, sessionToken } = current;
    const keys = { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
    const parts = { service: 'lambda', region, method, host, path, headers: { ...headers } };
    const content = body && { body: Buffer.from(body) };
    const signed = sign({ ...parts, ...content }, keys).headers ?? {};
    return Object.fromEntries(Object.entries(signed).map(([name, value]) => [name, `${value}`]));
  };
};
