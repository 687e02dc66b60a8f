import { expect, it } from 'vitest';
import { clientRegionOf, targetRegionOf } from '../../../src/bench/network/regions.ts';

it.each([
  ['a person with a region of their own', { AWS_REGION: 'eu-west-1' }, null],
  ['nothing at all', {}, null],
  ['CloudShell', { AWS_EXECUTION_ENV: 'CloudShell', AWS_REGION: 'eu-west-1' }, 'eu-west-1'],
  [
    'a task on Fargate',
    { AWS_EXECUTION_ENV: 'AWS_ECS_FARGATE', AWS_DEFAULT_REGION: 'sa-east-1' },
    'sa-east-1',
  ],
  [
    'a task on ECS',
    { ECS_CONTAINER_METADATA_URI_V4: 'http://host.invalid/v4', AWS_REGION: 'us-east-2' },
    'us-east-2',
  ],
  [
    'a build that works on another region',
    {
      CODEBUILD_BUILD_ARN: 'arn:aws:codebuild:us-west-2:123456789012:build/fibimg:1',
      AWS_REGION: 'eu-west-1',
    },
    'us-west-2',
  ],
  ['a platform that says no region', { AWS_EXECUTION_ENV: 'AWS_ECS_EC2' }, null],
  ['a runner of GitHub', { GITHUB_ACTIONS: 'true', AWS_REGION: 'eu-west-1' }, null],
])('the region of %s', (_, env, region) => expect(clientRegionOf(env)).toBe(region));

it.each([
  ['abc123.lambda-url.eu-central-1.on.aws', 'eu-central-1'],
  ['abc123.execute-api.us-east-1.amazonaws.com', 'us-east-1'],
  ['abc123.execute-api.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
  ['lambda.us-gov-west-1.amazonaws.com', 'us-gov-west-1'],
  ['lambda.eu-west-1.api.aws', 'eu-west-1'],
  ['front-1.ap-south-1.elb.amazonaws.com', 'ap-south-1'],
  ['front-1.elb.ap-south-1.amazonaws.com', 'ap-south-1'],
  ['d1.cloudfront.net', null],
  ['images.example', null],
  ['abc.lambda-url.eu-central-1.on.aws.example', null],
])('the region of the host %s', (host, region) => expect(targetRegionOf(host)).toBe(region));
