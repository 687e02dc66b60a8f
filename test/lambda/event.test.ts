import { expect, test } from 'vitest';
import { parseEvent } from '../../src/lambda/event.ts';
import functionUrl from './fixtures/function-url.json' with { type: 'json' };
import httpApi from './fixtures/http-api.json' with { type: 'json' };
import restApi from './fixtures/rest-api.json' with { type: 'json' };

const get = { kind: 'http', method: 'GET' };

test.each([
  ['a function URL', functionUrl, { ...get, path: '/', int: ['500'] }],
  ['an HTTP API, int twice', httpApi, { ...get, path: '/prod/fibonacci', int: ['500', '600'] }],
  ['a REST API', restApi, { ...get, path: '/fibonacci', int: ['500'] }],
  [
    'a REST API, int twice',
    { ...restApi, multiValueQueryStringParameters: { int: ['500', '500'] } },
    { ...get, path: '/fibonacci', int: ['500', '500'] },
  ],
  [
    'a REST API without a query',
    { ...restApi, queryStringParameters: null, multiValueQueryStringParameters: null },
    { ...get, path: '/fibonacci', int: [] },
  ],
  [
    'a function URL with a bare question mark',
    { ...functionUrl, rawQueryString: 'int', queryStringParameters: { int: '' } },
    { ...get, path: '/', int: [''] },
  ],
  [
    "the original's own test",
    { queryStringParameters: { int: 400 } },
    { ...get, path: '/', int: [400] },
  ],
  ['an empty event', {}, { ...get, path: '/', int: [] }],
  ['nothing', undefined, { ...get, path: '/', int: [] }],
])('%s', (_, event, expected) => {
  expect(parseEvent(event)).toEqual(expected);
});

test('an operation counts only outside of HTTP', () => {
  expect(parseEvent({ operation: 'ping', more: 1 })).toEqual({ kind: 'event' });
  expect(parseEvent({ ...functionUrl, operation: 'ping' }).kind).toBe('http');
  expect(parseEvent({ ...restApi, operation: 'ping' }).kind).toBe('http');
});

test.each([{ Records: [] }, { job: 'warm' }, { key1: 'value1' }, { rawPath: '/' }, 'text', 7, []])(
  '%j is no request',
  (event) => {
    expect(parseEvent(event)).toEqual({ kind: 'event' });
  },
);
