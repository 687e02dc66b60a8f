import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHeadReader, MalformedAnswer } from '../../../src/bench/http/http-head.ts';
import {
  type Answer,
  createAnswerParser,
  maxHeadBytes,
  type ParserOptions,
} from '../../../src/bench/http/http-parser.ts';

const parserWith = (options: Partial<ParserOptions> = {}) =>
  createAnswerParser({
    ...{ headRequest: false, maxKeptBytes: 1000, heads: createHeadReader(['x-a']) },
    ...options,
  });

/** Feeds the pieces, then the end of the connection if the answer is not complete. */
const parsePieces = (
  pieces: readonly string[],
  options: Partial<ParserOptions> = {},
  parser = parserWith(options),
): Answer => {
  for (const [index, piece] of pieces.entries()) {
    const answer = parser.push(piece);
    if (answer) {
      expect(pieces.slice(index + 1).join('')).toBe('');
      return answer;
    }
  }
  const answer = parser.end();
  if (!answer) throw new Error('no answer');
  return answer;
};

const codeThrown = (run: () => unknown): string | undefined => {
  try {
    run();
  } catch (thrown) {
    if (thrown instanceof MalformedAnswer) return thrown.code;
    throw thrown;
  }
  return undefined;
};

/** Every text cut at the places given, as fractions of its length. */
const cut = (text: string, places: readonly number[]): string[] => {
  const at = [...new Set(places.map((place) => Math.floor(place * text.length)))].sort(
    (a, b) => a - b,
  );
  return [0, ...at].map((from, index) => text.slice(from, at[index]));
};

const chunked = (pieces: readonly string[]): string =>
  [...pieces.filter((piece) => piece !== ''), '']
    .map((piece) => `${piece.length.toString(16)};x=y\r\n${piece}${piece === '' ? '' : '\r\n'}`)
    .join('');

/** Answers of every framing, with what a parser must make of them. */
const answers = fc
  .record({
    status: fc.integer({ min: 200, max: 999 }).filter((status) => status !== 204 && status !== 304),
    framing: fc.constantFrom('length', 'chunked', 'close'),
    pieces: fc.array(fc.string({ unit: 'binary-ascii', maxLength: 40 }), { maxLength: 4 }),
    closes: fc.boolean(),
    interim: fc.constantFrom(
      '',
      'HTTP/1.1 100 Continue\r\n\r\n',
      'HTTP/1.1 103 E\r\nlink: a\r\n\r\n',
    ),
    trailer: fc.constantFrom('', 'x-t: 1\r\n'),
  })
  .map(({ status, framing, pieces, closes, interim, trailer }) => {
    const body = pieces.join('');
    const framed = {
      length: `Content-Length: ${body.length}`,
      chunked: 'Transfer-Encoding: chunked',
      close: 'x-b: 1',
    }[framing];
    const head = `HTTP/1.1 ${status} Fine\r\nX-A:  one \r\n${framed}\r\n${closes ? 'Connection: close\r\n' : ''}x-a: two\r\n\r\n`;
    const wire = framing === 'chunked' ? `${chunked(pieces)}${trailer}\r\n` : body;
    return {
      text: interim + head + wire,
      expected: {
        status,
        headers: new Map<string, string>(),
        body,
        bodyBytes: body.length,
        reusable: !closes && framing !== 'close',
      },
    };
  });

describe('the answer parser', () => {
  it('reads the same answer however it is cut', () => {
    fc.assert(
      fc.property(
        answers,
        fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { maxLength: 8 }),
        ({ text, expected }, places) => {
          const answer = parsePieces(cut(text, places));
          expect(answer.headers.get('x-a')).toBe('one, two');
          expect({ ...answer, headers: expected.headers }).toEqual(expected);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('reads answers cut at every byte, one after another on one parser', () => {
    const texts = [
      'HTTP/1.1 200 OK\r\ncontent-length: 5\r\nx-a: 1\r\n\r\nhello',
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 503\r\ntransfer-encoding: gzip, chunked\r\n\r\n3\r\nabc\r\nA ;q\r\n0123456789\r\n0\r\nt: u\r\n\r\n',
      'HTTP/1.1 204 No Content\r\ncontent-length: 9\r\n\r\n',
    ];
    const parser = parserWith();
    const read: Answer[] = [];
    for (const text of texts) {
      for (const byte of text) {
        const answer = parser.push(byte);
        if (answer) read.push(answer);
      }
    }
    expect(read.map(({ status, body, reusable }) => [status, body, reusable])).toEqual([
      [200, 'hello', true],
      [503, 'abc0123456789', true],
      [204, '', true],
    ]);
  });

  it('reads an answer the same after others, alike or not', () => {
    const severalOfFew = fc
      .array(answers, { minLength: 1, maxLength: 3 })
      .chain((few) => fc.array(fc.constantFrom(...few), { minLength: 2, maxLength: 6 }));
    fc.assert(
      fc.property(severalOfFew, fc.double({ min: 0, max: 0.999, noNaN: true }), (several, at) => {
        const parser = parserWith();
        for (const { text } of several) {
          const pieces = cut(text, [at]);
          expect(parsePieces(pieces, {}, parser)).toEqual(parsePieces(pieces));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('takes an answer without a length as lasting until the connection closes', () => {
    const answer = parsePieces(['HTTP/1.0 200 OK\r\n\r\nall', ' of it']);
    expect(answer).toMatchObject({ body: 'all of it', reusable: false });
  });

  it.each([
    ['HTTP/1.1 304 Not Modified\r\ncontent-length: 7\r\n\r\n', false],
    ['HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n', true],
    ['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n', true],
  ])('expects no body after %j (HEAD: %s)', (text, headRequest) => {
    expect(parserWith({ headRequest }).push(text)).toMatchObject({ bodyBytes: 0, reusable: true });
  });

  it('keeps the beginning of a long body and counts all of it', () => {
    const text = `HTTP/1.1 200 OK\r\ncontent-length: 3000\r\n\r\n${'a'.repeat(3000)}`;
    const answer = parsePieces([text.slice(0, 900), text.slice(900, 1400), text.slice(1400)]);
    expect(answer.body).toBe('a'.repeat(1000));
    expect(answer.bodyBytes).toBe(3000);
  });

  it('does not reuse a connection that says more than the answer, or is of HTTP/1.0', () => {
    const surplus = 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nabc';
    expect(parserWith().push(surplus)).toMatchObject({ body: 'a', reusable: false });
    const old = 'HTTP/1.0 200 OK\r\ncontent-length: 1\r\n';
    expect(parserWith().push(`${old}\r\na`)?.reusable).toBe(false);
    expect(parserWith().push(`${old}connection: Keep-Alive\r\n\r\na`)?.reusable).toBe(true);
  });

  it.each([
    ['connection: Upgrade, close', false],
    ['connection: close, TE', false],
    ['connection: Upgrade\r\nconnection: Close', false],
    ['connection: Upgrade, keep-alive', true],
    ['connection: not-close', true],
  ])('reads the options of %j', (line, reusable) => {
    const text = `HTTP/1.1 200 OK\r\n${line}\r\ncontent-length: 1\r\n\r\na`;
    expect(parserWith().push(text)?.reusable).toBe(reusable);
  });

  it('closes after an answer that is framed twice, read by its chunks', () => {
    const twice = 'transfer-encoding: chunked\r\ncontent-length: 3\r\n\r\n1\r\na\r\n0\r\n\r\n';
    const answer = parserWith().push(`HTTP/1.1 200 OK\r\n${twice}`);
    expect(answer).toMatchObject({ body: 'a', reusable: false });
  });

  it.each([
    ['SSH-2.0-OpenSSH_9.6\r\n\r\n', 'ERR_HTTP_STATUS_LINE'],
    ['HTTP/2 200\r\n\r\n', 'ERR_HTTP_STATUS_LINE'],
    ['HTTP/1.1 2000 OK\r\n\r\n', 'ERR_HTTP_STATUS_LINE'],
    ['HTTP/1.1 101 Switching Protocols\r\n\r\n', 'ERR_HTTP_STATUS_LINE'],
    ['HTTP/1.1 200 OK\r\nno colon\r\n\r\n', 'ERR_HTTP_HEADER'],
    ['HTTP/1.1 200 OK\r\nno colon\r\na: b\r\n\r\n', 'ERR_HTTP_HEADER'],
    ['HTTP/1.1 200 OK\r\na: b\r\n folded: c\r\n\r\n', 'ERR_HTTP_HEADER'],
    ['HTTP/1.1 200 OK\r\nspace : b\r\n\r\n', 'ERR_HTTP_HEADER'],
    ['HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n', 'ERR_HTTP_CONTENT_LENGTH'],
    [
      'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n',
      'ERR_HTTP_CONTENT_LENGTH',
    ],
    ['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nx\r\n', 'ERR_HTTP_CHUNK'],
    ['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nab\r\n', 'ERR_HTTP_CHUNK'],
    [`HTTP/1.1 200 OK\r\na: ${'b'.repeat(maxHeadBytes)}`, 'ERR_HTTP_HEAD_TOO_LARGE'],
    [`HTTP/1.1 200 OK\r\na: ${'b'.repeat(maxHeadBytes)}\r\n\r\n`, 'ERR_HTTP_HEAD_TOO_LARGE'],
    [
      `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1;${'b'.repeat(maxHeadBytes)}`,
      'ERR_HTTP_HEAD_TOO_LARGE',
    ],
  ])('refuses %.60j', (text, code) => {
    expect(codeThrown(() => parserWith().push(text))).toBe(code);
  });

  it('takes no longer for a length of spaces', () => {
    const startedMs = performance.now();
    const length = `1${' '.repeat(60_000)}1,1`;
    const push = () => parserWith().push(`HTTP/1.1 200 OK\r\ncontent-length: ${length}\r\n\r\na`);
    expect(codeThrown(push)).toBe('ERR_HTTP_CONTENT_LENGTH');
    expect(performance.now() - startedMs).toBeLessThan(1000);
  });

  it('bounds trailers', () => {
    const parser = parserWith();
    parser.push('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n');
    const feed = () => {
      for (let line = 0; line < maxHeadBytes; line += 1) parser.push('t: u\r\n');
    };
    expect(codeThrown(feed)).toBe('ERR_HTTP_HEAD_TOO_LARGE');
  });

  it.each(['', 'HTTP/1.1 2', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\na'])(
    'calls %j followed by the end cut short',
    (text) => {
      const parser = parserWith();
      parser.push(text);
      expect(codeThrown(() => parser.end())).toBe('ERR_HTTP_CUT_SHORT');
    },
  );

  it('never fails otherwise, whatever arrives', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary-ascii' })),
        fc.constantFrom(
          '',
          'HTTP/1.1 200 OK\r\n',
          'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n',
        ),
        (pieces, prefix) => {
          const parser = parserWith();
          codeThrown(() => {
            parser.push(prefix);
            for (const piece of pieces) parser.push(piece);
            parser.end();
          });
        },
      ),
    );
  });
});
