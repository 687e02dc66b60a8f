import { codeOf, FibimgError, messageOf } from '../../core/error.ts';
import { omitUndefined } from '../../core/omit-undefined.ts';
import { property } from '../../core/property.ts';
import { redact } from './redact.ts';
import { type AwsCall, type Facts, type SdkKind, words } from './sdk-error-words.ts';

/**
 * An error of the SDK in the product's words. Nothing of the request gets into it, not even into the cause: no signed
 * headers, no canonical request (some services quote it), no access keys.
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
 * The SDK's own error holds the request and the response, so only its words, code and status are kept. A load test
 * counts failures by code and status.
 */
const causeOf = (kind: SdkKind, { name, message, code, status }: Facts): Error => {
  const text = kind === 'credentials' ? name : `${name}: ${message}`;
  return Object.assign(new Error(text), omitUndefined({ stack: text, code, status }));
};

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const number = (value: unknown): number | undefined =>
  typeof value === 'number' ? value : undefined;

const factsOf = (thrown: unknown): Facts => {
  const metadata = property(thrown, '$metadata');
  const response = property(thrown, '$response');
  const headers = property(response, 'headers');
  return {
    name: thrown instanceof Error ? thrown.name : 'Error',
    message: redact(messageOf(thrown)),
    code: codeOf(thrown) ?? codeOf(property(thrown, 'cause')),
    status:
      number(property(metadata, 'httpStatusCode')) ?? number(property(response, 'statusCode')),
    requestId: text(property(metadata, 'requestId')),
    bucketRegion:
      text(property(headers, 'x-amz-bucket-region')) ?? text(property(thrown, 'Region')),
    throttling: property(property(thrown, '$retryable'), 'throttling') === true,
  };
};

const credentialNames =
  /^(CredentialsProviderError|TokenProviderError|Expired(Token|TokenException)|RequestExpired|(InvalidClientTokenId|UnrecognizedClient|InvalidSignature|IncompleteSignature|MissingAuthenticationToken)(Exception)?|InvalidAccessKeyId|InvalidToken|SignatureDoesNotMatch|AuthFailure|TokenRefreshRequired|RequestTimeTooSkewed|OptInRequired|NotSignedUp)$/;
const deniedNames =
  /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|AllAccessDisabled)$/;
const throttleNames =
  /^(Throttling|ThrottlingException|ThrottledException|RequestThrottled(Exception)?|ProvisionedThroughputExceededException|RequestLimitExceeded|LimitExceeded|SlowDown|TooManyRequestsException|BandwidthLimitExceeded|PriorRequestNotComplete)$/;
const notFoundNames = /^(ResourceNotFoundException|NoSuchBucket|NotFound|NoSuchKey)$/;
const otherRegionNames =
  /^(PermanentRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraintException)$/;
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
  // Before not found: a bucket elsewhere is full of what was not listed.
  if (otherRegionNames.test(name) || status === 301) return 'refused';
  if (notFoundNames.test(name)) return 'not_found';
  if (name === 'ValidationError' && /does not exist/.test(message)) return 'not_found';
  if (/socket hang up/.test(message)) return 'network';
  return status === 403 ? 'denied' : 'storage';
};
