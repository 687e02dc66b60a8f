import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { synthesise } from './synthesise.ts';

const bridge = synthesise({ events: 'eventbridge' }).template;
const queue = synthesise({ events: 'sqs' }).template;
const plain = synthesise().template;
const idOf = (template: Template, type: string, part = ''): string =>
  Object.keys(template.findResources(type)).find((id) => id.startsWith(part)) ?? '';
const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

/** What the function's own role may do. */
const rightsOf = (template: Template) => {
  const [role] = Object.keys(template.findResources('AWS::IAM::Role')).filter((id) =>
    /^Role/.test(id),
  );
  return Object.values(template.findResources('AWS::IAM::Policy'))
    .filter(({ Properties }) => Properties.Roles.some(({ Ref }: { Ref: string }) => Ref === role))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
};
const below = (template: Template, path: string) => ({
  'Fn::Join': ['', [arn(idOf(template, 'AWS::S3::Bucket')), path]],
});

test('without the switch there is neither path nor right', () => {
  plain.resourceCountIs('AWS::Events::Rule', 0);
  plain.resourceCountIs('AWS::Lambda::EventSourceMapping', 0);
  plain.hasResourceProperties('AWS::S3::Bucket', { NotificationConfiguration: Match.absent() });
  expect(JSON.stringify(rightsOf(plain))).not.toMatch(/upload|thumbnail|lambda:|UpdateItem/);
});

test.each([
  ['eventbridge', bridge],
  ['sqs', queue],
])('events=%s brings no further function, and the image library', (_, template) => {
  template.resourceCountIs('AWS::Lambda::Function', 2);
  template.hasResourceProperties('AWS::Lambda::Function', { Layers: [Match.anyValue()] });
  expect(JSON.stringify(template.toJSON())).not.toContain('BucketNotifications');
});

test.each([
  ['eventbridge', bridge],
  ['sqs', queue],
])(
  'events=%s: the function reads uploads and writes thumbnails, so that it never sets itself off',
  (_, template) => {
    const rights = rightsOf(template);
    expect(rights).toContainEqual({
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:GetObjectVersion'],
      Resource: below(template, '/upload/*'),
    });
    expect(rights).toContainEqual({
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:PutObject'],
      Resource: below(template, '/thumbnail/*'),
    });
    const writes = rights.filter(({ Action }) => JSON.stringify(Action).includes('s3:PutObject'));
    const written = JSON.stringify(writes.map(({ Resource }) => Resource));
    expect(written).not.toContain('/upload/');
    expect(JSON.stringify(rights)).not.toContain('lambda:InvokeFunction');
  },
);

describe('events=eventbridge', () => {
  test('the bucket tells EventBridge, and one rule takes its uploads to the function', () => {
    bridge.hasResourceProperties('AWS::S3::Bucket', {
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    });
    bridge.resourceCountIs('AWS::Events::Rule', 1);
    bridge.resourceCountIs('AWS::Lambda::EventSourceMapping', 0);
    bridge.hasResourceProperties('AWS::Events::Rule', {
      State: 'ENABLED',
      EventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: {
          bucket: { name: [{ Ref: idOf(bridge, 'AWS::S3::Bucket') }] },
          object: { key: [{ prefix: 'upload/' }] },
        },
      },
      Targets: [
        Match.objectLike({
          Arn: arn(idOf(bridge, 'AWS::Lambda::Function', 'GetFibonacciImage')),
          DeadLetterConfig: { Arn: arn(idOf(bridge, 'AWS::SQS::Queue')) },
          RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 185 },
        }),
      ],
    });
  });

  test('only that rule may call the function, and put what it cannot deliver into the queue', () => {
    const rule = idOf(bridge, 'AWS::Events::Rule');
    bridge.hasResourceProperties('AWS::Lambda::Permission', {
      Principal: 'events.amazonaws.com',
      Action: 'lambda:InvokeFunction',
      SourceArn: arn(rule),
    });
    bridge.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Condition: { ArnEquals: { 'aws:SourceArn': arn(rule) } },
          }),
        ]),
      },
    });
  });

  test('with an alias it calls the alias', () => {
    const { template } = synthesise({ events: 'eventbridge', alias: 'live' });
    template.hasResourceProperties('AWS::Events::Rule', {
      Targets: [Match.objectLike({ Arn: { Ref: idOf(template, 'AWS::Lambda::Alias') } })],
    });
  });
});

describe('events=sqs', () => {
  const uploads = idOf(queue, 'AWS::SQS::Queue', 'Uploads');
  const failed = idOf(queue, 'AWS::SQS::Queue', 'FailedEvents');

  test('the bucket tells the queue of uploads alone, once the queue lets it', () => {
    queue.resourceCountIs('AWS::Events::Rule', 0);
    queue.hasResource('AWS::S3::Bucket', {
      DependsOn: Match.arrayWith([idOf(queue, 'AWS::SQS::QueuePolicy', 'UploadsPolicy')]),
      Properties: {
        NotificationConfiguration: {
          EventBridgeConfiguration: Match.absent(),
          QueueConfigurations: [
            {
              Event: 's3:ObjectCreated:*',
              Queue: arn(uploads),
              Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'upload/' }] } },
            },
          ],
        },
      },
    });
    queue.hasResourceProperties('AWS::SQS::QueuePolicy', {
      Queues: [{ Ref: uploads }],
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 's3.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: arn(uploads),
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          },
          Match.objectLike({ Effect: 'Deny', Action: 'sqs:*' }),
        ],
      },
    });
  });

  test('a message is hidden for six time-outs, and after five receives it is kept apart', () => {
    queue.hasResourceProperties('AWS::SQS::Queue', {
      VisibilityTimeout: 6 * 28,
      SqsManagedSseEnabled: true,
      RedrivePolicy: { deadLetterTargetArn: arn(failed), maxReceiveCount: 5 },
    });
  });

  test('the function reports which messages of a batch have failed', () => {
    queue.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: arn(uploads),
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    const rights = rightsOf(queue).filter(
      ({ Resource }) => Resource['Fn::GetAtt']?.[0] === uploads,
    );
    expect(rights).toEqual([
      {
        Effect: 'Allow',
        Action: [
          'sqs:ReceiveMessage',
          'sqs:ChangeMessageVisibility',
          'sqs:GetQueueUrl',
          'sqs:DeleteMessage',
          'sqs:GetQueueAttributes',
        ],
        Resource: arn(uploads),
      },
    ]);
  });
});

describe('a schedule', () => {
  const warm = '{"job":"warm","environments":5}';
  const { template } = synthesise({ schedule: 'rate(5 minutes)', job: warm });

  test('sends the job as the whole event', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(5 minutes)',
      Targets: [
        Match.objectLike({
          Input: warm,
          DeadLetterConfig: { Arn: arn(idOf(template, 'AWS::SQS::Queue')) },
        }),
      ],
    });
  });

  test('of warmth lets the function call itself and no other', () => {
    const itself = arn(idOf(template, 'AWS::Lambda::Function', 'GetFibonacciImage'));
    const calls = rightsOf(template).filter(({ Action }) => Action === 'lambda:InvokeFunction');
    expect(calls).toEqual([
      {
        Effect: 'Allow',
        Action: 'lambda:InvokeFunction',
        Resource: [itself, { 'Fn::Join': ['', [itself, ':*']] }],
      },
    ]);
    expect(rightsOf(template)).toContainEqual({
      Effect: 'Allow',
      Action: 'dynamodb:UpdateItem',
      Resource: arn(idOf(template, 'AWS::DynamoDB::Table')),
    });
  });

  test('of seeding lets it call nothing', () => {
    const job = '{"job":"seed","ints":"400-410"}';
    const seeded = synthesise({ schedule: 'cron(0 3 * * ? *)', job }).template;
    seeded.hasResourceProperties('AWS::Events::Rule', {
      Targets: [Match.objectLike({ Input: job })],
    });
    expect(JSON.stringify(rightsOf(seeded))).not.toContain('lambda:InvokeFunction');
  });
});

test('thumbnailSide is told to the function', () => {
  const { template } = synthesise({ events: 'sqs', thumbnailSide: '256' });
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: Match.objectLike({ ThumbnailSide: '256' }) },
  });
});

test.each([
  [{ events: 'both' }, '-c events=both: must be off or eventbridge or sqs'],
  [{ events: 'sqs', images: 'off' }, '-c images=off: thumbnails of uploads need images=on'],
  [{ thumbnailSide: '64' }, '-c thumbnailSide: it goes with events=eventbridge or sqs'],
  [{ schedule: 'rate(5 minutes)' }, '-c schedule=rate(5 minutes): it needs -c job'],
  [
    { schedule: 'hourly', job: '{"job":"warm","environments":1}' },
    '-c schedule=hourly: must be rate',
  ],
  [{ job: '{"job":"warm","environments":1}' }, '-c job: it goes with a schedule'],
  [{ schedule: 'rate(1 hour)', job: 'warm' }, '-c job: must be JSON'],
  [
    { schedule: 'rate(1 hour)', job: '{"job":"warm"}' },
    '-c job: environments must be a whole number',
  ],
  [{ parity: 'original', events: 'sqs' }, '-c events: parity=original has the exact shape'],
])('%j is refused', (switches, message) => {
  expect(() => synthesise(switches)).toThrow(message);
});
