import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import { Refusal } from './refusal.ts';
import type { WireRequest } from './wire-http.ts';

export interface WireCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

interface Claim {
  readonly accessKeyId: string;
  /** `DATE/REGION/SERVICE/aws4_request`. */
  readonly scope: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

/**
 * Refuses a request that is not signed with these credentials, as AWS Signature Version 4 has it. So no other user of
 * the machine, who can reach the port as well, reads or writes the store.
 */
export const createSignatureCheck = ({ accessKeyId, secretAccessKey }: WireCredentials) => {
  const keyOf = createKeys(secretAccessKey);
  return (request: WireRequest): void => {
    const claim = claimOf(String(request.headers['authorization'] ?? ''));
    if (claim === undefined) throw new Refusal(403, 'AccessDenied', 'the request is not signed');
    if (claim.accessKeyId !== accessKeyId) throw mismatch();
    const key = keyOf(claim.scope);
    const expected = key && createHmac('sha256', key).update(textToSign(request, claim)).digest();
    const given = Buffer.from(claim.signature, 'hex');
    if (expected?.length !== given.length || !timingSafeEqual(expected, given)) throw mismatch();
  };
};

const mismatch = (): Refusal =>
  new Refusal(403, 'SignatureDoesNotMatch', 'the request is signed with other credentials');

const claimOf = (authorization: string): Claim | undefined => {
  const [, accessKeyId, scope, headers, signature] =
    /^AWS4-HMAC-SHA256 Credential=([^/,]+)\/([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      authorization,
    ) ?? [];
  if (!accessKeyId || !scope || !headers || !signature) return undefined;
  const signedHeaders = headers.split(';');
  return signedHeaders.includes('host')
    ? { accessKeyId, scope, signedHeaders, signature }
    : undefined;
};

/** The signing key of a scope, made once: a day, a region, a service. */
const createKeys = (secret: string) => {
  const keys = new Map<string, Buffer>();
  return (scope: string): Buffer | undefined => {
    const known = keys.get(scope);
    const parts = scope.split('/');
    if (known || parts.length !== 4) return known;
    let key = Buffer.from(`AWS4${secret}`);
    for (const part of parts) key = createHmac('sha256', key).update(part).digest();
    // Whoever asks with one scope after the other must not fill the memory.
    if (keys.size > 100) keys.clear();
    keys.set(scope, key);
    return key;
  };
};

const hashOf = (content: string | Buffer): string => hash('sha256', content, 'hex');

const textToSign = (request: WireRequest, { scope, signedHeaders }: Claim): string => {
  const { method, path, headers } = request;
  const canonical = [
    method,
    canonicalPath(path),
    canonicalQuery(request.query),
    ...signedHeaders.map((name) => `${name}:${trimmed(String(headers[name] ?? ''))}`),
    '',
    signedHeaders.join(';'),
    payloadHash(request),
  ].join('\n');
  return ['AWS4-HMAC-SHA256', String(headers['x-amz-date']), scope, hashOf(canonical)].join('\n');
};

const trimmed = (value: string): string => value.trim().replaceAll(/ +/g, ' ');

/** A hash that is named must be the body's; `UNSIGNED-PAYLOAD` and `STREAMING-...` stand for themselves. */
const payloadHash = ({ headers, body }: WireRequest): string => {
  const named = headers['x-amz-content-sha256'];
  if (typeof named === 'string' && !/^[0-9a-f]{64}$/.test(named)) return named;
  const actual = body.length === 0 ? emptyHash : hashOf(body);
  if (named !== undefined && named !== actual) throw mismatch();
  return actual;
};
const emptyHash = hashOf('');

/** S3's: encoded once, whichever characters the client left as they are. DynamoDB's is always `/`. */
const canonicalPath = (path: string): string => {
  if (/^[-A-Za-z0-9._~/]*$/.test(path)) return path;
  try {
    return path
      .split('/')
      .map((part) => encoded(decodeURIComponent(part)))
      .join('/');
  } catch {
    return path;
  }
};

const canonicalQuery = (query: URLSearchParams): string =>
  query.size === 0
    ? ''
    : [...query]
        .map(([name, value]) => [encoded(name), encoded(value)] as const)
        .toSorted(([one, first], [other, second]) => compare(one, other) || compare(first, second))
        .map((pair) => pair.join('='))
        .join('&');

/** By code points, as the names and values are ASCII by now. */
const compare = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

const encoded = (text: string): string =>
  encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
