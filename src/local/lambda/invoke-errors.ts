import { messageOf } from '../../core/error.ts';

/** An error of the Invoke API, as it goes over the wire. */
export class ApiError extends Error {
  readonly status: number;
  readonly type: string;
  readonly body: Readonly<Record<string, string>>;

  constructor(status: number, type: string, body: Readonly<Record<string, string>>) {
    super(type);
    this.name = 'ApiError';
    this.status = status;
    this.type = type;
    this.body = body;
  }
}

const userError = (status: number, type: string, Message: string): ApiError =>
  new ApiError(status, type, { Type: 'User', Message });

export const apiErrors = {
  throttled: (): ApiError =>
    new ApiError(429, 'TooManyRequestsException', {
      Reason: 'ConcurrentInvocationLimitExceeded',
      Type: 'User',
      message: 'Rate Exceeded.',
    }),
  tooLarge: (bytes: number, type: string, limit: number): ApiError =>
    userError(
      413,
      'RequestTooLargeException',
      `${bytes} byte payload is too large for the ${type} invocation type (limit ${limit} bytes)`,
    ),
  notJson: (error: unknown): ApiError =>
    userError(
      400,
      'InvalidRequestContentException',
      `Could not parse request body into json: ${messageOf(error)}`,
    ),
  invalid: (message: string): ApiError => userError(400, 'InvalidParameterValueException', message),
  outdated: (): ApiError =>
    userError(
      412,
      'PreconditionFailedException',
      'The RevisionId provided does not match the latest RevisionId',
    ),
  notFound: (arn: string, functionName: string, asked: string, qualifier: string): ApiError => {
    const name = asked.split(':').at(-1) ?? asked;
    const missing =
      qualifier === '$LATEST' ? arn.replace(functionName, name) : `${arn}:${qualifier}`;
    return userError(404, 'ResourceNotFoundException', `Function not found: ${missing}`);
  },
  unavailable: (why: string): ApiError =>
    new ApiError(500, 'ServiceException', { Type: 'Service', Message: why }),
  unknownOperation: (): ApiError =>
    userError(404, 'UnknownOperationException', 'Unknown operation'),
} as const;
