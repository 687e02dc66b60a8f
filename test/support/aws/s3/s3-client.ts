import { S3Client } from '@aws-sdk/client-s3';
import { testCredentials } from '../dynamo-server.ts';

/** A client as plain as can be, for a test to prepare and to judge a server by. */
export const s3Client = (endpoint: string): S3Client =>
  new S3Client({
    endpoint,
    region: 'us-east-1',
    credentials: testCredentials,
    forcePathStyle: true,
    maxAttempts: 1,
  });
