import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAnswer } from '../../../src/aws/light/read-answer.ts';
import { createHeadReader } from '../../../src/bench/http/http-head.ts';
import { createAnswerParser } from '../../../src/bench/http/http-parser.ts';

const chunk = (data: string) => `${data.length.toString(16)};ext=1\r\n${data}\r\n`;
const bodies = fc.string({ unit: 'binary-ascii', maxLength: 40 });

/** Answers as servers give them, framed in every way. */
const answers = fc
  .record({
    interim: fc.constantFrom(
      '',
      'HTTP/1.1 100 Continue\r\n\r\n',
      'HTTP/1.1 103 Hints\r\na: b\r\n\r\n',
    ),
    minor: fc.constantFrom('0', '1'),
    status: fc.constantFrom('200 OK', '204 None', '304 ', '400 Bad', '503'),
    extra: fc.constantFrom(
      '',
      'Connection: close\r\n',
      'CONNECTION: Keep-Alive\r\n',
      'Date:\r\nx-a: b:c\r\n',
    ),
    framing: fc.constantFrom('length', 'chunked', 'close', 'both'),
    body: bodies,
    trailers: fc.constantFrom('', 'a: b\r\n'),
    surplus: fc.constantFrom('', '', 'x'),
  })
  .map(({ interim, minor, status, extra, framing, body, trailers, surplus }) => {
    const chunked = framing === 'chunked' || framing === 'both';
    const bare = status.startsWith('204') || status.startsWith('304');
    const framed = [
      ...(framing === 'length' || framing === 'both' ? [`Content-Length: ${body.length}\r\n`] : []),
      ...(chunked ? ['Transfer-Encoding: gzip, Chunked\r\n'] : []),
    ].join('');
    const sent = chunked ? `${body === '' ? '' : chunk(body)}0\r\n${trailers}\r\n` : body;
    return `${interim}HTTP/1.${minor} ${status}\r\n${extra}${framed}\r\n${bare ? '' : sent}${surplus}`;
  });

/** What a parser makes of the text as it arrives, and of the connection's end. */
const outcome = (steps: readonly (() => unknown)[]): unknown => {
  try {
    for (const step of steps) {
      const answer = step();
      if (answer !== undefined) return answer;
    }
    return 'nothing';
  } catch {
    return 'refused';
  }
};

const ofLoadEngine = (text: string) => {
  const heads = createHeadReader([]);
  const parser = createAnswerParser({ headRequest: false, maxKeptBytes: 1000, heads });
  const plain = (answer: ReturnType<typeof parser.push>) =>
    answer && { status: answer.status, body: answer.body, reusable: answer.reusable };
  return outcome([() => plain(parser.push(text)), () => plain(parser.end())]);
};

const ofFunction = (text: string) =>
  outcome([() => readAnswer(text, false), () => readAnswer(text, true)]);

test('it reads what the load engine reads, whatever the framing', () => {
  fc.assert(
    fc.property(answers, (text) => {
      expect(ofFunction(text)).toEqual(ofLoadEngine(text));
    }),
  );
});

test('an answer that is cut short is missing, and refused once the connection ends', () => {
  const framed = [
    'Content-Length: 5\r\n\r\nabcde',
    'Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n',
  ];
  for (const rest of framed) {
    const whole = `HTTP/1.1 200 OK\r\n${rest}`;
    for (let length = 0; length < whole.length; length += 1) {
      expect(readAnswer(whole.slice(0, length), false)).toBeUndefined();
      expect(() => readAnswer(whole.slice(0, length), true)).toThrow('closed before the end');
    }
    expect(readAnswer(whole, false)).toEqual({ status: 200, body: 'abcde', reusable: true });
  }
});

test.each([
  ['first line', 'HTTP/2 200\r\n\r\n'],
  ['first line', 'HTTP/1.1 101 Switching Protocols\r\n\r\n'],
  ['headers', 'HTTP/1.1 200 OK\r\nno colon\r\n\r\n'],
  ['headers', 'HTTP/1.1 200 OK\r\na : b\r\n\r\n'],
  ['headers', 'HTTP/1.1 200 OK\r\na: b\nc: d\r\n\r\n'],
  ['length', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
  ['length', 'HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n'],
  ['chunks', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n'],
  ['chunks', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nabc\r\n'],
])('what is not an answer in its %s is refused', (part, text) => {
  expect(() => readAnswer(text, false)).toThrow(part);
});
