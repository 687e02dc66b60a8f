import { CfnResource, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** A log group of the stack's own, not by a retention setting, which would bring a Lambda function of its own. */
export const addLogGroup = (scope: Construct, id: string): LogGroup =>
  new LogGroup(scope, id, {
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });

/**
 * Gives the functions that CDK adds (one empties the bucket) a log group of the stack. Left alone they write to one that
 * Lambda makes, which never expires and outlives the stack.
 */
export const addHelperLog = (stack: Stack): void => {
  const helpers = stack.node
    .findAll()
    .filter((node) => CfnResource.isCfnResource(node))
    .filter(({ cfnResourceType }) => cfnResourceType === 'AWS::Lambda::Function')
    .filter(({ node }) => node.path.includes('CustomResourceProvider'));
  if (helpers.length === 0) return;
  const { logGroupName } = addLogGroup(stack, 'HelperLog');
  for (const helper of helpers) {
    helper.addPropertyOverride('LoggingConfig', { LogGroup: logGroupName });
  }
};
