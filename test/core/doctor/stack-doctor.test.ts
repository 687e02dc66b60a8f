import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  aboveRate,
  refusedAtRate,
  refusedOfVus,
  shareWords,
  shortOfUnits,
} from '../../../src/core/doctor/expected-share.ts';
import type { PlannedLoad } from '../../../src/core/doctor/finding.ts';
import { examineStack } from '../../../src/core/doctor/stack-doctor.ts';
import type { StackFacts } from '../../../src/core/stack/stack-facts.ts';

const healthy: StackFacts = {
  stack: {
    name: 's',
    region: 'eu-west-1',
    status: 'CREATE_COMPLETE',
    statusReason: undefined,
    account: undefined,
    tags: {},
    outputs: {},
    resources: [],
    functionName: 'f',
    functionUrl: 'https://x.lambda-url.eu-west-1.on.aws/',
    table: 't',
    bucket: 'b',
  },
  function: {
    name: 'f',
    memoryMb: 1024,
    timeoutS: 28,
    runtime: 'nodejs22.x',
    architecture: 'arm64',
    version: '$LATEST',
    codeSha256: undefined,
    state: 'Active',
    lastUpdate: 'Successful',
    environmentNames: ['BucketName', 'TableName'],
    environment: { BucketName: 'b', TableName: 't' },
  },
  url: {
    url: 'https://x.lambda-url.eu-west-1.on.aws/',
    authType: 'NONE',
    publicActions: ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'],
  },
  table: {
    name: 't',
    mode: 'on-demand',
    readUnits: undefined,
    writeUnits: undefined,
    status: 'ACTIVE',
    keySchema: 'PK (S), SK (S)',
  },
  bucket: { name: 'b', versioning: 'off' },
  concurrency: { reserved: undefined, accountLimit: 1000, unreserved: 1000 },
  unknown: [],
};

type Part = 'stack' | 'function' | 'url' | 'table' | 'concurrency';
const changed = (part: Part, changes: object): StackFacts => ({
  ...healthy,
  [part]: { ...healthy[part], ...changes },
});
const found = (facts: StackFacts, load?: PlannedLoad) =>
  examineStack(facts, load).map(({ id, severity }) => `${severity} ${id}`);

const without = (
  part: 'function' | 'table' | 'bucket' | 'url' | 'concurrency',
  ...unknown: StackFacts['unknown']
): StackFacts => ({ ...healthy, [part]: undefined, unknown });

const small = { mode: 'provisioned', readUnits: 5, writeUnits: 5 };
const environment = (variables: object) => changed('function', { environment: variables });

test('nothing is said of a stack that is fit for what is planned', () => {
  expect(found(healthy, { rate: 500, vus: 200, timeoutMs: 30_000 })).toEqual([]);
  expect(found(changed('table', small), { rate: 4 })).toEqual([]);
});

describe.each<[string, StackFacts, PlannedLoad | undefined, readonly string[]]>([
  ['a small table and no plan', changed('table', small), undefined, ['warning table-capacity']],
  [
    'a small table and a high rate',
    changed('table', small),
    { rate: 50 },
    ['problem table-capacity'],
  ],
  [
    'writes below the rate, reads above',
    changed('table', { ...small, readUnits: 100 }),
    { rate: 50 },
    ['warning table-capacity'],
  ],
  [
    'a short time-out',
    changed('function', { timeoutS: 3 }),
    {},
    ['warning function-timeout-short'],
  ],
  ['an impatient client', healthy, { timeoutMs: 5_000 }, ['warning client-timeout-short']],
  [
    'a function with everything that starts otherwise',
    changed('function', {
      traits: {
        ...{ snapStart: true, vpcSubnets: 2, layers: 1, durable: true },
        ...{ capacityProvider: 'arn:aws:lambda:::capacity-provider:c', requestsPerEnvironment: 16 },
      },
    }),
    {},
    [
      'warning function-managed-instances',
      'warning function-snap-start-latest',
      'warning function-durable',
      'warning function-vpc',
    ],
  ],
  [
    'a published version with SnapStart and layers',
    changed('function', {
      version: '3',
      traits: {
        ...{ snapStart: true, vpcSubnets: 0, layers: 2, durable: false },
        ...{ capacityProvider: null, requestsPerEnvironment: null },
      },
    }),
    {},
    [],
  ],
  [
    'a function that failed to update',
    changed('function', { lastUpdate: 'Failed' }),
    {},
    ['problem function-not-ready'],
  ],
  [
    'a function still being made',
    changed('function', { state: 'Pending' }),
    {},
    ['problem function-not-ready'],
  ],
  [
    'half of the permission pair',
    changed('url', { publicActions: ['lambda:InvokeFunctionUrl'] }),
    {},
    ['problem url-permission'],
  ],
  ['a policy that could not be read', changed('url', { publicActions: undefined }), {}, []],
  [
    'a signed URL',
    changed('url', { authType: 'AWS_IAM', publicActions: [] }),
    {},
    ['problem url-signed'],
  ],
  [
    'another table in the environment',
    environment({ TableName: 'old', BucketName: 'b' }),
    {},
    ['problem environment-table'],
  ],
  [
    'no bucket in the environment',
    environment({ TableName: 't' }),
    {},
    ['problem environment-bucket'],
  ],
  ["the original's earlier variable", environment({ TableName: 't', BUCKET_NAME: 'b' }), {}, []],
  ['more virtual users than the account runs', healthy, { vus: 2000 }, ['problem concurrency-vus']],
  [
    'a new account',
    changed('concurrency', { accountLimit: 10, unreserved: 10 }),
    {},
    ['warning concurrency-small'],
  ],
  [
    'a new account and few virtual users',
    changed('concurrency', { accountLimit: 10, unreserved: 10 }),
    { vus: 5 },
    [],
  ],
  [
    'reserved concurrency below the rate of its URL',
    changed('concurrency', { reserved: 2 }),
    { rate: 50, vus: 2 },
    ['problem concurrency-url-rate'],
  ],
  [
    'a function switched off',
    changed('concurrency', { reserved: 0 }),
    {},
    ['problem concurrency-zero'],
  ],
  [
    'a stack being deleted',
    changed('stack', { status: 'DELETE_IN_PROGRESS' }),
    {},
    ['problem stack-status'],
  ],
  [
    'a stack whose update failed',
    changed('stack', { status: 'UPDATE_ROLLBACK_COMPLETE' }),
    {},
    ['warning stack-status'],
  ],
  [
    'a function that was deleted',
    without('function', {
      what: 'function',
      why: 'Lambda answered: no such function',
      isGone: true,
    }),
    {},
    ['problem function-gone'],
  ],
  [
    'a table that may not be described',
    without('table', { what: 'table', why: 'DynamoDB denied DescribeTable' }),
    {},
    ['unchecked unchecked-table'],
  ],
  [
    'a policy that may not be read',
    { ...healthy, unknown: [{ what: 'function policy', why: 'Lambda denied GetPolicy' }] },
    {},
    ['unchecked unchecked-function-policy'],
  ],
  ['a URL that was deleted', without('url'), {}, ['problem url-gone']],
  [
    'a URL that may not be described',
    without('url', { what: 'function URL', why: 'Lambda denied GetFunctionUrlConfig' }),
    {},
    ['unchecked unchecked-function-URL'],
  ],
  ['a table of other keys', changed('table', { keySchema: 'id (N)' }), {}, ['problem table-keys']],
  [
    'a table being deleted',
    changed('table', { status: 'DELETING' }),
    {},
    ['problem table-not-ready'],
  ],
  ['a table being changed', changed('table', { status: 'UPDATING' }), {}, []],
  ['a stack without a table', changed('stack', { table: undefined }), {}, ['problem no-table']],
])('%s', (_, facts, load, expected) => {
  test('is found, and every finding says what, why and what to do', () => {
    expect(found(facts, load)).toEqual(expected);
    for (const { what, why, hint } of examineStack(facts, load)) {
      expect(what).not.toMatch(/undefined|NaN/);
      expect(why.length).toBeGreaterThan(10);
      expect(hint.length).toBeGreaterThan(3);
    }
  });
});

describe('what a finding says of the figures', () => {
  const whatOf = (facts: StackFacts, load: PlannedLoad) => examineStack(facts, load)[0]?.what;
  const limited = (limit: number) =>
    changed('concurrency', { accountLimit: limit, unreserved: limit });
  const minute = { durationMs: 60_000, answerMs: 500 };

  test.each<[StackFacts, PlannedLoad, string]>([
    [
      limited(10),
      { vus: 200 },
      '200 virtual users against a limit of 10: expect 429 on 95 % or more',
    ],
    [limited(10), { vus: 11 }, '11 virtual users against a limit of 10: expect 429 on 9 % or more'],
    [
      limited(1000),
      { vus: 1001 },
      '1001 virtual users against a limit of 1000: expect 429 on 1 % or more',
    ],
    [
      limited(10),
      { rate: 50, ...minute },
      '50 requests a second of 500 ms keep 25 busy against a limit of 10: expect 429 on 60 %',
    ],
    [
      changed('concurrency', { reserved: 2 }),
      { rate: 80, answerMs: 1 },
      '80 requests a second against the 20 that the function URL takes: expect 429 on 75 %',
    ],
    [
      changed('concurrency', { reserved: 0 }),
      {},
      'function f is switched off: expect 429 on 100 %',
    ],
    [
      changed('url', { publicActions: ['lambda:InvokeFunctionUrl'] }),
      {},
      'the function URL lacks lambda:InvokeFunction for everybody: expect 403 on 100 %',
    ],
    // 3,000 units are asked for in a minute, and 5 x (60 + 300) = 1,800 are there.
    [
      changed('table', small),
      { rate: 50, ...minute },
      'table t has 5 read and 5 write units a second, 50 requests a second are asked for: expect it to throttle 40 % of the reads and 40 % of the writes of missing images',
    ],
    [
      changed('table', { ...small, readUnits: 100 }),
      { vus: 25, ...minute },
      'table t has 100 read and 5 write units a second, about 50 requests a second are expected: expect it to throttle 40 % of the writes of missing images',
    ],
    [
      changed('table', small),
      { vus: 3, durationMs: 10_000, answerMs: 500 },
      'table t has 5 read and 5 write units a second, about 6 requests a second are expected: what it has saved carries that, if it was idle before',
    ],
    [changed('table', small), {}, 'table t has 5 read and 5 write units a second'],
    [
      changed('table', small),
      { rate: 50 },
      'table t has 5 read and 5 write units a second, 50 requests a second are asked for: expect it to throttle 90 % of the reads and 90 % of the writes of missing images',
    ],
  ])('%#: %j', (facts, load, what) => {
    expect(whatOf(facts, load)).toBe(what);
  });

  test('a rate that the limit carries is no finding, however small the account', () => {
    expect(found(limited(10), { rate: 19, ...minute })).toEqual([]);
    expect(found(limited(10), { rate: 21, ...minute })).toEqual(['warning concurrency-rate']);
  });

  test('a share is never above all, and 0 exactly where everything is carried', () => {
    const positive = fc.double({ min: 0.001, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(positive, positive, positive, (asked, limit, durationMs) => {
        const shares = [
          [refusedOfVus(asked, limit), asked <= limit],
          [aboveRate(asked, limit), asked <= limit],
          [refusedAtRate(asked, 1000, limit), asked <= limit],
          [
            shortOfUnits(asked, limit, durationMs),
            (asked * durationMs) / 1000 <= limit * (durationMs / 1000 + 300),
          ],
        ] as const;
        for (const [share, carried] of shares) {
          expect(share).toBeLessThan(1);
          expect(share).toBeGreaterThanOrEqual(0);
          if (share > 1e-9) expect(carried).toBe(false);
          if (!carried) expect(shareWords(Math.max(share, 1e-12))).toMatch(/^[1-9]\d? %$/);
        }
      }),
    );
  });
});

test('problems come before warnings', () => {
  const facts = {
    ...changed('table', small),
    url: { ...healthy.url, url: '', authType: 'AWS_IAM', publicActions: [] },
  };
  expect(found(facts)).toEqual(['problem url-signed', 'warning table-capacity']);
});
