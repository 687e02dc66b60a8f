import { type AwsClients, createAwsClients } from '../../aws/client/clients.ts';
import { createAwsPurgeTarget } from '../../aws/purge/purge-aws.ts';
import { discoverStack } from '../../aws/stack/stack-discovery.ts';
import type {
  PurgeParts,
  PurgePlace,
  PurgeRequest,
  PurgeResources,
} from '../../commands/command/services.ts';
import type { Settings } from '../../config/settings.ts';
import { FibimgError } from '../../core/error.ts';
import type { ResolvedStack } from '../../core/stack/stack.ts';
import type { Target } from '../../core/target.ts';
import type { Io } from '../../process/io.ts';
import { awsOptionsOf } from './aws-options.ts';

type StackTarget = Extract<Target, { kind: 'stack' }>;
type Request = PurgeRequest & { readonly target: StackTarget | PurgeResources };

type StackRequest = PurgeRequest & { readonly target: StackTarget };

interface Names {
  readonly title: string;
  readonly confirmation: string;
  readonly table: string | undefined;
  readonly bucket: string | undefined;
}

export const openAwsPurge = async (
  io: Io,
  settings: Settings,
  request: Request,
  onMissing: (what: string) => void,
): Promise<PurgePlace> => {
  const { target, only, allKeys, concurrency } = request;
  const timeoutMs = settings.awsTimeout.value;
  // A purge has its own back-off, which has to see every refusal as it comes.
  const clients = createAwsClients({
    ...awsOptionsOf(io, settings),
    maxAttempts: 1,
    maxSockets: concurrency * 2,
  });
  const names =
    target.kind === 'stack'
      ? await namesOfStack(clients, { ...request, target }, onMissing, io.interrupt)
      : namesOfResources(target, only);
  const { table, bucket } = names;
  const [dynamoDb, s3] = await Promise.all([clients.dynamoDb(), clients.s3()]);
  return {
    ...names,
    target: createAwsPurgeTarget({
      ...(table === undefined ? {} : { table: { client: dynamoDb, table, timeoutMs } }),
      ...(bucket === undefined ? {} : { bucket: { client: s3, bucket, timeoutMs } }),
      allKeys,
    }),
    close: () => clients.close(),
  };
};

const namesOfResources = (target: PurgeResources, only: PurgeRequest['only']): Names => {
  const table = only === 'bucket' ? undefined : target.table;
  const bucket = only === 'table' ? undefined : target.bucket;
  const titles = [table && `table ${table}`, bucket && `bucket ${bucket}`];
  const title = titles.filter((each) => each !== undefined).join(' and ');
  return { title, confirmation: bucket ?? table ?? '', table, bucket };
};

/** Also of a stack that is half made or half deleted: what is left of it is what a clean-up is for. */
const namesOfStack = async (
  clients: AwsClients,
  { target, expected, only, missingOk }: StackRequest,
  onMissing: (what: string) => void,
  signal: AbortSignal,
): Promise<Names> => {
  const unlessMissing = async <T>(find: () => Promise<T> | T): Promise<T | undefined> => {
    try {
      return await find();
    } catch (thrown) {
      if (!(thrown instanceof FibimgError) || thrown.kind !== 'not_found' || !missingOk) {
        throw thrown;
      }
      onMissing(thrown.message);
      return undefined;
    }
  };
  const stack = await unlessMissing(() => discoverStack(clients, target.stack, signal));
  const part = async (of: PurgeParts): Promise<string | undefined> =>
    stack === undefined || (only !== undefined && only !== of)
      ? undefined
      : unlessMissing(() => resourceOf(stack, of, expected[of]));
  return {
    title: `stack ${target.stack}`,
    confirmation: target.stack,
    table: await part('table'),
    bucket: await part('bucket'),
  };
};

const types = { table: 'AWS::DynamoDB::Table', bucket: 'AWS::S3::Bucket' } as const;

const resourceOf = (
  stack: ResolvedStack,
  part: PurgeParts,
  expected: string | undefined,
): string => {
  const own = stack.resources
    .filter(({ type, status }) => type === types[part] && status !== 'DELETE_COMPLETE')
    .map(({ physicalId }) => physicalId);
  if (expected !== undefined) {
    if (own.includes(expected)) return expected;
    throw new FibimgError('refused', `${part} ${expected} does not belong to stack ${stack.name}`, {
      why: `its ${part}s are ${own.join(', ') || 'none'}`,
      hint: `leave --${part} away, or --stack`,
    });
  }
  const found = stack[part];
  if (found !== undefined && own.includes(found)) return found;
  throw new FibimgError('not_found', `stack ${stack.name} has no ${part} of ours`, {
    why: 'there is none among its resources, or several and nothing tells which',
    hint: `fibimg stack ${stack.name} shows what it has; --${part} names it`,
  });
};
