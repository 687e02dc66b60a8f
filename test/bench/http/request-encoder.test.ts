import { describe, expect, it } from 'vitest';
import {
  createRequestEncoder,
  type RequestShape,
} from '../../../src/bench/http/request-encoder.ts';
import { FibimgError } from '../../../src/core/error.ts';

const shape = (parts: Partial<RequestShape> = {}): RequestShape => ({
  url: new URL('http://example.com:8080/a?b=c'),
  method: 'GET',
  headers: {},
  keepAlive: true,
  ...parts,
});

describe('the request encoder', () => {
  it('adds the integer to the query, and nothing else', () => {
    const encode = createRequestEncoder(shape());
    expect(encode(5)).toBe(
      'GET /a?b=c&int=5 HTTP/1.1\r\nhost: example.com:8080\r\nuser-agent: fibimg\r\naccept: */*\r\n\r\n',
    );
    expect(encode(undefined)).toMatch(/^GET \/a\?b=c HTTP\/1\.1\r\n/);
    expect(encode(6)).toMatch(/int=6 /);
    expect(encode(5)).toMatch(/int=5 /);
  });

  it('sends own headers over its own, and credentials of the URL', () => {
    const encode = createRequestEncoder(
      shape({
        url: new URL('https://user:p%40ss@example.com/'),
        headers: { 'User-Agent': 'me', Host: 'other' },
        keepAlive: false,
      }),
    );
    expect(encode(undefined)).toBe(
      `GET / HTTP/1.1\r\nhost: other\r\nuser-agent: me\r\naccept: */*\r\nauthorization: Basic ${btoa('user:p@ss')}\r\nconnection: close\r\n\r\n`,
    );
  });

  it('has every request signed as it is sent', () => {
    const asked: unknown[] = [];
    const encode = createRequestEncoder(
      shape({
        sign: (request) => {
          asked.push([request.method, request.host, request.path]);
          return { host: request.host, signed: String(asked.length) };
        },
      }),
    );
    expect([encode(5), encode(5)]).toEqual([
      'GET /a?b=c&int=5 HTTP/1.1\r\nhost: example.com:8080\r\nsigned: 1\r\n\r\n',
      'GET /a?b=c&int=5 HTTP/1.1\r\nhost: example.com:8080\r\nsigned: 2\r\n\r\n',
    ]);
    expect(asked[0]).toEqual(['GET', 'example.com:8080', '/a?b=c&int=5']);
  });

  it.each([
    ['a b', 'x'],
    ['', 'x'],
    ['x', 'a\r\nb: c'],
    ['x', '\u20ac'],
    ['Connection', 'close'],
    ['transfer-encoding', 'chunked'],
  ])('refuses the header %j: %j', (name, value) => {
    expect(() => createRequestEncoder(shape({ headers: { [name]: value } }))).toThrow(FibimgError);
  });
});
