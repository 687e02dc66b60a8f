import { describe, expect, it } from 'vitest';
import { judgeAnswer } from '../../../src/bench/http/answer-verdict.ts';

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
    const classes = [200, 301, 500].map(
      (status) => judgeAnswer(answer(status), { ...question, check }, 0).class,
    );
    expect(classes).toEqual(['wrong_answer', 'wrong_answer', 'http_error']);
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
