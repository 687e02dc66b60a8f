import { sign } from 'aws4';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSigner } from '../../../src/aws/light/sign-request.ts';

const text = fc.stringMatching(/^[A-Za-z0-9+/=._-]{1,40}$/);
const date = fc.date({
  min: new Date('2020-01-01'),
  max: new Date('2035-01-01'),
  noInvalidDate: true,
});

const requests = fc.record({
  service: fc.constantFrom('s3' as const, 'dynamodb' as const),
  region: fc.stringMatching(/^[a-z]{2}-[a-z]{4,9}-\d$/),
  host: fc.stringMatching(/^[a-z0-9.-]{1,30}(:\d{4})?$/),
  method: fc.constantFrom('GET', 'PUT', 'POST'),
  path: fc.stringMatching(
    /^\/([A-Za-z0-9][A-Za-z0-9._-]{0,9}\/){0,3}([A-Za-z0-9][A-Za-z0-9._-]{0,9})?$/,
  ),
  headers: fc.dictionary(fc.constantFrom('content-type', 'x-amz-target', 'accept', 'x-own'), text),
  body: fc.option(fc.uint8Array({ minLength: 1 }), { nil: undefined }),
  accessKeyId: text,
  secretAccessKey: text,
  sessionToken: fc.option(text, { nil: '' }),
  at: date,
});

const lowerCase = (headers: object): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), `${value}`]),
  );

test('it signs as aws4 does, whatever is sent, by whom and when', () => {
  fc.assert(
    fc.property(
      requests,
      ({ service, region, host, at, accessKeyId, secretAccessKey, ...rest }) => {
        const { sessionToken, path, method, body } = rest;
        // It adds a type and a length of its own where there is a body.
        const framing = body && {
          'content-type': 'text/plain',
          'content-length': `${body.length}`,
        };
        const headers = { ...rest.headers, ...framing };
        const keys = { accessKeyId, secretAccessKey, sessionToken };
        const signer = createSigner({ service, region, host, now: () => at });
        const ours = signer({ method, path, headers, body }, keys);
        const date = at.toISOString().replace(/[-:]|\.\d+/g, '');
        const theirs = sign(
          {
            ...{ service, region, host, method, path },
            headers: { ...headers, Host: host, 'X-Amz-Date': date },
            body: body === undefined ? '' : Buffer.from(body),
          },
          keys,
        );
        expect(ours).toEqual(lowerCase(theirs.headers ?? {}));
      },
    ),
  );
});

test('the key follows the day and the secret', () => {
  let at = new Date('2026-01-01T23:59:59Z');
  const signer = createSigner({ service: 's3', region: 'eu-west-1', host: 'h', now: () => at });
  const request = { method: 'GET', path: '/key', headers: {} };
  const signature = (secretAccessKey: string) =>
    signer(request, { accessKeyId: 'A', secretAccessKey, sessionToken: '' })['authorization'];
  const first = signature('one');
  expect(signature('one')).toBe(first);
  const other = signature('two');
  expect(other).not.toBe(first);
  at = new Date('2026-01-02T00:00:00Z');
  const fresh = createSigner({ service: 's3', region: 'eu-west-1', host: 'h', now: () => at });
  const keys = { accessKeyId: 'A', secretAccessKey: 'two', sessionToken: '' };
  expect(signature('two')).toBe(fresh(request, keys)['authorization']);
});
