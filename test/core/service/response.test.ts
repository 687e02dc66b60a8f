import { expect, it } from 'vitest';
import { fibonacci } from '../../../src/core/service/fibonacci.ts';
import { localContext } from '../../../src/core/service/local-context.ts';
import { responseBody } from '../../../src/core/service/response.ts';
import { countingRng, fixedClock } from '../../support/cli/test-io.ts';

const clock = fixedClock('2026-11-21T10:11:12.345Z');

const body = responseBody({
  context: localContext(clock, countingRng(), 28_000),
  now: clock.now(),
  pixels: 400,
  metadata: {
    created: '2026-11-21 10:11:12',
    contentType: ['image/jpeg'],
    contentDisposition: null,
    imageLocation: 'image/400.jpg',
    redirectedUrl: 'generated:spiral/400',
    originalUrl: 'https://picsum.photos/400',
  },
});

it('has exactly the five keys, in order', () => {
  expect(Object.keys(JSON.parse(body))).toEqual(['context', 'now', 'int', 'fibonacci', 'metadata']);
  expect(JSON.parse(body)).toMatchObject({ now: '2026-11-21 10:11:12', int: 400 });
});

it('writes the number with all its digits', () => {
  expect(/"fibonacci":(\d+),/.exec(body)?.[1]).toBe(fibonacci(400).toString());
  expect(fibonacci(400).toString()).toHaveLength(84);
});

it("keeps the metadata's keys in the contract's order", () => {
  expect(Object.keys(JSON.parse(body).metadata)).toEqual([
    'originalUrl',
    'redirectedUrl',
    'imageLocation',
    'contentDisposition',
    'contentType',
    'created',
  ]);
});

it('names a local invocation as the contract says', () => {
  const { context } = JSON.parse(body);
  expect(Object.keys(context)).toEqual([
    'awsRequestId',
    'deadlineMs',
    'invokedFunctionArn',
    'traceId',
  ]);
  expect(context.awsRequestId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(context.deadlineMs).toBe(clock.now().getTime() + 28_000);
  expect(context.traceId).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
});
