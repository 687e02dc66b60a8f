import { Duration } from 'aws-cdk-lib';
import type { EventInvokeConfigOptions } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** A queue for events that nothing has answered. */
export const addFailedEvents = (scope: Construct): Queue =>
  new Queue(scope, 'FailedEvents', {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });

/** Asynchronous invocations: Lambda's own three tries, said so, and the queue for what none of them answered. */
export const asynchronousTo = (failedEvents: Queue): EventInvokeConfigOptions => ({
  retryAttempts: 2,
  maxEventAge: Duration.hours(1),
  onFailure: new SqsDestination(failedEvents),
});
