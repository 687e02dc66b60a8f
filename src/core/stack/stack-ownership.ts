import { FibimgError } from '../error.ts';
import type { ResolvedStack } from './stack.ts';
import { contractKeySchema } from './stack-facts.ts';

/** Our own stack carries this tag, whatever its value. */
export const ownTag = 'fibimg';

/** What AWS says of a stack's function and table, as far as these credentials may read it. */
interface OwnershipEvidence {
  /** The function's variables that name resources. */
  readonly environment: Evidence<Readonly<Record<string, string>>>;
  /** As `TableFacts` has it. */
  readonly tableKey: Evidence<string>;
}

export type Evidence<T> =
  | { readonly kind: 'read'; readonly value: T }
  /** There is no such resource, so nothing of it can be harmed. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable'; readonly why: string };

export type Ownership = { readonly ours: true } | { readonly ours: false; readonly why: string };

/** Whether the stack's own description decides already, so that nothing else has to be read. */
export const ownershipAtSight = (stack: ResolvedStack): Ownership | undefined => {
  if (ownTag in stack.tags) return { ours: true };
  const missing = ['TheUrl', 'Bucket'].filter((name) => !stack.outputs[name]);
  if (missing.length > 0) {
    return foreign(`it has neither the tag ${ownTag} nor the output ${missing.join(' and ')}`);
  }
  return stack.outputs['Bucket'] === stack.bucket
    ? undefined
    : foreign(`it has no tag ${ownTag}, and its output Bucket does not name its bucket`);
};

/**
 * A stack is ours by its tag, or by the whole shape of the original, which has none: its outputs, a function whose
 * environment names exactly its table and bucket, and a table whose key is PK and SK. A function that names a table and
 * a bucket is no evidence by itself, for most serverless functions do.
 */
export const ownershipOf = (
  stack: ResolvedStack,
  { environment, tableKey }: OwnershipEvidence,
): Ownership => {
  const atSight = ownershipAtSight(stack);
  if (atSight !== undefined) return atSight;
  const untagged = `it has no tag ${ownTag}, and`;
  if (environment.kind === 'absent') return foreign(`${untagged} no function of ours`);
  if (environment.kind === 'unreadable') {
    return foreign(`${untagged} its function could not be read: ${environment.why}`);
  }
  if (!namesExactly(environment.value, stack)) {
    return foreign(
      `${untagged} its function's environment does not name its table and bucket as the original's does`,
    );
  }
  if (tableKey.kind === 'unreadable') {
    return foreign(`${untagged} its table could not be read: ${tableKey.why}`);
  }
  if (tableKey.kind === 'read' && tableKey.value !== contractKeySchema) {
    return foreign(`${untagged} the key of its table is ${tableKey.value}`);
  }
  return { ours: true };
};

/** Refuses a stack that nothing proves to be ours, before anything is written to it. */
export const requireOwn = (name: string, ownership: Ownership, allowForeign: boolean): void => {
  if (ownership.ours || allowForeign) return;
  throw new FibimgError(
    'usage',
    `stack ${name} is not known to be one of ours: nothing was written`,
    {
      why: ownership.why,
      hint: `fibimg stack ${name} shows it; tag it ${ownTag}, or add --allow-foreign-stack if it is one`,
    },
  );
};

const foreign = (why: string): Ownership => ({ ours: false, why });

/** As the original writes them, or its earlier version, which had no table. */
const namesExactly = (
  environment: Readonly<Record<string, string>>,
  { table, bucket }: ResolvedStack,
): boolean => {
  const { TableName, TableArn, BucketName, BUCKET_NAME } = environment;
  if (bucket === undefined) return false;
  if (table === undefined) return BUCKET_NAME === bucket && TableName === undefined;
  return (
    TableName === table && TableArn?.endsWith(`:table/${table}`) === true && BucketName === bucket
  );
};
