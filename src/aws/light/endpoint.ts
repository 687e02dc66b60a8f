/** Environment variables, by the names that the AWS SDKs use. */
export type AwsEnvironment = Readonly<Record<string, string | undefined>>;

export const regionOf = (env: AwsEnvironment): string =>
  env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || 'us-east-1';

/** Where DynamoDB answers. */
export const dynamodbBase = (env: AwsEnvironment): URL =>
  customBase(env, 'DYNAMODB') ?? new URL(`https://dynamodb.${awsDomain(regionOf(env))}/`);

/** Where Lambda's own API answers. */
export const lambdaBase = (env: AwsEnvironment): URL =>
  customBase(env, 'LAMBDA') ?? new URL(`https://lambda.${awsDomain(regionOf(env))}/`);

/**
 * Where a bucket answers, with the path below which its keys lie. A custom endpoint gets the bucket in the
 * path; so does a name with dots, which no wildcard certificate covers.
 */
export const bucketBase = (env: AwsEnvironment, bucket: string): URL => {
  const custom = customBase(env, 'S3');
  const domain = awsDomain(regionOf(env));
  if (custom === undefined && !bucket.includes('.'))
    return new URL(`https://${bucket}.s3.${domain}/`);
  const base = custom ?? new URL(`https://s3.${domain}/`);
  return new URL(`${base.href.replace(/\/$/, '')}/${encodeURIComponent(bucket)}/`);
};

const customBase = (env: AwsEnvironment, service: string): URL | undefined => {
  const url = env[`AWS_ENDPOINT_URL_${service}`] || env['AWS_ENDPOINT_URL'];
  return url ? new URL(url) : undefined;
};

const awsDomain = (region: string): string =>
  `${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
