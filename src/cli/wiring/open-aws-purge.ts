import { type AwsClients, createAwsClients } from '../../aws/client/clients.ts';
import { createAwsPurgeTarget } from '../../aws/purge/purge-aws.ts';
import { readWhereabouts } from '../../aws/purge/read-whereabouts.ts';
import { readOwnership } from '../../aws/stack/ownership-evidence.ts';
import { discoverStack } from '../../aws/stack/stack-discovery.ts';
import { createTableLock } from '../../aws/store/table-lock.ts';
import type {
  PurgePlace,
  PurgeRequest,
  PurgeResources,
} from '../../commands/command/purge-place.ts';
import type { Settings } from '../../config/settings.ts';
import { targetOrigin } from '../../config/target.ts';
import { FibimgError } from '../../core/error.ts';
import type { ResolvedStack } from '../../core/stack/stack.ts';
import { requireOwn } from '../../core/stack/stack-ownership.ts';
import type { Target } from '../../core/target.ts';
import { type PurgeParts, partsOfResources, partsOfStack } from '../../core/upkeep/purge-parts.ts';
import type { Io } from '../../process/io.ts';
import { awsOptionsOf } from './aws-options.ts';

type StackTarget = Extract<Target, { kind: 'stack' }>;
type StackRequest = PurgeRequest & { readonly target: StackTarget };

export const openAwsPurge = async (
  io: Io,
  settings: Settings,
  request: PurgeRequest & { readonly target: StackTarget | PurgeResources },
  onMissing: (what: string) => void,
): Promise<PurgePlace> => {
  const { target, allKeys, events, concurrency } = request;
  const timeoutMs = settings.awsTimeout.value;
  // A purge has its own back-off, which has to see every refusal as it comes.
  const clients = createAwsClients({
    ...awsOptionsOf(io, settings),
    maxAttempts: 1,
    maxSockets: concurrency * 2,
  });
  const stack =
    target.kind === 'stack'
      ? await openStack(clients, { ...request, target }, onMissing, io.interrupt)
      : undefined;
  const parts = partsOf(request, stack, onMissing);
  const { table, bucket } = parts;
  const [dynamoDb, s3] = await Promise.all([clients.dynamoDb(), clients.s3()]);
  // Also a purge of the bucket alone is a writer of the stack.
  const locked = stack?.table ?? table;
  return {
    ...namesOf(target, parts),
    ...parts,
    where: await readWhereabouts(clients, { stack, table }, targetOrigin(settings)),
    ...(locked !== undefined && {
      lock: createTableLock({ client: dynamoDb, table: locked, timeoutMs }),
    }),
    target: createAwsPurgeTarget({
      ...(table === undefined ? {} : { table: { client: dynamoDb, table, timeoutMs } }),
      ...(bucket === undefined ? {} : { bucket: { client: s3, bucket, timeoutMs } }),
      ...{ allKeys, events },
    }),
    close: () => clients.close(),
  };
};

/** Undefined where there is no such stack, and that is tolerated. */
const openStack = async (
  clients: AwsClients,
  { target, missingOk, allowForeignStack }: StackRequest,
  onMissing: (what: string) => void,
  signal: AbortSignal,
): Promise<ResolvedStack | undefined> => {
  const stack = await discoverStack(clients, target.stack, signal).catch((thrown: unknown) => {
    if (!missingOk || !(thrown instanceof FibimgError) || thrown.kind !== 'not_found') throw thrown;
    onMissing(thrown.message);
    return undefined;
  });
  if (stack !== undefined) {
    requireOwn(stack.name, await readOwnership(clients, stack, signal), allowForeignStack);
  }
  return stack;
};

const partsOf = (
  { target, expected, only, missingOk }: PurgeRequest,
  stack: ResolvedStack | undefined,
  onMissing: (what: string) => void,
): PurgeParts => {
  if (target.kind === 'resources') return partsOfResources(target, only);
  if (stack === undefined) return { table: undefined, bucket: undefined };
  return partsOfStack(stack, { expected, only }, missingOk ? onMissing : undefined);
};

const namesOf = (
  target: StackTarget | PurgeResources,
  { table, bucket }: PurgeParts,
): Pick<PurgePlace, 'title' | 'confirmation'> => {
  if (target.kind === 'stack') {
    return { title: `stack ${target.stack}`, confirmation: target.stack };
  }
  const titles = [table && `table ${table}`, bucket && `bucket ${bucket}`];
  const title = titles.filter((each) => each !== undefined).join(' and ');
  return { title, confirmation: bucket ?? table ?? '' };
};
