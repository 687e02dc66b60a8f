import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRequestParser, type HttpRequest } from '../../../src/local/http/request-parser.ts';

const createParser = (maxKeptBytes = 1000, onExpect = () => {}) =>
  createRequestParser({ maxKeptBytes, onExpect });

/** All requests of a stream that is cut at these places. */
const parseAll = (bytes: Buffer, cuts: readonly number[]): readonly HttpRequest[] => {
  const parser = createParser();
  const found: HttpRequest[] = [];
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length];
  let from = 0;
  for (const end of ends.toSorted((one, other) => one - other)) {
    let request = parser.push(bytes.subarray(from, end));
    for (; request !== undefined; request = parser.push(Buffer.alloc(0))) found.push(request);
    from = end;
  }
  expect(parser.isAmid()).toBe(false);
  return found;
};

const parse = (text: string) => createParser().push(Buffer.from(text, 'latin1'));

const chunked = (parts: readonly Uint8Array[]): Buffer =>
  Buffer.concat([
    ...parts.flatMap((part) => [
      Buffer.from(`${part.length.toString(16)};name=value\r\n`),
      part,
      Buffer.from('\r\n'),
    ]),
    Buffer.from('0\r\nTrailer: x\r\n\r\n'),
  ]);

const anyRequest = fc.record({
  method: fc.constantFrom('GET', 'POST', 'M-SEARCH'),
  target: fc.webPath().map((path) => `/${path}?a=%20&b`),
  parts: fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 4 }),
  isChunked: fc.boolean(),
  value: fc.string({ unit: fc.constantFrom('a', ' ', ':', '\t', '\xe9'), maxLength: 8 }),
});
type AnyRequest = typeof anyRequest extends fc.Arbitrary<infer T> ? T : never;

const bytesOf = ({ method, target, parts, isChunked, value }: AnyRequest): Buffer => {
  const body = Buffer.concat(parts);
  const framing = isChunked ? 'Transfer-Encoding: chunked' : `content-length: ${body.length}`;
  const head = `${method} ${target} HTTP/1.1\r\nHost: localhost\r\nX-A:${value}\r\n${framing}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), isChunked ? chunked(parts) : body]);
};

describe('createRequestParser', () => {
  it('reads any requests one after the other, cut anywhere', () => {
    const requests = fc.array(anyRequest, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(requests, fc.array(fc.nat(), { maxLength: 5 }), (sent, cuts) => {
        const read = parseAll(Buffer.concat(sent.map(bytesOf)), cuts);
        expect(read.map(({ method, target }) => [method, target])).toEqual(
          sent.map(({ method, target }) => [method, target]),
        );
        for (const [index, { body, bodyBytes, headers, persistent }] of read.entries()) {
          const { parts = [], value = '' } = sent[index] ?? {};
          expect(body.equals(Buffer.concat(parts))).toBe(true);
          expect(bodyBytes).toBe(body.length);
          expect(headers['x-a']).toBe(value.trim());
          expect(persistent).toBe(true);
        }
      }),
    );
  });

  it('joins repeated headers by commas, cookies by semicolons', () => {
    const { headers } =
      parse('GET / HTTP/1.1\r\nA: 1\r\na: 2\r\nCookie: c=1\r\ncookie: d=2\r\n\r\n') ?? {};
    expect({ ...headers }).toEqual({ a: '1,2', cookie: 'c=1; d=2' });
  });

  it('keeps the names of an object apart from its headers', () => {
    const { headers } = parse('GET / HTTP/1.1\r\n__proto__: 1\r\n\r\n') ?? {};
    expect(Object.entries(headers ?? {})).toEqual([['__proto__', '1']]);
    expect(headers?.['toString']).toBeUndefined();
  });

  it.each([
    ['HTTP/1.1', '', true],
    ['HTTP/1.1', 'Connection: Close\r\n', false],
    ['HTTP/1.1', 'Connection: te, close\r\n', false],
    ['HTTP/1.0', '', false],
    ['HTTP/1.0', 'Connection: keep-alive\r\n', true],
  ])('knows whether another request may follow: %s %s', (version, header, persistent) => {
    expect(parse(`GET / ${version}\r\n${header}\r\n`)?.persistent).toBe(persistent);
  });

  it('counts a body that is too large to keep', () => {
    const parser = createParser(10);
    const head = 'POST / HTTP/1.1\r\nContent-Length: 30\r\n\r\n';
    expect(parser.push(Buffer.from(`${head}${'x'.repeat(11)}`))).toBeUndefined();
    expect(parser.push(Buffer.from('x'.repeat(19)))).toMatchObject({
      ...{ bodyBytes: 30, body: Buffer.alloc(0), persistent: true },
    });
  });

  it('asks for a body that waits for leave, and not for one that comes along', () => {
    let leaves = 0;
    const head = 'POST / HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n';
    const parser = createParser(10, () => {
      leaves += 1;
    });
    expect(parser.push(Buffer.from(`${head}hi`))?.body.toString()).toBe('hi');
    expect(leaves).toBe(0);
    expect(parser.push(Buffer.from(head))).toBeUndefined();
    expect(leaves).toBe(1);
    expect(parser.push(Buffer.from('ho'))?.body.toString()).toBe('ho');
  });

  it('takes no longer for a header of spaces', () => {
    const startedMs = performance.now();
    const spaces = ' '.repeat(60_000);
    const head = `GET / HTTP/1.1\r\nConnection: a${spaces}b\r\n\r\n`;
    expect(parse(head)?.persistent).toBe(true);
    expect(performance.now() - startedMs).toBeLessThan(1000);
  });

  it('keeps a body of the smallest chunks in little memory', () => {
    const parser = createParser(3_000_000);
    parser.push(Buffer.from('POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n'));
    const before = process.memoryUsage().heapUsed;
    for (let at = 0; at < 200; at += 1) parser.push(Buffer.from('1\r\na\r\n'.repeat(10_000)));
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(80_000_000);
    expect(parser.push(Buffer.from('0\r\n\r\n'))?.body.toString()).toBe('a'.repeat(2_000_000));
  });

  it.each([
    ['no request line', 'hello\r\n\r\n', 400],
    ['another version', 'GET / HTTP/2.0\r\n\r\n', 400],
    ['a space in the target', 'GET /a b HTTP/1.1\r\n\r\n', 400],
    ['a control character in the target', 'GET /\x01 HTTP/1.1\r\n\r\n', 400],
    ['a header without a colon', 'GET / HTTP/1.1\r\nHost\r\n\r\n', 400],
    ['a header without a name', 'GET / HTTP/1.1\r\n: x\r\n\r\n', 400],
    ['a space before the colon', 'GET / HTTP/1.1\r\nContent-Length : 3\r\n\r\n', 400],
    ['a folded line', 'GET / HTTP/1.1\r\nA: 1\r\n B: 2\r\n\r\n', 400],
    ['a bare line feed', 'GET / HTTP/1.1\r\nA: 1\nContent-Length: 3\r\n\r\n', 400],
    ['a bare carriage return', 'GET / HTTP/1.1\r\nA: 1\rB: 2\r\n\r\n', 400],
    ['a zero byte', 'GET / HTTP/1.1\r\nA: \0\r\n\r\n', 400],
    ['two lengths', 'GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n', 400],
    ['a length that is none', 'GET / HTTP/1.1\r\nContent-Length: +1\r\n\r\n', 400],
    [
      'a body framed twice',
      'POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      400,
    ],
    ['an unknown coding', 'POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n', 501],
    ['a chunk without a size', 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n', 400],
    [
      'a chunk longer than its size',
      'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n',
      400,
    ],
    ['a head without end', `GET / HTTP/1.1\r\nA: ${'x'.repeat(70_000)}`, 431],
    [
      'a chunk line without end',
      `POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1;${'x'.repeat(20_000)}`,
      431,
    ],
    ['white space of no HTTP', 'POST / HTTP/1.1\r\nTransfer-Encoding:\x0bchunked\r\n\r\n', 400],
    [
      'a space that is a letter in HTTP',
      'POST / HTTP/1.1\r\nTransfer-Encoding:\xa0chunked\r\n\r\n',
      501,
    ],
    ['a carriage return too many', 'GET / HTTP/1.1\r\nA: 1\r\r\n\r\n', 400],
    ['chunks in HTTP/1.0', 'POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n', 400],
    [
      'a line feed in an extension',
      'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1;\n\r\na\r\n0\r\n\r\n',
      400,
    ],
    [
      'a line feed in a trailer',
      'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: 1\n\r\n\r\n',
      400,
    ],
    ['what a TLS client says first', '\x16\x03\x01\x02\x00\x01', 400],
    ['lines that end otherwise, before their end', 'GET / HTTP/1.1\nHost: localhost\n\n', 400],
  ])('refuses %s', (_, text, status) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ status }));
  });
});
