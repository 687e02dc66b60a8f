import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeAwsChunked, decodeBody } from '../../../src/local/wire/aws-chunked.ts';

const framed = (parts: readonly Uint8Array[], signed: boolean, trailer: string): Buffer =>
  Buffer.concat([
    ...parts.flatMap((part) => [
      Buffer.from(`${part.length.toString(16)}${signed ? ';chunk-signature=ab12' : ''}\r\n`),
      part,
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`0${signed ? ';chunk-signature=ff' : ''}\r\n${trailer}\r\n`),
  ]);

test('any payload in any chunks comes back whole, signed or not, with trailers or without', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 6 }),
      fc.boolean(),
      fc.constantFrom('', 'x-amz-checksum-crc32:AAAAAA==\r\n'),
      (parts, signed, trailer) => {
        const decoded = decodeAwsChunked(framed(parts, signed, trailer));
        expect(decoded.equals(Buffer.concat(parts))).toBe(true);
      },
    ),
  );
});

test('a body cut anywhere before its end is refused', () => {
  const whole = framed([Buffer.from('0123456789')], false, '');
  for (let cut = 0; cut < whole.length - 4; cut += 1) {
    expect(() => decodeAwsChunked(whole.subarray(0, cut)), `cut at ${cut}`).toThrow(
      /Content-Length/,
    );
  }
});

test('a promise of another length is refused, and a plain body is left alone', () => {
  const headers = {
    'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
    'x-amz-decoded-content-length': '4',
  };
  expect(() => decodeBody(framed([Buffer.from('12345')], false, ''), headers)).toThrow();
  expect(decodeBody(Buffer.from('2\r\nab'), {}).toString()).toBe('2\r\nab');
});
