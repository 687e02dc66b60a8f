import { sign } from 'aws4';
import { createRotation, type RotatingCredentials } from './rotating-credentials.ts';

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

/**
 * Signs requests to function URLs of auth type AWS_IAM without waiting: load must not queue behind a signature.
 *
 */
export const createLoadSigner = async ({ region, credentials, now }: LoadSignerOptions) => {
  const current = await createRotation(credentials, now);
  return ({
    method,
    host,
    path,
    headers,
    body,
  }: SignableRequest): Readonly<Record<string, string>> => {
    const { accessKeyId, secretAccessKey, sessionToken } = current();
    const keys = { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
    const parts = { service: 'lambda', region, method, host, path, headers: { ...headers } };
    const content = body && { body: Buffer.from(body) };
    const signed = sign({ ...parts, ...content }, keys).headers ?? {};
    return Object.fromEntries(Object.entries(signed).map(([name, value]) => [name, `${value}`]));
  };
};
