import { describe, expect, test } from 'vitest';
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

test('problems come before warnings', () => {
  const facts = {
    ...changed('table', small),
    url: { ...healthy.url, url: '', authType: 'AWS_IAM', publicActions: [] },
  };
  expect(found(facts)).toEqual(['problem url-signed', 'warning table-capacity']);
});
