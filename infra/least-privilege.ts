import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { ownPrefixes } from '../src/core/service/keys.ts';
import type { Storage } from './storage.ts';

/**
 * A role for what one request does, and its log. ListBucket is there for the lookup: without it S3 answers a key
 * that does not exist with 403 instead of 404.
 */
export const addLeastPrivilegeRole = (
  scope: Construct,
  { table, bucket }: Storage,
  logGroup: LogGroup,
): Role => {
  const role = new Role(scope, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  const allow = (actions: string[], resources: string[]) =>
    role.addToPolicy(new PolicyStatement({ actions, resources }));
  allow(
    ['s3:GetObject', 's3:PutObject'],
    ownPrefixes.map((prefix) => bucket.arnForObjects(`${prefix}*`)),
  );
  allow(['s3:ListBucket'], [bucket.bucketArn]);
  allow(['dynamodb:GetItem', 'dynamodb:PutItem'], [table.tableArn]);
  allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]);
  return role;
};
