import { expect, test } from 'vitest';
import { fibonacci } from '../../src/core/service/fibonacci.ts';
import { createHandler } from '../../src/lambda/create-handler.ts';
import { asResponse, contextWith, useRig } from './rig.ts';

const { rig, ask } = useRig();

test('the article: int=400 is answered with 200, the five keys and F(400)', async () => {
  const { statusCode, headers, body } = await ask({ queryStringParameters: { int: 400 } });
  expect(statusCode).toBe(200);
  expect(headers['content-type']).toBe('application/json');
  const answer = JSON.parse(body);
  expect(Object.keys(answer)).toEqual(['context', 'now', 'int', 'fibonacci', 'metadata']);
  expect(answer.int).toBe(400);
  expect(body).toContain(`"fibonacci":${fibonacci(400)},`);
  expect(answer.fibonacci / 1.760236806450138e83).toBeCloseTo(1, 13);
  expect(answer.context).toEqual({
    awsRequestId: '8f507cfc-xmpl-4697-b07a-ac58fc914c95',
    deadlineMs: Date.parse('2026-05-03T10:11:12Z') + 28_000,
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:GetFibonacciImage',
    traceId: 'Root=1-65f00000-000000000000000000000000',
  });
  expect(answer.now).toBe('2026-05-03 10:11:12');
  expect(answer.metadata).toEqual({
    originalUrl: 'https://picsum.photos/400',
    redirectedUrl: `${rig().origin.url}/id/13/400/400.jpg?hmac=x`,
    imageLocation: 'image/400.jpg',
    contentDisposition: ['inline; filename="13-400x400.jpg"'],
    contentType: ['image/jpeg'],
    created: '2026-05-03 10:11:12',
  });
});

test('the article: without int the number lies from 400 to 1000, both reachable', async () => {
  const numbers: number[] = [];
  for (const below of [() => 0, (bound: number) => bound - 1]) {
    const handler = createHandler({ ...rig().deps, rng: { ...rig().deps.rng, below } });
    const { body } = asResponse(await handler({ queryStringParameters: {} }, contextWith()));
    numbers.push(JSON.parse(body).int);
  }
  expect(numbers).toEqual([400, 1000]);
});

test('a stored image is answered from the store, and says so', async () => {
  const first = await ask({ queryStringParameters: { int: '500' } });
  const second = await ask({ queryStringParameters: { int: '500' } });
  expect(first.headers['x-fibimg-outcome']).toBe('fetched');
  expect(second.headers['x-fibimg-outcome']).toBe('stored');
  expect(JSON.parse(second.body).metadata).toEqual(JSON.parse(first.body).metadata);
  expect(rig().origin.requests).toEqual([500]);
  expect([...rig().store.items.keys(), ...rig().store.documents.keys()]).toEqual([500, 500]);
});
