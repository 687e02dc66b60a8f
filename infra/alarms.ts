import { Duration } from 'aws-cdk-lib';
import { Alarm, type Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { StackOptions } from './stack-options.ts';

const period = Duration.minutes(5);

/** Alarms on what a caller of the function feels: it fails, it is refused, it is slow. */
export const addAlarms = (
  scope: Construct,
  lambda: LambdaFunction,
  { alarms, alarmTopic, timeoutSeconds }: StackOptions,
): void => {
  if (alarms === 'off') return;
  const topic = alarmTopic && Topic.fromTopicArn(scope, 'AlarmTopic', alarmTopic);
  const add = (id: string, metric: Metric, threshold: number, alarmDescription: string): void => {
    const alarm = new Alarm(scope, id, {
      metric,
      threshold,
      alarmDescription,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    if (topic) alarm.addAlarmAction(new SnsAction(topic));
  };
  add('ErrorsAlarm', lambda.metricErrors({ period }), 1, 'The function failed');
  add('ThrottlesAlarm', lambda.metricThrottles({ period }), 1, 'Calls found no free environment');
  add(
    'SlowAlarm',
    lambda.metricDuration({ period, statistic: 'p99' }),
    (timeoutSeconds * 1000) / 2,
    'One call in a hundred takes half of the time-out or longer',
  );
};
