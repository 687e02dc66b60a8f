import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { httpEvent, travelsAsText } from '../../../src/core/invocation/http-event.ts';

const context = {
  domainName: 'abc123.lambda-url.eu-west-1.on.aws',
  requestId: 'aaaa-bbbb',
  now: new Date('2020-03-12T19:03:58.123Z'),
};
const request = (rawQueryString: string, headers: Record<string, string> = {}) => ({
  method: 'GET',
  rawPath: '/',
  rawQueryString,
  headers,
  sourceIp: '203.0.113.7',
});

describe('httpEvent', () => {
  it('has the shape of payload format 2.0', () => {
    expect(httpEvent(request('int=400', { 'user-agent': 'k6/1.0', host: 'h' }), context)).toEqual({
      version: '2.0',
      routeKey: '$default',
      rawPath: '/',
      rawQueryString: 'int=400',
      headers: { 'user-agent': 'k6/1.0', host: 'h' },
      queryStringParameters: { int: '400' },
      requestContext: {
        accountId: 'anonymous',
        apiId: 'abc123',
        domainName: 'abc123.lambda-url.eu-west-1.on.aws',
        domainPrefix: 'abc123',
        http: {
          method: 'GET',
          path: '/',
          protocol: 'HTTP/1.1',
          sourceIp: '203.0.113.7',
          userAgent: 'k6/1.0',
        },
        requestId: 'aaaa-bbbb',
        routeKey: '$default',
        stage: '$default',
        time: '12/Mar/2020:19:03:58 +0000',
        timeEpoch: 1584039838123,
      },
      isBase64Encoded: false,
    });
  });

  it('joins a parameter given twice by a comma', () => {
    const event = httpEvent(request('int=1&b=x%20y&int=2'), context);
    expect(event.queryStringParameters).toEqual({ int: '1,2', b: 'x y' });
  });

  it('leaves out what the request did not have', () => {
    const event = httpEvent(request(''), context);
    expect(Object.keys(event)).not.toContain('queryStringParameters');
    expect(Object.keys(event)).not.toContain('cookies');
    expect(Object.keys(event)).not.toContain('body');
  });

  it('lists cookies apart from the headers', () => {
    const event = httpEvent(request('', { cookie: 'a=1; b=2', accept: '*/*' }), context);
    expect(event.cookies).toEqual(['a=1', 'b=2']);
    expect(event.headers).toEqual({ accept: '*/*' });
  });

  it('carries a body with its encoding', () => {
    const body = { text: 'AAEC', isBase64Encoded: true };
    expect(httpEvent({ ...request(''), body }, context)).toMatchObject({
      body: 'AAEC',
      isBase64Encoded: true,
    });
  });

  it('takes any query string without throwing, names such as __proto__ included', () => {
    expect(httpEvent(request('__proto__=1'), context).queryStringParameters).toEqual(
      Object.fromEntries([['__proto__', '1']]),
    );
    fc.assert(
      fc.property(fc.string(), (query) => {
        const parameters = httpEvent(request(query), context).queryStringParameters ?? {};
        expect(new Set(Object.keys(parameters))).toEqual(
          new Set(new URLSearchParams(query).keys()),
        );
      }),
    );
  });
});

describe('travelsAsText', () => {
  it.each([
    ['text/plain', true],
    ['application/json; charset=utf-8', true],
    ['application/problem+json', true],
    ['image/svg+xml', true],
    ['application/octet-stream', false],
    ['application/x-www-form-urlencoded', false],
    ['application/jsonlines', false],
    [undefined, false],
  ])('%s: %s', (contentType, asText) => {
    expect(travelsAsText(contentType)).toBe(asText);
  });
});
