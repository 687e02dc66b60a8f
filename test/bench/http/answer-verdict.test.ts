import { describe, expect, it } from 'vitest';
import {
  createAnswerCheck,
  judgeAnswer,
  wasStored,
} from '../../../src/bench/http/answer-verdict.ts';
import { fibonacci } from '../../../src/core/service/fibonacci.ts';
import type { Metadata } from '../../../src/core/service/metadata.ts';
import { responseBody } from '../../../src/core/service/response.ts';

const answer = (status: number, body = '', headers: Record<string, string> = {}) => ({
  status,
  body,
  headers: new Map(Object.entries(headers)),
  bodyBytes: body.length,
  reusable: true,
});

const question = { pixels: 5, check: undefined, via: 'url' } as const;

const ourError = (code: string) => `{"error":{"code":"${code}","message":"m"}}`;

describe('the verdict on an answer', () => {
  it.each([
    [200, '', 'ok', undefined],
    [304, '', 'ok', undefined],
    [400, ourError('invalid_input'), 'http_error', 'invalid_input'],
    [404, '<html>', 'http_error', '404'],
    [
      429,
      '{"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","Type":"User"}',
      'throttled',
      'ReservedFunctionConcurrentInvocationLimitExceeded',
    ],
    [429, ourError('too_many'), 'throttled', 'too_many'],
    [429, '', 'throttled', '429'],
    [502, ourError('origin'), 'http_error', 'origin'],
    [502, '{"message":"Internal Server Error"}', 'function_error', '502'],
    [502, '', 'function_error', '502'],
    [503, ourError('storage'), 'http_error', 'storage'],
    [500, '{"error":"text"}', 'http_error', '500'],
    [301, '', 'http_error', 'redirect'],
    [308, '<a href="/elsewhere">', 'http_error', 'redirect'],
    [600, '', 'http_error', '600'],
    [999, '', 'http_error', '999'],
  ])('%i with %j is %s', (status, body, name, errorCode) => {
    const verdict = judgeAnswer(answer(status, body), question, 1000);
    expect([verdict.class, verdict.errorCode]).toEqual([name, errorCode]);
  });

  it('takes every status in an invocation as the words of the function', () => {
    const classes = [200, 400, 429, 502].map(
      (status) => judgeAnswer(answer(status), { ...question, via: 'invoke' }, 0).class,
    );
    expect(classes).toEqual(['ok', 'http_error', 'http_error', 'http_error']);
  });

  it('checks answers that are not errors, and only those', () => {
    const check = () => 'wrong_shape' as const;
    const classes = [200, 301, 304, 500].map(
      (status) => judgeAnswer(answer(status), { ...question, check }, 0).class,
    );
    expect(classes).toEqual(['wrong_answer', 'http_error', 'wrong_answer', 'http_error']);
  });

  it('takes start and outcome from headers alone where they are', () => {
    const stored = '{"now":"2026-01-01 10:00:09","metadata":{"created":"2026-01-01 10:00:00"}}';
    const headers = { 'x-fibimg-cold-start': 'false', 'x-fibimg-outcome': 'fetched' };
    expect(judgeAnswer(answer(200, stored, headers), question, 1000)).toMatchObject({
      start: 'warm',
      outcome: 'fetched',
    });
    expect(judgeAnswer(answer(200, stored), question, 1000)).toMatchObject({
      start: 'unknown',
      outcome: 'stored',
      environmentId: undefined,
    });
    const odd = { 'x-fibimg-cold-start': 'maybe', 'x-fibimg-outcome': 'perhaps' };
    expect(judgeAnswer(answer(200, '', odd), question, 1000)).toMatchObject({
      start: 'unknown',
      outcome: 'unknown',
    });
  });
});

const metadata: Metadata = {
  originalUrl: 'https://picsum.photos/400',
  redirectedUrl: 'https://fastly.picsum.photos/id/1/400/400.jpg?hmac=x',
  imageLocation: 'image/400.jpg',
  contentDisposition: ['inline; filename="1-400x400.jpg"'],
  contentType: ['image/jpeg'],
  created: '2026-01-01 10:00:00',
};

const context = {
  awsRequestId: '8f5c4f8e-0000-4000-8000-000000000000',
  deadlineMs: 1_767_261_628_000,
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:GetFibonacciImage',
  traceId: 'Root=1-5759e988-bd862e3fe1be46a994272793',
};

const bodyFor = (pixels: number): string =>
  responseBody({ context, now: new Date('2026-01-01T10:00:05Z'), pixels, metadata });

/** As the original writes it: slashes escaped, a rounded number. */
const originalBody = bodyFor(400)
  .replaceAll('/', '\\/')
  .replace(fibonacci(400).toString(), '1.760236806450138e+83');

/** The first answer is read in full and the second one compared with it: both must give the same verdict. */
const verdicts = (body: string, pixels: number | undefined) => {
  const fresh = createAnswerCheck();
  const trained = createAnswerCheck();
  trained(bodyFor(400), 400);
  return new Set([fresh(body, pixels), trained(body, pixels), trained(body, pixels)]);
};

describe('the answer check', () => {
  it.each([
    ['ours', bodyFor(400)],
    ["the original's", originalBody],
    ['one with other white space', JSON.stringify(JSON.parse(originalBody), null, 2)],
  ])('passes %s', (_name, body) => {
    expect(verdicts(body, 400)).toEqual(new Set([undefined]));
  });

  it.each([
    ['another integer', bodyFor(401), 'wrong_int'],
    [
      'a wrong last digit',
      bodyFor(400).replace(/\d,"metadata"/, '7,"metadata"'),
      'wrong_fibonacci',
    ],
    ['a wrong rounding', originalBody.replace('138e+83', '238e+83'), 'wrong_fibonacci'],
    [
      'a number as text',
      bodyFor(400).replace(/"fibonacci":(\d+)/, '"fibonacci":"$1"'),
      'wrong_fibonacci',
    ],
    ['half an answer', bodyFor(400).slice(0, -40), 'not_json'],
    ['nothing', '', 'not_json'],
    ['HTML', '<html></html>', 'not_json'],
    ['an array', '[]', 'not_json'],
    ['null', 'null', 'not_json'],
    ['an error document', '{"error":{"code":"x","message":"y"}}', 'wrong_shape'],
    ['a missing key', bodyFor(400).replace(/"now":"[^"]*",/, ''), 'wrong_shape'],
    [
      'keys in another order',
      bodyFor(400).replace(/("now":"[^"]*"),("int":400)/, '$2,$1'),
      'wrong_shape',
    ],
    ['a sixth key', `${bodyFor(400).slice(0, -1)},"more":1}`, 'wrong_shape'],
    [
      'metadata that are null',
      bodyFor(400).replace(/"metadata":.*/, '"metadata":null}'),
      'wrong_shape',
    ],
  ])('finds %s', (_name, body, wrong) => {
    expect(verdicts(body, 400)).toEqual(new Set([wrong]));
  });

  it('takes any integer of the service when none was asked for', () => {
    expect(verdicts(bodyFor(777), undefined)).toEqual(new Set([undefined]));
    expect(verdicts(bodyFor(5001), undefined)).toEqual(new Set(['wrong_int']));
  });

  const broken = bodyFor(400).replace('"created"', '"creatid"');

  it('reads new metadata in full each sixty-fourth time, and after a wrong one until one is right', () => {
    const check = createAnswerCheck();
    check(bodyFor(400), 400);
    const found = Array.from({ length: 65 }, () => check(broken, 400));
    expect(found.indexOf('wrong_shape')).toBe(62);
    expect(found.slice(62)).toEqual(Array(3).fill('wrong_shape'));
    expect(check(bodyFor(400), 400)).toBe(undefined);
    expect(check(broken, 400)).toBe(undefined);
  });

  it('reads metadata that were right before in full each 256th time', () => {
    const check = createAnswerCheck();
    const oddContext = bodyFor(400).replace('"traceId"', '"traceid"');
    for (let nth = 0; nth < 64; nth += 1) expect(check(bodyFor(400), 400)).toBe(undefined);
    const found = Array.from({ length: 256 }, () => check(oddContext, 400));
    expect(found.indexOf('wrong_shape')).toBe(255);
  });
});

describe('evidence of the store in a body', () => {
  const seconds = (now: string) => bodyFor(400).replace('10:00:05', now);

  it.each([
    ['10:00:05', 2_900_000, true],
    ['10:00:05', 3_000_000, false],
    ['10:00:02', 1000, false],
    ['10:00:00', 1000, false],
    ['nonsense', 1000, false],
  ])('answers at %s after %i us: %s', (now, latencyUs, stored) => {
    expect(wasStored(seconds(now), latencyUs)).toBe(stored);
  });

  it('is none without a date', () => {
    expect(wasStored('{}', 0)).toBe(false);
    expect(wasStored('{"now":"2026-01-01 10:00:00"}', 0)).toBe(false);
  });
});
