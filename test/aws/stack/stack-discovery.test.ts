import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AwsClients } from '../../../src/aws/client/clients.ts';
import { discoverStack, listOwnStacks } from '../../../src/aws/stack/stack-discovery.ts';
import { stubAwsEnv } from '../../support/aws/aws-env.ts';
import { clientsOn } from '../../support/aws/aws-stores.ts';
import { type ControlPlane, startControlPlane } from '../../support/aws/control-plane.ts';
import * as original from '../../support/aws/original-stack.ts';

let plane: ControlPlane;
let clients: AwsClients;

beforeAll(async () => {
  stubAwsEnv();
  plane = await startControlPlane();
  clients = clientsOn(plane.url);
});
afterAll(async () => {
  await clients.close();
  await plane.close();
  vi.unstubAllEnvs();
});
beforeEach(() => {
  plane.content = { stacks: [original.originalStack], functions: original.originalFunctions };
  plane.operations.length = 0;
});
afterEach(() => {
  plane.fault = undefined;
});

const found = {
  functionName: original.originalFunction,
  functionUrl: original.originalUrl,
  table: original.originalTable,
  bucket: original.originalBucket,
};

describe('the original stack', () => {
  test('is found from resources that come one a page, without asking Lambda', async () => {
    plane.content = { ...plane.content, pageSize: 1 };
    const stack = await discoverStack(clients, original.originalName);
    expect(stack).toMatchObject({ ...found, status: 'CREATE_COMPLETE', region: 'eu-west-1' });
    expect(stack.resources).toHaveLength(original.originalResources.length);
    expect(plane.operations.toSorted()).toEqual([
      'DescribeStacks',
      ...original.originalResources.map(() => 'ListStackResources'),
    ]);
  });

  test('is found whatever the order of its resources and without its outputs', async () => {
    const resources = original.originalResources.toReversed();
    plane.content = {
      ...plane.content,
      stacks: [{ ...original.originalStack, resources, outputs: {} }],
    };
    expect(await discoverStack(clients, original.originalName)).toMatchObject(found);
    expect(plane.operations).toContain('GetFunctionUrlConfig');
  });
});

const stackOf = (changes: object) => ({
  ...plane.content,
  stacks: [{ ...original.originalStack, ...changes }],
});
const withoutUrl = () =>
  original.originalResources.filter(({ type }) => type !== 'AWS::Lambda::Url');

describe('a stack that leaves a choice', () => {
  const other = { logicalId: 'Other', type: 'AWS::Lambda::Function', physicalId: 'a-function' };

  test("is decided by the environment when no URL resource tells, and never for CDK's helper", async () => {
    plane.content = stackOf({ resources: [other, ...withoutUrl()], outputs: {} });
    const stack = await discoverStack(clients, original.originalName);
    expect(stack.functionName).toBe(original.originalFunction);
  });

  test("is decided by the bucket alone in the original's earlier version", async () => {
    const [configuration] = [original.originalFunctions[original.originalFunction]?.configuration];
    const early = {
      configuration: {
        ...configuration,
        Environment: { Variables: { BUCKET_NAME: original.originalBucket } },
      },
    };
    plane.content = {
      ...stackOf({ resources: [other, ...withoutUrl()], outputs: {} }),
      functions: { GetFibonacciImage: early },
    };
    const stack = await discoverStack(clients, original.originalName);
    expect(stack.functionName).toBe(original.originalFunction);
  });

  test('stays open when nothing tells, rather than being guessed', async () => {
    plane.content = {
      ...stackOf({ resources: [other, ...withoutUrl()], outputs: {} }),
      functions: {},
    };
    const stack = await discoverStack(clients, original.originalName);
    expect(stack.functionName).toBeUndefined();
    expect(stack.table).toBe(original.originalTable);
  });

  test('has no function when the helper is the only one', async () => {
    const resources = withoutUrl().filter(({ physicalId }) => physicalId !== 'GetFibonacciImage');
    plane.content = stackOf({ resources });
    expect((await discoverStack(clients, original.originalName)).functionName).toBeUndefined();
  });

  test('picks the bucket of the output among several, and the table of the environment', async () => {
    const more = [
      { logicalId: 'Logs', type: 'AWS::S3::Bucket', physicalId: 'access-logs' },
      { logicalId: 'Sessions', type: 'AWS::DynamoDB::Table', physicalId: 'sessions' },
    ];
    plane.content = stackOf({ resources: [...more, ...original.originalResources] });
    expect(await discoverStack(clients, original.originalName)).toMatchObject(found);
  });
});

describe('a stack that is not there', () => {
  test('is named with its region', async () => {
    await expect(discoverStack(clients, 'nope')).rejects.toMatchObject({
      kind: 'not_found',
      message: 'there is no stack nope in eu-west-1',
      why: undefined,
    });
  });

  test('is said to be deleted when it was', async () => {
    plane.content = { stacks: [{ name: 'gone', status: 'DELETE_COMPLETE' }] };
    await expect(discoverStack(clients, 'gone')).rejects.toMatchObject({
      kind: 'not_found',
      why: 'one of that name was deleted at 2024-03-02 11:12:13 UTC',
    });
  });

  test('is still not found where deleted stacks may not be listed', async () => {
    plane.fault = (operation) =>
      operation === 'ListStacks' ? { kind: 'error', status: 403, code: 'AccessDenied' } : undefined;
    await expect(discoverStack(clients, 'nope')).rejects.toMatchObject({ kind: 'not_found' });
  });
});

test('lists the stacks that look like ours, reading resources of no others', async () => {
  const tagged = { name: 'mine', status: 'UPDATE_COMPLETE', tags: { fibimg: '1' }, resources: [] };
  const others = ['a', 'b', 'c'].map((name) => ({
    name,
    status: 'CREATE_COMPLETE',
    outputs: { Bucket: 'x' },
  }));
  plane.content = {
    ...plane.content,
    stacks: [...others, original.originalStack, tagged],
    pageSize: 2,
  };
  const stacks = await listOwnStacks(clients);
  expect(stacks).toEqual([
    { name: original.originalName, status: 'CREATE_COMPLETE', ...found },
    expect.objectContaining({ name: 'mine', status: 'UPDATE_COMPLETE', functionName: undefined }),
  ]);
  const pages = plane.operations.filter((operation) => operation === 'ListStackResources');
  expect(pages).toHaveLength(Math.ceil(original.originalResources.length / 2) + 1);
});

describe('every fault of CloudFormation is one of our errors', () => {
  const discover = () => discoverStack(clients, original.originalName);

  test.each([
    [
      {
        kind: 'error',
        status: 403,
        code: 'AccessDenied',
        message:
          'User: arn:aws:iam::123456789012:user/x is not authorized to perform: cloudformation:DescribeStacks on resource: y',
      },
      'denied',
      'these credentials need the permission cloudformation:DescribeStacks',
    ],
    [
      { kind: 'error', status: 403, code: 'ExpiredToken' },
      'credentials',
      'sign in again (aws sso login), or renew the session token',
    ],
    [
      { kind: 'error', status: 400, code: 'Throttling', message: 'Rate exceeded' },
      'throttled',
      'wait a little, lower --concurrency or the rate, or raise the capacity',
    ],
    [{ kind: 'garbage' }, 'storage', expect.stringContaining('is that CloudFormation?')],
    [{ kind: 'reset' }, 'network', 'check the network, --region and --endpoint-url'],
  ] as const)('%j', async (fault, kind, hint) => {
    plane.fault = () => fault;
    await expect(discover()).rejects.toMatchObject({ kind, hint });
  });

  test('a page of resources that never comes is a time-out', async () => {
    const hasty = clientsOn(plane.url, { timeoutMs: 150 });
    plane.fault = (operation) =>
      operation === 'ListStackResources' ? { kind: 'hang' } : undefined;
    await expect(discoverStack(hasty, original.originalName)).rejects.toMatchObject({
      kind: 'timeout',
      message: `CloudFormation did not answer ListStackResources on stack ${original.originalName} in time`,
    });
    await hasty.close();
  });

  test('a function that may not be looked at leaves the choice open, no more', async () => {
    plane.content = stackOf({
      resources: [
        ...withoutUrl(),
        { logicalId: 'Other', type: 'AWS::Lambda::Function', physicalId: 'o' },
      ],
    });
    plane.fault = (operation) =>
      operation.startsWith('GetFunction')
        ? { kind: 'error', status: 403, code: 'AccessDeniedException' }
        : undefined;
    const stack = await discover();
    expect(stack).toMatchObject({ functionName: undefined, bucket: original.originalBucket });
  });
});
