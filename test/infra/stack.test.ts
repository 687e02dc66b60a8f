import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { synthesise } from './synthesise.ts';

const { stack, template } = synthesise();

test('the template is the one that was looked at', () => {
  const text = JSON.stringify(template.toJSON(), null, 2).replace(/[0-9a-f]{64}\.zip/g, 'HASH.zip');
  expect(text).toMatchSnapshot();
});

test('the store goes with the stack, and nobody else sees it', () => {
  template.hasResource('AWS::DynamoDB::Table', {
    DeletionPolicy: 'Delete',
    Properties: { BillingMode: 'PAY_PER_REQUEST', TableName: Match.absent() },
  });
  template.hasResource('AWS::S3::Bucket', {
    DeletionPolicy: 'Delete',
    Properties: {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: Match.anyValue(),
      Tags: [{ Key: 'aws-cdk:auto-delete-objects', Value: 'true' }],
    },
  });
  template.hasResourceProperties('AWS::S3::BucketPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Effect: 'Deny',
          Action: 's3:*',
          Principal: { AWS: '*' },
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      ]),
    },
  });
});

test('the function', () => {
  template.hasResourceProperties('AWS::Lambda::Function', {
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Architectures: ['arm64'],
    MemorySize: 1024,
    Timeout: 28,
    LoggingConfig: { LogGroup: Match.anyValue() },
    ReservedConcurrentExecutions: Match.absent(),
    Layers: Match.absent(),
    FunctionName: Match.absent(),
  });
  template.hasResource('AWS::Logs::LogGroup', {
    DeletionPolicy: 'Delete',
    Properties: { RetentionInDays: 30 },
  });
  template.resourceCountIs('AWS::Lambda::Function', 2);
});

test('the function may do what a request does, on its own resources, and nothing else', () => {
  const policies = template.findResources('AWS::IAM::Policy');
  const [policy] = Object.values(policies);
  const { Statement } = policy?.['Properties'].PolicyDocument ?? {};
  const [bucket] = Object.keys(template.findResources('AWS::S3::Bucket'));
  const [table] = Object.keys(template.findResources('AWS::DynamoDB::Table'));
  const [log] = Object.keys(template.findResources('AWS::Logs::LogGroup'));
  const arn = (id: string | undefined) => ({ 'Fn::GetAtt': [id, 'Arn'] });
  const below = (path: string) => ({ 'Fn::Join': ['', [arn(bucket), path]] });
  expect(Object.keys(policies)).toHaveLength(1);
  expect(Statement).toEqual([
    {
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:PutObject'],
      Resource: [below('/image/*'), below('/metadata/*')],
    },
    { Effect: 'Allow', Action: 's3:ListBucket', Resource: arn(bucket) },
    { Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:PutItem'], Resource: arn(table) },
    { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: arn(log) },
  ]);
  template.hasResourceProperties('AWS::Lambda::Function', {
    LoggingConfig: Match.anyValue(),
    Role: arn(policy?.['Properties'].Roles[0].Ref),
  });
  template.hasResourceProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() });
});

test('outputs and the tag', () => {
  expect(Object.keys(template.toJSON().Outputs)).toEqual([
    'TheUrl',
    'Bucket',
    'Table',
    'Function',
    'Region',
  ]);
  expect(stack.tags.tagValues()).toEqual({ fibimg: 'true' });
});

describe('switches', () => {
  test('billing=provisioned is the capacity of the original', () => {
    synthesise({ billing: 'provisioned' }).template.hasResourceProperties('AWS::DynamoDB::Table', {
      BillingMode: Match.absent(),
      ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
    });
  });

  test.each([
    ['none', 'NONE', '*'],
    ['iam', 'AWS_IAM', { Ref: 'AWS::AccountId' }],
  ])('urlAuth=%s has both permissions that a call needs', (urlAuth, type, principal) => {
    const { template } = synthesise({ urlAuth });
    template.hasResourceProperties('AWS::Lambda::Url', { AuthType: type });
    template.resourceCountIs('AWS::Lambda::Permission', 2);
    template.hasResourceProperties('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunctionUrl',
      FunctionUrlAuthType: type,
      Principal: principal,
    });
    template.hasResourceProperties('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      InvokedViaFunctionUrl: true,
      Principal: principal,
    });
  });

  test('memory, arch and reservedConcurrency', () => {
    const switches = { memory: '512', arch: 'x86_64', reservedConcurrency: '0' };
    synthesise(switches).template.hasResourceProperties('AWS::Lambda::Function', {
      MemorySize: 512,
      Architectures: ['x86_64'],
      ReservedConcurrentExecutions: 0,
    });
  });

  test('images=on adds a layer for the same architecture', () => {
    const { template } = synthesise({ images: 'on', arch: 'arm64' });
    template.hasResourceProperties('AWS::Lambda::LayerVersion', {
      CompatibleArchitectures: ['arm64'],
    });
    template.hasResourceProperties('AWS::Lambda::Function', { Layers: [Match.anyValue()] });
  });

  test.each([
    [{ billing: 'free' }, '-c billing=free: must be on-demand or provisioned'],
    [{ urlAuth: 'NONE' }, '-c urlAuth=NONE: must be none or iam'],
    [{ memory: '127' }, '-c memory=127: must be a whole number from 128 to 10240'],
    [{ memory: '1e3' }, '-c memory=1e3: must be a whole number from 128 to 10240'],
    [{ parity: 'php' }, '-c parity=php: must be none or original'],
    [
      { reservedConcurrency: '-1' },
      '-c reservedConcurrency=-1: must be a whole number from 0 to 1000000',
    ],
    [{ images: 'yes' }, '-c images=yes: must be off or on'],
  ])('%j is refused', (switches, message) => {
    expect(() => synthesise(switches)).toThrow(message);
  });
});
