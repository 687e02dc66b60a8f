import type { PlaneResource, PlaneStack } from './cloud-formation-xml.ts';
import type { PlaneFunction } from './control-plane.ts';

/** The original's stack as deployed: two functions, and outputs that name neither function nor table. */
export const originalName = 'bref-initial-php-aws-history-cdk';
export const originalUrl = 'https://abcdefghijklmnopqrstuvwxyz012345.lambda-url.eu-west-1.on.aws/';
export const originalBucket = 'bref-initial-php-aws-history-cdk-brefbucket-1abcdefghijk';
export const originalTable = 'BrefStory-table';
export const originalFunction = 'GetFibonacciImage';
const emptierFunction = 'bref-initial-php-aws-histo-CustomS3AutoDeleteObject-AbCdEfGhIjKl';

const functionArn = `arn:aws:lambda:eu-west-1:123456789012:function:${originalFunction}`;

const resource = (logicalId: string, type: string, physicalId: string): PlaneResource => ({
  logicalId,
  type,
  physicalId,
});

export const originalResources: readonly PlaneResource[] = [
  resource('CDKMetadata', 'AWS::CDK::Metadata', '0a1b2c3d-0000-11ef-8000-0a0b0c0d0e0f'),
  resource(
    'CustomS3AutoDeleteObjectsCustomResourceProviderHandler9D90184F',
    'AWS::Lambda::Function',
    emptierFunction,
  ),
  resource(
    'CustomS3AutoDeleteObjectsCustomResourceProviderRole3B1BD092',
    'AWS::IAM::Role',
    'bref-initial-php-aws-histo-CustomS3AutoDeleteObject-Role',
  ),
  resource('BrefBucket1A2B3C4D', 'AWS::S3::Bucket', originalBucket),
  resource(
    'BrefBucketAutoDeleteObjectsCustomResource5E6F',
    'Custom::S3AutoDeleteObjects',
    '9f8e7d6c',
  ),
  resource('BrefBucketPolicy7A8B9C', 'AWS::S3::BucketPolicy', originalBucket),
  resource('BrefTable0D1E2F3A', 'AWS::DynamoDB::Table', originalTable),
  resource('GetFibonacciImage4B5C6D7E', 'AWS::Lambda::Function', originalFunction),
  resource('GetFibonacciImageFunctionUrl8F9A0B1C', 'AWS::Lambda::Url', functionArn),
  resource('GetFibonacciImageinvokefunctionurl2D3E4F5A', 'AWS::Lambda::Permission', 'bref-perm-1'),
];

export const originalStack: PlaneStack = {
  name: originalName,
  status: 'CREATE_COMPLETE',
  outputs: { TheUrl: originalUrl, Bucket: originalBucket },
  resources: originalResources,
};

const originalEnvironment = {
  TableName: originalTable,
  TableArn: `arn:aws:dynamodb:eu-west-1:123456789012:table/${originalTable}`,
  BucketName: originalBucket,
  API_TOKEN: 'token-that-nobody-may-see',
};

export const publicStatement = (action: string, condition: object) => ({
  Sid: action.replace(':', ''),
  Effect: 'Allow',
  Principal: '*',
  Action: action,
  Resource: functionArn,
  Condition: condition,
});

/** As deployed before October 2025: the policy holds one of the two actions that a function URL needs now. */
export const originalFunctions: Readonly<Record<string, PlaneFunction>> = {
  [originalFunction]: {
    configuration: {
      FunctionName: originalFunction,
      FunctionArn: functionArn,
      Runtime: 'provided.al2',
      MemorySize: 1024,
      Timeout: 6,
      State: 'Active',
      LastUpdateStatus: 'Successful',
      Architectures: ['x86_64'],
      Environment: { Variables: originalEnvironment },
    },
    url: {
      FunctionUrl: originalUrl,
      FunctionArn: functionArn,
      AuthType: 'NONE',
      CreationTime: '2024-03-01T10:00:00Z',
      LastModifiedTime: '2024-03-01T10:00:00Z',
      InvokeMode: 'BUFFERED',
    },
    policy: {
      Version: '2012-10-17',
      Id: 'default',
      Statement: [
        publicStatement('lambda:InvokeFunctionUrl', {
          StringEquals: { 'lambda:FunctionUrlAuthType': 'NONE' },
        }),
      ],
    },
  },
  [emptierFunction]: {
    configuration: {
      FunctionName: emptierFunction,
      FunctionArn: `arn:aws:lambda:eu-west-1:123456789012:function:${emptierFunction}`,
      Runtime: 'nodejs18.x',
      MemorySize: 128,
      Timeout: 900,
    },
  },
};
