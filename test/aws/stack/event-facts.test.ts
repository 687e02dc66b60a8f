import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { AwsClients } from '../../../src/aws/client/clients.ts';
import { discoverStack } from '../../../src/aws/stack/stack-discovery.ts';
import { readStackFacts } from '../../../src/aws/stack/stack-facts.ts';
import { examineStack } from '../../../src/core/doctor/stack-doctor.ts';
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
  plane.operations.length = 0;
});

const functionId = 'GetFibonacciImage4B5C6D7E';
const template = {
  Resources: {
    [functionId]: {
      Type: 'AWS::Lambda::Function',
      Properties: { Environment: { Variables: { BucketName: { Ref: 'BrefBucket1A2B3C4D' } } } },
    },
    Queue: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 168, RedrivePolicy: {} } },
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        FunctionName: { Ref: functionId },
        EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      },
    },
  },
};
const mapping = {
  logicalId: 'Mapping',
  type: 'AWS::Lambda::EventSourceMapping',
  physicalId: '14e0db71-5d35-4eb5-b481-8945cf9d10c2',
};

const read = async () => {
  const stack = await discoverStack(clients, original.originalName);
  return readStackFacts(clients, stack);
};
const serve = (state: string) => {
  const { originalStack, originalFunctions, originalFunction } = original;
  plane.content = {
    stacks: [{ ...originalStack, resources: [...original.originalResources, mapping], template }],
    functions: {
      ...originalFunctions,
      [originalFunction]: {
        ...originalFunctions[originalFunction],
        mappings: [{ UUID: mapping.physicalId, State: state }],
      },
    },
  };
};

test("a mapping's state is Lambda's word, the rest the stack's own template's", async () => {
  serve('Disabled');
  const facts = await read();
  expect(facts.events).toEqual({
    keepsFailures: false,
    sources: [
      {
        ...{ kind: 'queue', logicalId: 'Mapping', state: 'Disabled', isAllowed: true },
        ...{ visibilityS: 168, setsAside: true, reportsFailures: true },
      },
    ],
  });
  const ids = examineStack(facts).map(({ id }) => id);
  expect(ids.filter((id) => id.startsWith('events'))).toEqual(['events-off']);
});

test('what may not be read is told, and hides nothing else', async () => {
  serve('Enabled');
  plane.fault = (operation) =>
    operation === 'GetTemplate'
      ? { kind: 'error', status: 403, code: 'AccessDenied', message: 'not allowed' }
      : undefined;
  const facts = await read();
  plane.fault = undefined;
  expect(facts.events).toBeUndefined();
  expect(facts.unknown.map(({ what }) => what)).toContain('events');
  expect(facts.function).toBeDefined();
});

test('a stack without any source is asked nothing of it', async () => {
  plane.content = { stacks: [original.originalStack], functions: original.originalFunctions };
  expect((await read()).events).toBeUndefined();
  expect(plane.operations).not.toContain('GetTemplate');
  expect(plane.operations).not.toContain('ListEventSourceMappings');
});
