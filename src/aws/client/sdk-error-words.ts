import type { ErrorKind } from '../../core/error.ts';

/** The call that failed, by AWS's names. */
export interface AwsCall {
  readonly service: 'S3' | 'DynamoDB' | 'Lambda' | 'CloudFormation' | 'CloudWatch Logs' | 'ECS';
  /** Such as `GetItem`. */
  readonly operation: string;
  /** Such as `table BrefStory-table`. */
  readonly resource: string;
}

/** What an error of the SDK tells. */
export interface Facts {
  readonly name: string;
  /** One line, redacted. */
  readonly message: string;
  readonly code: string | undefined;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  /** Where S3 says the bucket really is. */
  readonly bucketRegion: string | undefined;
  readonly throttling: boolean;
}

/** The kinds that an error of the SDK can become. */
export type SdkKind = Extract<
  ErrorKind,
  | 'credentials'
  | 'denied'
  | 'throttled'
  | 'not_found'
  | 'network'
  | 'timeout'
  | 'config'
  | 'refused'
  | 'storage'
>;

interface ErrorWords {
  readonly what: string;
  readonly why: string;
  readonly hint?: string;
}

const on = ({ operation, resource }: AwsCall): string => `${operation} on ${resource}`;

/** What, why and what to do, for each kind. */
export const words: Record<SdkKind, (call: AwsCall, facts: Facts) => ErrorWords> = {
  config: (call, { message }) => ({
    what: `${on(call)} was not attempted`,
    ...(/Region is missing/.test(message)
      ? { why: 'no AWS region is named', hint: 'name one with --region or AWS_REGION' }
      : { why: message, hint: 'write an endpoint as https://host:port' }),
  }),
  credentials: (call, facts) => credentialWords(call, facts),
  denied: (call, { message, name }) => ({
    what: `${call.service} denied ${on(call)}`,
    why: /not authorized to perform/.test(message) ? message : `${name}: no permission`,
    hint: `these credentials need the permission ${missingPermission(call, message)}`,
  }),
  throttled: (call, { name }) => ({
    what: `${call.service} throttled ${on(call)}`,
    why: `${name}, even after retries`,
    hint: 'wait a little, lower --concurrency or the rate, or raise the capacity',
  }),
  not_found: (call, { name }) => ({
    what: `${call.resource} does not exist`,
    why: `${call.service} answered ${call.operation} with ${name}`,
    hint: 'check the name, --region and --profile',
  }),
  refused: (call, { name, bucketRegion }) => ({
    what: `${call.resource} is in another region`,
    why: `${call.service} answered ${call.operation} with ${name}${bucketRegion === undefined ? '' : `: it is in ${bucketRegion}`}`,
    hint: `--region ${bucketRegion ?? 'REGION'}`,
  }),
  network: (call, { message, code }) => ({
    what: `${call.service} could not be reached for ${on(call)}`,
    why: code !== undefined && !message.includes(code) ? `${message} (${code})` : message,
    hint: /CERT|ERR_TLS|UNABLE_TO_VERIFY/.test(code ?? '')
      ? 'trust its certificate authority with --ca FILE or AWS_CA_BUNDLE'
      : 'check the network, --region and --endpoint-url',
  }),
  timeout: (call) => ({
    what: `${call.service} did not answer ${on(call)} in time`,
    why: 'the call took longer than its time-out',
    hint: 'try again, or allow more with --timeout',
  }),
  storage: (call, { name, message, status }) => ({
    what: `${call.service} failed ${on(call)}`,
    why: unreadable(name, message, status) ?? `${name}: ${message}`,
    ...(isForeign(name) && {
      hint: `is that ${call.service}? check --endpoint-url, and whether a proxy or a sign-in page answers`,
    }),
  }),
};

/** The errors of an answer that is too large, or not in the service's form. */
const isForeign = (name: string): boolean => name === 'ForeignAnswer' || name === 'TooLarge';

/** The SDK's parsers quote the body in their messages. All that matters is that the body was not AWS's. */
const unreadable = (name: string, message: string, status?: number): string | undefined =>
  isForeign(name)
    ? message
    : name === 'SyntaxError' ||
        /Deserialization error|char '|XML parse|Unexpected token/.test(message)
      ? `its answer (status ${status ?? 'unknown'}) could not be read; is the endpoint the service it should be?`
      : undefined;

const credentialWords = ({ service }: AwsCall, { name, message }: Facts): ErrorWords => {
  if (name === 'TokenProviderError' || /\bSSO\b|sso login/.test(message)) {
    return {
      what: 'the sign-in of the AWS profile has expired',
      why: 'its SSO session is missing or over',
      hint: 'aws sso login, with --profile NAME where it is not the default one',
    };
  }
  if (name === 'CredentialsProviderError') {
    return {
      what: 'no AWS credentials found',
      why: /profile/.test(message) ? message : 'none in the environment, profile or instance',
      hint: 'set AWS_PROFILE, --profile or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; aws configure makes a profile',
    };
  }
  const expired = /^(Expired|RequestExpired|TokenRefresh)/.test(name);
  return {
    what: expired ? 'the AWS credentials have expired' : `${service} refused the AWS credentials`,
    why: name === 'RequestTimeTooSkewed' ? `${name}: this machine's clock is wrong` : name,
    hint: expired
      ? 'sign in again (aws sso login), or renew the session token'
      : 'check the access key, its secret and the session token, and the clock of this machine',
  };
};

/** S3's permissions and operations have different names. */
const s3Permissions = new Map([
  ['ListObjectsV2', 's3:ListBucket'],
  ['HeadBucket', 's3:ListBucket'],
  ['HeadObject', 's3:GetObject'],
  ['DeleteObjects', 's3:DeleteObject'],
  ['ListObjectVersions', 's3:ListBucketVersions'],
  ['ListMultipartUploads', 's3:ListBucketMultipartUploads'],
]);

/** The missing permission: the one that the message names, else the one that the operation needs. */
const missingPermission = ({ service, operation }: AwsCall, message: string): string => {
  const named = /not authorized to perform:?\s+([a-z0-9-]+:[A-Za-z]+)/.exec(message)?.[1];
  if (named !== undefined) return named;
  if (service === 'S3') return s3Permissions.get(operation) ?? `s3:${operation}`;
  if (service === 'Lambda' && operation === 'Invoke') return 'lambda:InvokeFunction';
  if (service === 'CloudWatch Logs') return `logs:${operation}`;
  return `${service.toLowerCase()}:${operation}`;
};
