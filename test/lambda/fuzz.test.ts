import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FibimgError } from '../../src/core/error.ts';
import functionUrl from './fixtures/function-url.json' with { type: 'json' };
import httpApi from './fixtures/http-api.json' with { type: 'json' };
import restApi from './fixtures/rest-api.json' with { type: 'json' };
import { asResponse, contextWith, type Rig, startRig } from './rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.close());

const expectWellFormed = (answer: unknown, statuses = [200, 400, 404, 405]): void => {
  if (typeof answer === 'string') return;
  if (typeof answer === 'object' && answer !== null && 'error' in answer) {
    expect(answer).toEqual({ error: { code: expect.any(String), message: expect.any(String) } });
    return;
  }
  const { statusCode, headers, body } = asResponse(answer);
  expect(statuses).toContain(statusCode);
  expect(headers).toMatchObject({
    'content-type': 'application/json',
    'x-fibimg-cold-start': expect.stringMatching(/^(true|false)$/),
    'x-fibimg-environment': 'environment-1',
  });
  if (body === '') return;
  const keys = Object.keys(JSON.parse(body));
  expect(keys).toEqual(
    statusCode === 200 ? ['context', 'now', 'int', 'fibonacci', 'metadata'] : ['error'],
  );
};

/** Every value of a JSON tree may turn into any other JSON value. */
const mutated = (tree: unknown): fc.Arbitrary<unknown> => {
  const other = { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) };
  if (typeof tree !== 'object' || tree === null) {
    return fc.oneof({ weight: 8, arbitrary: fc.constant(tree) }, other);
  }
  const fields = Object.entries(tree).map(([key, value]) => [key, mutated(value)] as const);
  const requiredKeys: string[] = [];
  const record = fc.record(Object.fromEntries(fields), { requiredKeys });
  return fc.oneof({ weight: 12, arbitrary: record }, other);
};

const ints = fc.oneof(fc.string(), fc.integer({ min: -2, max: 6000 }).map(String), fc.jsonValue());
const queries = fc
  .record({ int: ints }, { requiredKeys: [] })
  .map((queryStringParameters) => ({ ...functionUrl, rawQueryString: '', queryStringParameters }));
const operations = fc.record(
  {
    operation: fc.oneof(fc.constantFrom('getDimensions', 'resize', 'thumbnail'), fc.string()),
    base64Image: fc.oneof(fc.base64String(), fc.jsonValue()),
    width: fc.jsonValue(),
    height: fc.integer(),
  },
  { requiredKeys: ['operation'] },
);

const unknownKind = 'the event is of no kind that this function knows';

test.each([
  ['anything', fc.anything()],
  ['queries', queries],
  ['operations', operations],
  ['function URL events', mutated(functionUrl)],
  ['HTTP API events', mutated(httpApi)],
  ['REST API events', mutated(restApi)],
])(
  'the handler answers, or refuses what is of no kind, whatever the event: %s',
  async (_, events) => {
    await fc.assert(
      fc.asyncProperty(events, async (event) => {
        try {
          expectWellFormed(await rig.handler(event, contextWith()));
        } catch (thrown) {
          // What is no request is refused, and the platform told so.
          if (!(thrown instanceof FibimgError)) throw thrown;
          expect(thrown).toMatchObject({ kind: 'invalid_input', message: unknownKind });
        }
      }),
      { numRuns: 150 },
    );
  },
);

test('nor whatever the context', async () => {
  const contexts = fc.oneof(
    fc.anything(),
    fc.record({ getRemainingTimeInMillis: fc.func(fc.anything()), awsRequestId: fc.anything() }),
  );
  await fc.assert(
    fc.asyncProperty(contexts, async (context) => {
      // A context may leave no time at all.
      expectWellFormed(await rig.handler(functionUrl, context), [200, 502, 503]);
    }),
    { numRuns: 100 },
  );
});
