import { codeOf, type ErrorKind, FibimgError, messageOf } from '../core/error.ts';
import { missingPermission } from './permission.ts';
import { redact } from './redact.ts';

/** What was being done when the SDK threw, in AWS's own words. */
export interface AwsCall {
  readonly service: 'S3' | 'DynamoDB' | 'Lambda' | 'CloudFormation';
  /** Such as `GetItem`. */
  readonly operation: string;
  /** Such as `table BrefStory-table`. */
  readonly resource: string;
}

/**
 * An SDK's error in the product's words. Nothing of the request itself gets into it: signed headers, canonical
 * requests (some services quote them) and access keys stay out, even of the cause.
 */
export const toFibimgError = (thrown: unknown, call: AwsCall): FibimgError => {
  if (thrown instanceof FibimgError) return thrown;
  const facts = factsOf(thrown);
  const kind = kindOf(facts);
  const { what, why, hint } = words[kind](call, facts);
  const requestId = facts.requestId === undefined ? '' : ` (request id ${facts.requestId})`;
  return new FibimgError(kind, what, {
    why: `${why}${requestId}`,
    ...(hint === undefined ? {} : { hint }),
    cause: causeOf(kind, facts),
  });
};

/**
 * The SDK's own error carries requests and responses; its words are enough, and the stack is ours. The code
 * stays, for a load test counts failures by it.
 */
const causeOf = (kind: SdkKind, { name, message, code }: Facts): Error => {
  const words = kind === 'credentials' ? name : `${name}: ${message}`;
  return Object.assign(new Error(words), { stack: words }, code === undefined ? {} : { code });
};

/** What is worth knowing of anything that the SDK throws. */
interface Facts {
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

type SdkKind = Extract<
  ErrorKind,
  | 'credentials'
  | 'denied'
  | 'throttled'
  | 'not_found'
  | 'network'
  | 'timeout'
  | 'config'
  | 'storage'
>;

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const number = (value: unknown): number | undefined =>
  typeof value === 'number' ? value : undefined;

const factsOf = (thrown: unknown): Facts => {
  const metadata = field(thrown, '$metadata');
  const response = field(thrown, '$response');
  const headers = field(response, 'headers');
  return {
    name: thrown instanceof Error ? thrown.name : 'Error',
    message: redact(messageOf(thrown)),
    code: codeOf(thrown) ?? codeOf(field(thrown, 'cause')),
    status: number(field(metadata, 'httpStatusCode')) ?? number(field(response, 'statusCode')),
    requestId: text(field(metadata, 'requestId')),
    bucketRegion: text(field(headers, 'x-amz-bucket-region')),
    throttling: field(field(thrown, '$retryable'), 'throttling') === true,
  };
};

const credentialNames =
  /^(CredentialsProviderError|TokenProviderError|Expired(Token|TokenException)|RequestExpired|(InvalidClientTokenId|UnrecognizedClient|InvalidSignature|IncompleteSignature|MissingAuthenticationToken)(Exception)?|InvalidAccessKeyId|InvalidToken|SignatureDoesNotMatch|AuthFailure|TokenRefreshRequired|RequestTimeTooSkewed|OptInRequired|NotSignedUp)$/;
const deniedNames =
  /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|AllAccessDisabled)$/;
const throttleNames =
  /^(Throttling|ThrottlingException|ThrottledException|RequestThrottled(Exception)?|ProvisionedThroughputExceededException|RequestLimitExceeded|LimitExceeded|SlowDown|TooManyRequestsException|BandwidthLimitExceeded|PriorRequestNotComplete)$/;
const notFoundNames =
  /^(ResourceNotFoundException|NoSuchBucket|NotFound|NoSuchKey|PermanentRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraintException)$/;
const networkCodes =
  /^(E(CONN(REFUSED|RESET|ABORTED)|PIPE|HOSTUNREACH|NETUNREACH|NETDOWN|AI_AGAIN|PROTO|ADDRNOTAVAIL)|ENOTFOUND|UND_ERR_SOCKET|HPE_.*|ERR_(SSL|TLS).*|CERT_.*|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_.*)$/;

const kindOf = ({ name, message, code, status, throttling }: Facts): SdkKind => {
  if (/Region is missing/.test(message) || code === 'ERR_INVALID_URL') return 'config';
  if (credentialNames.test(name)) return 'credentials';
  // Before the name: the SDK calls resets and broken pipes TimeoutError too.
  if (networkCodes.test(code ?? '')) return 'network';
  if (name === 'TimeoutError' || code === 'ETIMEDOUT' || code === 'ESOCKETTIMEDOUT') {
    return 'timeout';
  }
  if (throttling || throttleNames.test(name) || status === 429) return 'throttled';
  if (deniedNames.test(name)) return 'denied';
  if (notFoundNames.test(name) || status === 301) return 'not_found';
  if (name === 'ValidationError' && /does not exist/.test(message)) return 'not_found';
  if (/socket hang up/.test(message)) return 'network';
  return status === 403 ? 'denied' : 'storage';
};

interface Words {
  readonly what: string;
  readonly why: string;
  readonly hint?: string;
}

const on = ({ operation, resource }: AwsCall): string => `${operation} on ${resource}`;

const words: Record<SdkKind, (call: AwsCall, facts: Facts) => Words> = {
  config: (call, { message }) => ({
    what: `${on(call)} was not attempted`,
    why: message,
    hint: 'name a region with --region or AWS_REGION, an endpoint as https://host:port',
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
  not_found: (call, { name, bucketRegion }) =>
    bucketRegion === undefined
      ? {
          what: `${call.resource} does not exist`,
          why: `${call.service} answered ${call.operation} with ${name}`,
          hint: 'check the name, --region and --profile',
        }
      : {
          what: `${call.resource} is in another region`,
          why: `it is in ${bucketRegion}`,
          hint: `--region ${bucketRegion}`,
        },
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
  }),
};

/** The SDK's parsers put pieces of the body into their messages; what matters is that it was not AWS's. */
const unreadable = (name: string, message: string, status?: number): string | undefined =>
  name === 'SyntaxError' || /Deserialization error|char '|XML parse|Unexpected token/.test(message)
    ? `its answer (status ${status ?? 'unknown'}) could not be read; is the endpoint the service it should be?`
    : undefined;

const credentialWords = ({ service }: AwsCall, { name, message }: Facts): Words => {
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
