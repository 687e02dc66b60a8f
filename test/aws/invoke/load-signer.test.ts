import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { describe, expect, it } from 'vitest';
import { createLoadSigner } from '../../../src/aws/invoke/load-signer.ts';
import type { RotatingCredentials } from '../../../src/aws/invoke/rotating-credentials.ts';

const region = 'eu-west-1';
const host = 'abc.lambda-url.eu-west-1.on.aws';
const signedAt = new Date('2026-01-01T10:00:00Z');
const accessKeyId = 'AKIAIOSFODNN7EXAMPLE';
const secretAccessKey = 'hunter2hunter2hunter2hunter2hunter2hunter';
const first: RotatingCredentials = {
  accessKeyId,
  secretAccessKey,
  sessionToken: 'token',
  expiration: new Date('2026-01-01T11:00:00Z'),
};

const request = {
  method: 'GET',
  host,
  path: '/?int=500',
  headers: { host, 'x-amz-date': '20260101T100000Z', 'x-own': '1' },
};

/** Node's hashes as the SDK's signer wants them. */
class Sha256 {
  readonly #hash;
  constructor(secret?: unknown) {
    this.#hash =
      typeof secret === 'string' || secret instanceof Uint8Array
        ? createHmac('sha256', secret)
        : createHash('sha256');
  }
  update(data: Uint8Array): void {
    this.#hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {}
}

describe('the signer of load', () => {
  it("signs as the SDK's own signer does, at once", async () => {
    const now = () => signedAt;
    const sign = await createLoadSigner({ region, credentials: async () => first, now });
    const { Authorization: authorization, ...headers } = sign(request);
    expect(headers).toMatchObject({ host, 'x-own': '1', 'X-Amz-Security-Token': 'token' });
    const signedHeaders = /SignedHeaders=([^,]+)/.exec(authorization ?? '')?.[1]?.split(';') ?? [];
    const judge = new SignatureV4({
      service: 'lambda',
      region,
      credentials: { accessKeyId, secretAccessKey, sessionToken: 'token' },
      sha256: Sha256,
      applyChecksum: false,
    });
    const expected = await judge.sign(
      {
        method: 'GET',
        protocol: 'https:',
        hostname: host,
        path: '/',
        query: { int: '500' },
        headers: { host, 'x-own': '1' },
      },
      { signingDate: signedAt, signableHeaders: new Set(signedHeaders) },
    );
    const signature = (text: string | undefined) =>
      /Signature=([0-9a-f]{64})/.exec(text ?? '')?.[1];
    expect(signature(authorization)).toBe(signature(expected.headers['authorization']));
    expect(signature(authorization)).toBeDefined();
  });

  it('signs a body by its bytes', async () => {
    const sign = await createLoadSigner({
      ...{ region, credentials: async () => first, now: () => signedAt },
    });
    const body = new Uint8Array([0, 255, 13, 10]);
    const dated = { host, 'x-amz-date': '20260101T100000Z' };
    const headers = { ...dated, 'content-type': 'image/x', 'content-length': '4' };
    const { Authorization: authorization } = sign({ ...request, method: 'POST', headers, body });
    const signedHeaders = /SignedHeaders=([^,]+)/.exec(authorization ?? '')?.[1]?.split(';') ?? [];
    const judge = new SignatureV4({
      service: 'lambda',
      region,
      credentials: { accessKeyId, secretAccessKey, sessionToken: 'token' },
      sha256: Sha256,
      applyChecksum: false,
    });
    const expected = await judge.sign(
      {
        ...{ method: 'POST', protocol: 'https:', hostname: host, path: '/' },
        ...{ query: { int: '500' }, headers, body },
      },
      { signingDate: signedAt, signableHeaders: new Set(signedHeaders) },
    );
    const signature = (text = '') => /Signature=([0-9a-f]{64})/.exec(text)?.[1];
    expect(signature(authorization)).toBe(signature(expected.headers['authorization']));
  });

  it('renews credentials that are about to end, once, and goes on with the old ones meanwhile', async () => {
    let nowMs = signedAt.getTime();
    let asked = 0;
    const credentials = async () => {
      asked += 1;
      if (asked === 2) throw new Error('no answer');
      return asked === 1 ? first : { accessKeyId: 'AKIAFRESH', secretAccessKey: 'x' };
    };
    const sign = await createLoadSigner({ region, credentials, now: () => new Date(nowMs) });
    const keyId = () => /Credential=([^/]+)/.exec(sign(request)['Authorization'] ?? '')?.[1];
    expect([keyId(), asked]).toEqual([first.accessKeyId, 1]);
    nowMs += 56 * 60_000;
    expect([keyId(), keyId(), asked]).toEqual([first.accessKeyId, first.accessKeyId, 2]);
    await new Promise((resolve) => setImmediate(resolve));
    expect([keyId(), asked]).toEqual([first.accessKeyId, 3]);
    await new Promise((resolve) => setImmediate(resolve));
    expect([keyId(), asked]).toEqual(['AKIAFRESH', 3]);
  });
});
