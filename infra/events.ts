import { Aws, Duration } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import {
  AnyPrincipal,
  Effect,
  Policy,
  PolicyStatement,
  type Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import type { Alias, IFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Queue, QueueEncryption, QueuePolicy } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { makeJobEvent } from '../src/core/events/job.ts';
import { thumbnailPrefix, uploadPrefix } from '../src/core/events/thumbnail-keys.ts';
import type { StackOptions } from './stack-options.ts';
import type { Storage } from './storage.ts';

interface EventParts {
  readonly lambda: LambdaFunction;
  /** What is called: the function, or its alias. */
  readonly target: LambdaFunction | Alias;
  readonly role: Role;
  /** Takes what could not be delivered, or was delivered and failed. */
  readonly failedEvents: Queue;
}

/** What calls the function beside its URL: uploads, by one path, and a schedule. */
export const addEvents = (
  scope: Construct,
  options: StackOptions,
  storage: Storage,
  parts: EventParts,
): void => {
  if (options.events !== 'off') allowThumbnails(parts.role, storage);
  if (options.events === 'eventbridge') addBridge(scope, storage, parts);
  if (options.events === 'sqs') addQueue(scope, options, storage, parts);
  addSchedule(scope, options, storage, parts);
};

/** It reads uploads and writes none: whatever it does, it cannot set itself off. */
const allowThumbnails = (role: Role, { bucket }: Storage): void => {
  const allow = (actions: string[], prefix: string) =>
    role.addToPolicy(
      new PolicyStatement({ actions, resources: [bucket.arnForObjects(`${prefix}*`)] }),
    );
  allow(['s3:GetObject', 's3:GetObjectVersion'], uploadPrefix);
  allow(['s3:GetObject', 's3:PutObject'], thumbnailPrefix);
};

/**
 * Set on the bucket's own resource, as all notifications here: the library's construct would bring a second function,
 * which does what CloudFormation can do by itself.
 */
const notify = (
  { bucket }: Storage,
  configuration: CfnBucket.NotificationConfigurationProperty,
): CfnBucket => {
  const resource = bucket.node.defaultChild;
  if (!(resource instanceof CfnBucket)) throw new Error('the bucket has no resource of its own');
  resource.notificationConfiguration = configuration;
  return resource;
};

/** An alias is a function by the library's own declaration; only a stricter reading of optional members says otherwise. */
const callable = (target: LambdaFunction | Alias): IFunction => target as IFunction;

/** As long as Lambda itself tries. */
const delivery = (deadLetterQueue: Queue) => ({
  deadLetterQueue,
  maxEventAge: Duration.hours(1),
  retryAttempts: 185,
});

const addBridge = (scope: Construct, storage: Storage, { target, failedEvents }: EventParts) => {
  notify(storage, { eventBridgeConfiguration: { eventBridgeEnabled: true } });
  new Rule(scope, 'Uploads', {
    eventPattern: {
      source: ['aws.s3'],
      detailType: ['Object Created'],
      detail: {
        bucket: { name: [storage.bucket.bucketName] },
        object: { key: [{ prefix: uploadPrefix }] },
      },
    },
    targets: [new FunctionTarget(callable(target), delivery(failedEvents))],
  });
};

/** Lambda's own advice: a message stays hidden for six times as long as the function may take. */
const visibilityFactor = 6;
const mostReceives = 5;

const addQueue = (
  scope: Construct,
  { timeoutSeconds }: StackOptions,
  storage: Storage,
  { target, failedEvents }: EventParts,
): void => {
  const queue = new Queue(scope, 'Uploads', {
    encryption: QueueEncryption.SQS_MANAGED,
    visibilityTimeout: Duration.seconds(visibilityFactor * timeoutSeconds),
    deadLetterQueue: { queue: failedEvents, maxReceiveCount: mostReceives },
  });
  const policy = new QueuePolicy(scope, 'UploadsPolicy', { queues: [queue] });
  policy.document.addStatements(
    // Any bucket of this account: its own is not there yet when it has to be allowed.
    new PolicyStatement({
      principals: [new ServicePrincipal('s3.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
    new PolicyStatement({
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['sqs:*'],
      resources: [queue.queueArn],
      conditions: { Bool: { 'aws:SecureTransport': 'false' } },
    }),
  );
  const bucket = notify(storage, {
    queueConfigurations: [
      {
        event: 's3:ObjectCreated:*',
        queue: queue.queueArn,
        filter: { s3Key: { rules: [{ name: 'prefix', value: uploadPrefix }] } },
      },
    ],
  });
  // S3 tries the queue when it is told of it.
  bucket.node.addDependency(policy);
  target.addEventSource(
    new SqsEventSource(queue, { batchSize: 10, reportBatchItemFailures: true }),
  );
};

const addSchedule = (
  scope: Construct,
  { schedule, job }: StackOptions,
  { table }: Storage,
  { lambda, target, role, failedEvents }: EventParts,
): void => {
  if (schedule === undefined || job === undefined) return;
  new Rule(scope, 'Schedule', {
    schedule: Schedule.expression(schedule),
    targets: [
      new FunctionTarget(callable(target), {
        ...delivery(failedEvents),
        event: RuleTargetInput.fromObject(makeJobEvent(job)),
      }),
    ],
  });
  const allow = (id: string, action: string, resources: string[]) =>
    new Policy(scope, id, {
      roles: [role],
      statements: [new PolicyStatement({ actions: [action], resources })],
    });
  allow('JobPolicy', 'dynamodb:UpdateItem', [table.tableArn]);
  if (job.job !== 'warm') return;
  // In a policy of its own, for the function waits for that of its role.
  const itself = lambda.functionArn;
  allow('SelfPolicy', 'lambda:InvokeFunction', [itself, `${itself}:*`]);
};
