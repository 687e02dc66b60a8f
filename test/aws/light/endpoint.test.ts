import { expect, test } from 'vitest';
import { bucketBase, dynamodbBase, regionOf } from '../../../src/aws/light/endpoint.ts';

test.each([
  [{ AWS_REGION: 'eu-west-1' }, 'https://images.s3.eu-west-1.amazonaws.com/'],
  [{}, 'https://images.s3.us-east-1.amazonaws.com/'],
  [{ AWS_REGION: 'cn-north-1' }, 'https://images.s3.cn-north-1.amazonaws.com.cn/'],
  [{ AWS_ENDPOINT_URL: 'http://127.0.0.1:9000' }, 'http://127.0.0.1:9000/images/'],
  [{ AWS_ENDPOINT_URL: 'http://localhost:9000/base/' }, 'http://localhost:9000/base/images/'],
  [
    { AWS_ENDPOINT_URL: 'http://one:1', AWS_ENDPOINT_URL_S3: 'http://two:2' },
    'http://two:2/images/',
  ],
  [
    { AWS_ENDPOINT_URL_DYNAMODB: 'http://one:1', AWS_REGION: 'eu-west-1' },
    'https://images.s3.eu-west-1.amazonaws.com/',
  ],
])('the bucket under %j lies at %s', (env, url) => {
  expect(bucketBase(env, 'images').href).toBe(url);
});

test('a bucket with dots in its name goes into the path: no certificate covers it', () => {
  const env = { AWS_REGION: 'eu-west-1' };
  expect(bucketBase(env, 'my.images').href).toBe('https://s3.eu-west-1.amazonaws.com/my.images/');
});

test.each([
  [{ AWS_REGION: 'eu-west-1' }, 'https://dynamodb.eu-west-1.amazonaws.com/'],
  [{ AWS_ENDPOINT_URL: 'http://127.0.0.1:8000' }, 'http://127.0.0.1:8000/'],
  [
    { AWS_ENDPOINT_URL_DYNAMODB: 'http://two:2', AWS_ENDPOINT_URL: 'http://one:1' },
    'http://two:2/',
  ],
])('DynamoDB under %j answers at %s', (env, url) => {
  expect(dynamodbBase(env).href).toBe(url);
});

test('the region is the first that is set', () => {
  expect(regionOf({ AWS_REGION: 'a', AWS_DEFAULT_REGION: 'b' })).toBe('a');
  expect(regionOf({ AWS_REGION: '', AWS_DEFAULT_REGION: 'b' })).toBe('b');
});
