import type { AwsCall } from './sdk-error-words.ts';

/** S3's permissions do not bear the names of its operations. */
const s3Permissions = new Map([
  ['ListObjectsV2', 's3:ListBucket'],
  ['HeadBucket', 's3:ListBucket'],
  ['HeadObject', 's3:GetObject'],
  ['DeleteObjects', 's3:DeleteObject'],
  ['ListObjectVersions', 's3:ListBucketVersions'],
  ['ListMultipartUploads', 's3:ListBucketMultipartUploads'],
]);

/** The permission that a denied call lacked: the one its message names, else the one that the operation needs. */
export const missingPermission = ({ service, operation }: AwsCall, message: string): string => {
  const named = /not authorized to perform:?\s+([a-z0-9-]+:[A-Za-z]+)/.exec(message)?.[1];
  if (named !== undefined) return named;
  if (service === 'S3') return s3Permissions.get(operation) ?? `s3:${operation}`;
  if (service === 'Lambda' && operation === 'Invoke') return 'lambda:InvokeFunction';
  return `${service.toLowerCase()}:${operation}`;
};
