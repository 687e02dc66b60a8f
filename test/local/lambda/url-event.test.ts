import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { urlEvent } from '../../../src/local/lambda/url-event.ts';
import { urlResponse } from '../../../src/local/lambda/url-response.ts';

const eventOf = (target: string, headers: Record<string, string> = {}, body = Buffer.alloc(0)) =>
  JSON.parse(
    urlEvent({
      request: { method: 'GET', target, headers, body },
      sourceIp: '127.0.0.1',
      requestId: 'r',
      traceId: 'Root=1-2-3',
      now: new Date('2020-03-12T19:03:58.390Z'),
    }),
  );

describe('urlEvent', () => {
  it('has everything that payload format 2.0 has, and no more', () => {
    expect(
      eventOf('/my/path?a=1&a=2&b=%C3%BC', { host: 'h', 'user-agent': 'u', 'x-a': '1,2' }),
    ).toEqual({
      version: '2.0',
      routeKey: '$default',
      rawPath: '/my/path',
      rawQueryString: 'a=1&a=2&b=%C3%BC',
      headers: {
        host: 'h',
        'user-agent': 'u',
        'x-a': '1,2',
        'x-amzn-trace-id': 'Root=1-2-3',
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-proto': 'http',
      },
      queryStringParameters: { a: '1,2', b: 'ü' },
      requestContext: {
        accountId: 'anonymous',
        apiId: 'h',
        domainName: 'h',
        domainPrefix: 'h',
        http: {
          method: 'GET',
          path: '/my/path',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'u',
        },
        requestId: 'r',
        routeKey: '$default',
        stage: '$default',
        time: '12/Mar/2020:19:03:58 +0000',
        timeEpoch: 1584039838390,
      },
      isBase64Encoded: false,
    });
  });

  it('carries text as text and everything else as base64', () => {
    const type = (value: string) => ({ 'content-type': value });
    const body = Buffer.from('{"ü":1}');
    expect(eventOf('/', type('application/json; charset=utf-8'), body)).toMatchObject({
      body: '{"ü":1}',
      isBase64Encoded: false,
    });
    expect(eventOf('/', type('image/jpeg'), body)).toMatchObject({
      body: body.toString('base64'),
      isBase64Encoded: true,
    });
  });

  it('keeps the path and query of any target as they were sent', () => {
    fc.assert(
      fc.property(fc.webPath(), fc.webQueryParameters(), (path, query) => {
        const { rawPath, rawQueryString } = eventOf(query === '' ? path : `${path}?${query}`);
        expect([rawPath, rawQueryString]).toEqual([path, query]);
      }),
    );
  });
});

describe('urlResponse', () => {
  it('makes something sendable of any JSON, or says that it is a bad gateway', () => {
    fc.assert(
      fc.property(fc.json(), (payload) => {
        const response = urlResponse(payload);
        if (response === undefined) return;
        expect(response.status).toBeGreaterThanOrEqual(200);
        expect(['string', 'object']).toContain(typeof response.body);
      }),
    );
  });

  it('leaves out headers that only the server may set', () => {
    const headers = { Connection: 'close', 'Content-Length': '999', 'X-A': 1 };
    expect(urlResponse(JSON.stringify({ statusCode: 200, headers }))?.headers).toEqual({
      'content-type': 'application/json',
      'x-a': '1',
    });
  });
});
