import { createHmac, hash } from 'node:crypto';
import type { Credentials } from './credentials.ts';

export interface SignerOptions {
  readonly service: 's3' | 'dynamodb' | 'lambda';
  readonly region: string;
  readonly host: string;
  readonly now: () => Date;
}

interface SignableRequest {
  readonly method: string;
  /** As it goes over the wire, without the query. */
  readonly path: string;
  /** As it goes over the wire: sorted and encoded. */
  readonly query?: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | undefined;
}

type Signer = (request: SignableRequest, credentials: Credentials) => Record<string, string>;

const hmac = (key: string | Buffer, text: string): Buffer =>
  createHmac('sha256', key).update(text).digest();

const emptyHash = hash('sha256', '');

/**
 * Signature Version 4: all headers, with those of the signature. Own code, for the
 * library is as large as a quarter of the function; it judges this in the tests. The key is derived once a day.
 */
export const createSigner = ({ service, region, host, now }: SignerOptions): Signer => {
  let derivedFrom = '';
  let key: Buffer = Buffer.alloc(0);
  const keyOf = (day: string, secret: string): Buffer => {
    if (derivedFrom !== day + secret) {
      derivedFrom = day + secret;
      key = [region, service, 'aws4_request'].reduce(hmac, hmac(`AWS4${secret}`, day));
    }
    return key;
  };
  const canonicalPath = service === 's3' ? asItIs : encodedOnceMore;
  return (
    { method, path, query = '', headers, body },
    { accessKeyId, secretAccessKey, sessionToken },
  ) => {
    const time = now()
      .toISOString()
      .replace(/[-:]|\.\d+/g, '');
    const day = time.slice(0, 8);
    const bodyHash = body === undefined ? emptyHash : hash('sha256', body);
    const signed: Record<string, string> = { ...headers, host, 'x-amz-date': time };
    if (service === 's3') signed['x-amz-content-sha256'] = bodyHash;
    if (sessionToken !== '') signed['x-amz-security-token'] = sessionToken;
    const names = Object.keys(signed).sort();
    const signedNames = names.join(';');
    const lines = names.map((name) => `${name}:${signed[name]}\n`).join('');
    const canonical = `${method}\n${canonicalPath(path)}\n${query}\n${lines}\n${signedNames}\n${bodyHash}`;
    const scope = `${day}/${region}/${service}/aws4_request`;
    const text = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${hash('sha256', canonical)}`;
    const signature = createHmac('sha256', keyOf(day, secretAccessKey)).update(text).digest('hex');
    signed['authorization'] =
      `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${signedNames}, Signature=${signature}`;
    return signed;
  };
};

const asItIs = (path: string): string => path;

/** Of all services only S3 takes a path as it is. */
const encodedOnceMore = (path: string): string => path.split('/').map(encodeURIComponent).join('/');
