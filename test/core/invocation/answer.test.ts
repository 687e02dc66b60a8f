import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAnswer, WrongAnswerError } from '../../../src/core/invocation/answer.ts';
import { memberSources } from '../../../src/core/json-source.ts';
import { fibonacci } from '../../../src/core/service/fibonacci.ts';
import { responseBody } from '../../../src/core/service/response.ts';

const context = {
  awsRequestId: 'a-b',
  deadlineMs: 1_700_000_000_123,
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:f',
  traceId: 'Root=1-2-3',
};
const metadata = {
  originalUrl: 'https://picsum.photos/400',
  redirectedUrl: 'https://fastly.picsum.photos/id/1/400/400.jpg?hmac="fibonacci":7,',
  imageLocation: 'image/400.jpg',
  contentDisposition: ['inline; filename="1-400x400.jpg"'],
  contentType: ['image/jpeg'],
  created: '2024-02-20 10:11:12',
};
const body = (pixels: number): string =>
  responseBody({ context, now: new Date('2026-11-21T10:11:12Z'), pixels, metadata });

const wrong = (text: string, asked?: number): string => {
  try {
    readAnswer(text, asked);
  } catch (thrown) {
    if (thrown instanceof WrongAnswerError) return `${thrown.wrong}: ${thrown.why}`;
    throw thrown;
  }
  return 'nothing';
};

describe('readAnswer', () => {
  it('reads the body of this service with every digit', () => {
    expect(readAnswer(body(400), 400)).toEqual({
      context,
      now: '2026-11-21 10:11:12',
      pixels: 400,
      fibonacci: fibonacci(400).toString(),
      metadata,
    });
  });

  it("reads the original's, which escapes slashes and rounds", () => {
    const original = body(400)
      .replaceAll('/', '\\/')
      .replace(fibonacci(400).toString(), '1.760236806450138e+83');
    expect(readAnswer(original, 400)).toMatchObject({
      pixels: 400,
      fibonacci: '1.760236806450138e+83',
      metadata,
    });
  });

  it('reads it however it is spaced', () => {
    const spaced = JSON.stringify(JSON.parse(body(7)), null, 3);
    expect(readAnswer(spaced).fibonacci).toBe('13');
  });

  it('tells a page of HTML, nothing and other JSON apart', () => {
    expect(wrong('<!DOCTYPE html><html>')).toBe('not_json: it is a page of HTML or XML');
    expect(wrong(' ')).toBe('not_json: it is empty');
    expect(wrong('[1]')).toBe('not_json: it is not a JSON object: [1]');
    expect(wrong('{"cut":')).toBe('not_json: it is not a JSON object: {"cut":');
  });

  it('names what does not fit the contract', () => {
    const json = JSON.parse(body(10));
    const change = (more: object) => wrong(JSON.stringify({ ...json, ...more }));
    expect(change({ extra: 1 })).toBe(
      'wrong_shape: its keys are context, now, int, fibonacci, metadata, extra',
    );
    expect(change({ context: {} })).toBe('wrong_shape: context.deadlineMs is not a number');
    expect(change({ context: { deadlineMs: 1 } })).toBe(
      'wrong_shape: context.awsRequestId is not a string',
    );
    expect(change({ now: 'noon' })).toMatch(/^wrong_shape: now is not a time/);
    expect(change({ int: '10' })).toBe('wrong_int: int is "10"');
    expect(change({ int: 0 })).toBe('wrong_int: int is 0');
    expect(change({ metadata: { ...metadata, created: null } })).toBe(
      'wrong_shape: metadata: created is null, not a string',
    );
    expect(change({ metadata: null })).toBe('wrong_shape: metadata: it is not a JSON object');
  });

  it('refuses another integer than the one asked for', () => {
    expect(wrong(body(10), 11)).toBe('wrong_int: int is 10, but 11 was asked for');
  });

  it('refuses a wrong number, be it by the last of 84 digits', () => {
    const digits = fibonacci(400).toString();
    const off = `${digits.slice(0, -1)}${(Number(digits.slice(-1)) + 1) % 10}`;
    expect(wrong(body(400).replace(digits, off))).toMatch(/^wrong_fibonacci: F\(400\) is not/);
    expect(wrong(body(400).replace(digits, '1.76023680645e+83'))).toMatch(/^wrong_fibonacci/);
    expect(wrong(body(400).replace(digits, '"x"'))).toMatch(/^wrong_fibonacci/);
    expect(wrong(body(400).replace(digits, 'null'))).toMatch(/^wrong_fibonacci/);
    expect(wrong(body(5000).replace(fibonacci(5000).toString(), '1e400'))).toMatch(
      /^wrong_fibonacci/,
    );
  });

  it('throws nothing but a WrongAnswerError', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(wrong(text)).toMatch(/^(not_json|wrong_)/);
      }),
    );
  });
});

describe('memberSources', () => {
  it('gives every member of any object as it is written', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.constantFrom(undefined, 2),
        (value, indent) => {
          const text = JSON.stringify(value, null, indent);
          const sources = memberSources(text);
          const read = [...sources].map(([key, source]) => [key, JSON.parse(source)]);
          expect(Object.fromEntries(read)).toEqual(JSON.parse(text));
          for (const source of sources.values()) expect(text).toContain(source);
        },
      ),
    );
  });
});
