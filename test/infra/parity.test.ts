import { Match } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { synthesise } from './synthesise.ts';

/** What the original's article asserts of its own template must hold for ours. */
const { stack, template } = synthesise({ parity: 'original' });

test('the stack has its name', () => {
  expect(stack.stackName).toBe('bref-initial-php-aws-history-cdk');
});

test('the function has its name', () => {
  template.hasResourceProperties('AWS::Lambda::Function', { FunctionName: 'GetFibonacciImage' });
});

test('the bucket is emptied with the stack', () => {
  template.hasResourceProperties('AWS::S3::Bucket', {
    Tags: [{ Key: 'aws-cdk:auto-delete-objects', Value: 'true' }],
  });
});

test("the policy has the article's statements, and no other", () => {
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyName: Match.stringLikeRegexp('^BrefStoryGetFibonacciImageServiceRoleDefaultPolicy'),
    PolicyDocument: {
      Statement: [
        {
          Action: [
            's3:GetObject*',
            's3:GetBucket*',
            's3:List*',
            's3:DeleteObject*',
            's3:PutObject',
            's3:PutObjectLegalHold',
            's3:PutObjectRetention',
            's3:PutObjectTagging',
            's3:PutObjectVersionTagging',
            's3:Abort*',
          ],
        },
        {
          Action: [
            'dynamodb:BatchGetItem',
            'dynamodb:GetRecords',
            'dynamodb:GetShardIterator',
            'dynamodb:Query',
            'dynamodb:GetItem',
            'dynamodb:Scan',
            'dynamodb:ConditionCheckItem',
            'dynamodb:BatchWriteItem',
            'dynamodb:PutItem',
            'dynamodb:UpdateItem',
            'dynamodb:DeleteItem',
            'dynamodb:DescribeTable',
          ],
        },
      ],
    },
  });
});

test('the table is the same to the last attribute', () => {
  expect(Object.values(template.findResources('AWS::DynamoDB::Table'))).toEqual([
    {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        AttributeDefinitions: [
          { AttributeName: 'PK', AttributeType: 'S' },
          { AttributeName: 'SK', AttributeType: 'S' },
        ],
        KeySchema: [
          { AttributeName: 'PK', KeyType: 'HASH' },
          { AttributeName: 'SK', KeyType: 'RANGE' },
        ],
        ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
        TableName: 'BrefStory-table',
      },
      DeletionPolicy: 'Delete',
      UpdateReplacePolicy: 'Delete',
    },
  ]);
});

test('there are two functions, and two outputs', () => {
  template.resourceCountIs('AWS::Lambda::Function', 2);
  expect(Object.keys(template.toJSON()['Outputs'])).toEqual(['TheUrl', 'Bucket']);
});

test('the function runs as the original does', () => {
  template.hasResourceProperties('AWS::Lambda::Function', {
    MemorySize: 1024,
    Timeout: 6,
    Architectures: ['x86_64'],
    Environment: {
      Variables: {
        TableName: Match.anyValue(),
        TableArn: Match.anyValue(),
        BucketName: Match.anyValue(),
      },
    },
  });
});
