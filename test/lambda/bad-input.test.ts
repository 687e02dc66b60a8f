import { describe, expect, test } from 'vitest';
import restApi from './fixtures/rest-api.json' with { type: 'json' };
import { asking, errorOf, storedIn, useRig } from './rig.ts';

const { rig, ask } = useRig();

describe('bad input is a 400 and changes nothing', () => {
  const bad = [
    '',
    ' 5',
    '5 ',
    '0',
    '-1',
    '5001',
    '99999999999999999999',
    '1e3',
    '5.0',
    '0x10',
    '٥',
  ];
  test.each([...bad, '007', 'abc', '500,600', 'x'.repeat(10_000)])('int=%s', async (int) => {
    const { statusCode, headers, body } = await ask(asking(int));
    expect(statusCode).toBe(400);
    expect(headers['content-type']).toBe('application/json');
    expect(headers['x-fibimg-outcome']).toBeUndefined();
    expect(Object.keys(JSON.parse(body))).toEqual(['error']);
    expect(errorOf(body)).toEqual({
      code: 'invalid_input',
      message: expect.stringMatching(/^int must/),
    });
    expect(body.length).toBeLessThan(300);
    expect([rig().origin.requests, storedIn(rig())]).toEqual([[], []]);
  });

  test.each([
    ['twice in a function URL', { ...asking('5'), rawQueryString: 'int=5&int=5' }],
    ['twice in a REST API', { ...restApi, multiValueQueryStringParameters: { int: ['5', '5'] } }],
  ])('int %s', async (_, event) => {
    const { statusCode, body } = await ask(event);
    expect([statusCode, errorOf(body).message]).toEqual([
      400,
      'int must be given once: it is given more than once',
    ]);
    expect(rig().origin.requests).toEqual([]);
  });

  test.each([[{}], [[1]], [true], [400.5]])('int as %j', async (int) => {
    expect((await ask({ queryStringParameters: { int } })).statusCode).toBe(400);
  });
});

test.each(['1', '5000'])('int=%s is served', async (int) => {
  const { statusCode, body } = await ask(asking(int));
  expect([statusCode, JSON.parse(body).int]).toEqual([200, Number(int)]);
});

test('methods other than GET and HEAD are refused', async () => {
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    const { statusCode, headers, body } = await ask(asking('5', method));
    expect([statusCode, headers['allow'], errorOf(body).code]).toEqual([
      405,
      'GET, HEAD',
      'method_not_allowed',
    ]);
  }
  expect(rig().origin.requests).toEqual([]);
});

test('HEAD is a GET without its body', async () => {
  const { statusCode, headers, body } = await ask(asking('5', 'HEAD'));
  expect([statusCode, headers['x-fibimg-outcome'], body]).toEqual([200, 'fetched', '']);
});

test('every path is the service, but not what a browser asks by itself', async () => {
  expect((await ask(asking('5', 'GET', '/prod/any'))).statusCode).toBe(200);
  const { statusCode, body } = await ask(asking('5', 'GET', '/favicon.ico'));
  expect([statusCode, errorOf(body).code]).toEqual([404, 'not_found']);
});
