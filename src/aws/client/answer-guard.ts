import { Readable } from 'node:stream';
import { isObject, parseJson } from '../../core/json.ts';
import { readBounded } from '../../net/send-request.ts';
import type { AwsService } from './endpoint.ts';

/** A success that is not in the service's form: a proxy's or another server's, most likely. */
class ForeignAnswer extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ForeignAnswer';
  }
}

/** Largest answer in bytes: a Lambda payload has up to 6 MB, a page of DynamoDB 1 MB before it is JSON. */
export const maxBytes = {
  s3: 64 * 2 ** 20,
  dynamodb: 16 * 2 ** 20,
  lambda: 8 * 2 ** 20,
  cloudformation: 8 * 2 ** 20,
  ecs: 8 * 2 ** 20,
  cloudwatch_logs: 8 * 2 ** 20,
} as const satisfies Record<AwsService, number>;

interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
}

interface Received extends Answer {
  body: unknown;
}

/**
 * Reads an answer whole before the SDK does, within a bound, and refuses a 2xx that is not in the service's form: the
 * SDK takes an empty body or a page of HTML for an empty bucket, or for no stack. `operation` is such as `GetItem`.
 */
export const guardAnswer = async (
  service: AwsService,
  operation: string,
  response: unknown,
): Promise<void> => {
  if (!isReceived(response)) return;
  const stream = response.body instanceof Readable ? response.body : Readable.from([]);
  const body = await readBounded(stream, maxBytes[service]);
  refuseForeign(service, operation, { ...response, body });
  response.body = Readable.from(body.byteLength === 0 ? [] : [body]);
};

/** Throws where a 2xx is not in the service's form. */
export const refuseForeign = (
  service: AwsService,
  operation: string,
  { statusCode, headers, body }: Answer & { readonly body: Buffer },
): void => {
  const problem =
    statusCode >= 200 && statusCode < 300 ? problems[service](operation, body, headers) : undefined;
  if (problem !== undefined) throw new ForeignAnswer(`${problem} (status ${statusCode})`);
};

const isReceived = (response: unknown): response is Received =>
  typeof response === 'object' &&
  response !== null &&
  'statusCode' in response &&
  'body' in response;

type Judge = (operation: string, body: Buffer, headers: Received['headers']) => string | undefined;

/** The element that S3 answers with, by operation; stand-ins of S3 name one of them after the operation. */
const bucketElements = new Map([
  ['ListObjectsV2', ['ListBucketResult']],
  ['ListObjectVersions', ['ListVersionsResult']],
  ['ListMultipartUploads', ['ListMultipartUploadsResult']],
  ['DeleteObjects', ['DeleteResult']],
  ['GetBucketVersioning', ['VersioningConfiguration', 'GetBucketVersioningResponse']],
]);

/** Members without which an answer says nothing; of other operations it may be an empty object. */
const members = new Map([
  ['Query', 'Items'],
  ['Scan', 'Items'],
  ['DescribeTable', 'Table'],
  ['GetFunctionConfiguration', 'FunctionName'],
  ['UpdateFunctionConfiguration', 'FunctionName'],
  ['PublishVersion', 'Version'],
  ['ListVersionsByFunction', 'Versions'],
  ['GetAlias', 'FunctionVersion'],
  ['UpdateAlias', 'FunctionVersion'],
  ['GetFunctionUrlConfig', 'FunctionUrl'],
  ['GetPolicy', 'Policy'],
  ['GetAccountSettings', 'AccountLimit'],
  ['RunTask', 'tasks'],
  ['DescribeTasks', 'tasks'],
  ['ListTasks', 'taskArns'],
  ['StopTask', 'task'],
  ['FilterLogEvents', 'events'],
]);

const judgeJson: Judge = (operation, body) => {
  const text = body.toString('utf8');
  const value = parseJson(text);
  const member = members.get(operation);
  if (isObject(value)) {
    if (member === undefined || member in value) return undefined;
    return `the answer has no ${member}`;
  }
  return `the answer is ${describe(text)}, not JSON`;
};

const judgeXml = (elements: readonly string[], body: Buffer): string | undefined => {
  const text = body.toString('utf8');
  const root = /^\s*(?:<\?[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*<([\w:]+)/.exec(text)?.[1];
  if (root !== undefined && elements.includes(root)) return undefined;
  return `the answer is ${describe(text)}, not ${elements[0]}`;
};

const describe = (text: string): string => {
  if (text.trim() === '') return 'empty';
  return /^\s*<(!doctype|html|head|body)/i.test(text) ? 'a page of HTML' : 'something else';
};

const problems: Record<AwsService, Judge> = {
  cloudformation: (operation, body) => judgeXml([`${operation}Response`], body),
  cloudwatch_logs: judgeJson,
  dynamodb: judgeJson,
  ecs: judgeJson,
  // What Invoke answers is the function's; to a deletion there is nothing to say.
  lambda: (operation, body, headers) =>
    operation === 'Invoke' || (operation.startsWith('Delete') && body.byteLength === 0)
      ? undefined
      : judgeJson(operation, body, headers),
  s3: (operation, body, headers) => {
    const elements = bucketElements.get(operation);
    if (elements !== undefined) return judgeXml(elements, body);
    const hasTag = operation === 'GetObject' || operation === 'PutObject';
    return hasTag && headers['etag'] === undefined ? 'the answer has no ETag' : undefined;
  },
};
