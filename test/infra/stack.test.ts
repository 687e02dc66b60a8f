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
  const [queue] = Object.keys(template.findResources('AWS::SQS::Queue'));
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
    {
      Effect: 'Allow',
      Action: ['sqs:SendMessage', 'sqs:GetQueueAttributes', 'sqs:GetQueueUrl'],
      Resource: arn(queue),
    },
  ]);
  template.hasResourceProperties('AWS::Lambda::Function', {
    LoggingConfig: Match.anyValue(),
    Role: arn(policy?.['Properties'].Roles[0].Ref),
  });
  template.hasResourceProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() });
});

test('nothing may speak to the bucket below TLS 1.2, and unfinished uploads go', () => {
  template.hasResourceProperties('AWS::S3::BucketPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Effect: 'Deny',
          Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } },
        }),
      ]),
    },
  });
  template.hasResourceProperties('AWS::S3::Bucket', {
    LifecycleConfiguration: {
      Rules: [{ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 }, Status: 'Enabled' }],
    },
  });
});

test('a flood of requests has a price limit at the table', () => {
  template.hasResourceProperties('AWS::DynamoDB::Table', {
    OnDemandThroughput: { MaxReadRequestUnits: 12_000, MaxWriteRequestUnits: 4000 },
  });
});

test('every function writes to a log group that expires and goes with the stack', () => {
  const logs = template.findResources('AWS::Logs::LogGroup');
  for (const { DeletionPolicy, Properties } of Object.values(logs)) {
    expect([DeletionPolicy, Properties.RetentionInDays]).toEqual(['Delete', 30]);
  }
  const functions = Object.values(template.findResources('AWS::Lambda::Function'));
  const written = functions.map(({ Properties }) => Properties.LoggingConfig?.LogGroup?.Ref);
  expect(written).toHaveLength(2);
  expect(written.sort()).toEqual(Object.keys(logs).sort());
});

test('logs are JSON, from the level on that has the report of each invocation', () => {
  template.hasResourceProperties('AWS::Lambda::Function', {
    LoggingConfig: { LogFormat: 'JSON', SystemLogLevel: 'INFO', ApplicationLogLevel: 'INFO' },
  });
});

test('an asynchronous event is tried three times, and kept when none of them answers', () => {
  const [queue] = Object.keys(template.findResources('AWS::SQS::Queue'));
  template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
    Qualifier: '$LATEST',
    MaximumRetryAttempts: 2,
    MaximumEventAgeInSeconds: 3600,
    DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [queue, 'Arn'] } } },
  });
  template.hasResource('AWS::SQS::Queue', {
    DeletionPolicy: 'Delete',
    Properties: { SqsManagedSseEnabled: true },
  });
});

test('outputs and the tag', () => {
  expect(Object.keys(template.toJSON()['Outputs'])).toEqual([
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

  test('maxReadUnits and maxWriteUnits', () => {
    synthesise({ maxReadUnits: '500', maxWriteUnits: '50' }).template.hasResourceProperties(
      'AWS::DynamoDB::Table',
      { OnDemandThroughput: { MaxReadRequestUnits: 500, MaxWriteRequestUnits: 50 } },
    );
  });

  test('xray=on traces, off does not', () => {
    const traced = { TracingConfig: { Mode: 'Active' } };
    synthesise({ xray: 'on' }).template.hasResourceProperties('AWS::Lambda::Function', traced);
    template.resourcePropertiesCountIs('AWS::Lambda::Function', traced, 0);
  });

  test('alarms=on watches errors, throttles and the 99th percentile; alarmTopic hears of it', () => {
    const alarmTopic = 'arn:aws:sns:eu-west-1:123456789012:pager';
    const { template: watched } = synthesise({ alarms: 'on', alarmTopic });
    const alarms = Object.values(watched.findResources('AWS::CloudWatch::Alarm'));
    const seen = alarms.map(({ Properties: { MetricName, Threshold, AlarmActions } }) => [
      ...[MetricName, Threshold, AlarmActions],
    ]);
    expect(seen.sort()).toEqual([
      ['Duration', 14_000, [alarmTopic]],
      ['Errors', 1, [alarmTopic]],
      ['Throttles', 1, [alarmTopic]],
    ]);
    watched.hasResourceProperties('AWS::CloudWatch::Alarm', { ExtendedStatistic: 'p99' });
    template.resourceCountIs('AWS::CloudWatch::Alarm', 0);
  });

  test('retain=on keeps bucket and table, and empties nothing', () => {
    const { template } = synthesise({ retain: 'on' });
    for (const type of ['AWS::DynamoDB::Table', 'AWS::S3::Bucket']) {
      template.hasResource(type, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    }
    template.resourceCountIs('AWS::Lambda::Function', 1);
    template.resourceCountIs('Custom::S3AutoDeleteObjects', 0);
  });

  test('alias=live is what the URL calls, and its versions stay', () => {
    const { template } = synthesise({ alias: 'live' });
    template.hasResourceProperties('AWS::Lambda::Alias', { Name: 'live' });
    template.hasResource('AWS::Lambda::Version', { DeletionPolicy: 'Retain' });
    template.hasResourceProperties('AWS::Lambda::Url', { Qualifier: 'live' });
    template.resourceCountIs('AWS::Lambda::EventInvokeConfig', 2);
    const [alias] = Object.keys(template.findResources('AWS::Lambda::Alias'));
    for (const Action of ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction']) {
      template.hasResourceProperties('AWS::Lambda::Permission', {
        Action,
        FunctionName: { Ref: alias },
      });
    }
    expect(template.toJSON()['Outputs'].Alias).toEqual({ Value: 'live' });
  });

  test.each([
    [{ urlauth: 'iam' }, '-c urlauth: there is no such switch'],
    [{ parity: 'original', alarms: 'on' }, '-c alarms: parity=original has the exact shape'],
    [{ parity: 'original', retain: 'on' }, '-c retain: parity=original has the exact shape'],
    [{ billing: 'provisioned', maxReadUnits: '9' }, '-c maxReadUnits: a limit goes with billing'],
    [{ alarmTopic: 'arn:aws:sns:eu-west-1:123456789012:t' }, '-c alarmTopic: it goes with alarms'],
    [{ alarms: 'on', alarmTopic: 'pager' }, '-c alarmTopic=pager: must be the ARN of an SNS topic'],
    [{ alias: '7' }, '-c alias=7: must be letters, digits, - and _, and not digits alone'],
    [{ maxWriteUnits: '0' }, '-c maxWriteUnits=0: must be a whole number from 1 to 1000000'],
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

  test('a switch that does not exist is told with the one that was meant, or with all', () => {
    const hintOf = (switches: Readonly<Record<string, string>>): unknown => {
      try {
        synthesise(switches);
      } catch (thrown) {
        return Object(thrown).hint;
      }
      return undefined;
    };
    expect(hintOf({ urlauth: 'iam' })).toBe('did you mean -c urlAuth?');
    expect(hintOf({ colour: 'blue' })).toMatch(/^the switches are parity, billing, urlAuth/);
  });

  test('what the tool and the library keep in the context is let through', () => {
    const others = { '@aws-cdk/core:x': 'true', 'aws:cdk:y': '1', 'cli-telemetry': 'false' };
    expect(() => synthesise(others)).not.toThrow();
  });
});
