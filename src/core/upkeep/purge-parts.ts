import { FibimgError } from '../error.ts';
import type { ResolvedStack } from '../stack/stack.ts';

export type PurgePart = 'table' | 'bucket';

/** A table and a bucket that are to be emptied; an absent one is not, or is not there. */
export type PurgeParts = Readonly<Record<PurgePart, string | undefined>>;

interface PartsRequest {
  /** A table and a bucket that must be among the stack's resources. */
  readonly expected: Partial<PurgeParts>;
  readonly only: PurgePart | undefined;
}

/**
 * The table and the bucket of a stack that a purge is to empty. Also of a stack that is half made or half deleted: what
 * is left of it is what a clean-up is for.
 *
 * @param onMissing hears of a part that the stack has not; without it that is an error.
 */
export const partsOfStack = (
  stack: ResolvedStack,
  { expected, only }: PartsRequest,
  onMissing?: (what: string) => void,
): PurgeParts => {
  const part = (of: PurgePart): string | undefined => {
    if (only !== undefined && only !== of) return undefined;
    const own = namesOf(stack, of);
    const named = expected[of];
    if (named !== undefined) return requireMember(stack, of, named, own);
    if (own.length === 0 && onMissing) {
      onMissing(missing(stack, of).message);
      return undefined;
    }
    return requireOne(stack, of, own);
  };
  return { table: part('table'), bucket: part('bucket') };
};

/** The table and the bucket that are named themselves. */
export const partsOfResources = (
  { table, bucket }: Partial<PurgeParts>,
  only: PurgePart | undefined,
): PurgeParts => ({
  table: only === 'bucket' ? undefined : table,
  bucket: only === 'table' ? undefined : bucket,
});

const types = { table: /^AWS::DynamoDB::(Global)?Table$/, bucket: /^AWS::S3::Bucket$/ } as const;

const namesOf = ({ resources }: ResolvedStack, part: PurgePart): readonly string[] =>
  resources.flatMap(({ type, status, physicalId }) =>
    types[part].test(type) && status !== 'DELETE_COMPLETE' && physicalId !== undefined
      ? [physicalId]
      : [],
  );

const requireMember = (
  { name }: ResolvedStack,
  part: PurgePart,
  expected: string,
  own: readonly string[],
): string => {
  if (own.includes(expected)) return expected;
  throw new FibimgError('refused', `${part} ${expected} does not belong to stack ${name}`, {
    why: `its ${part}s are ${own.join(', ') || 'none'}`,
    hint: `leave --${part} away, or --stack`,
  });
};

const requireOne = (stack: ResolvedStack, part: PurgePart, own: readonly string[]): string => {
  const found = stack[part];
  if (found !== undefined && own.includes(found)) return found;
  if (own.length === 0) throw missing(stack, part);
  throw new FibimgError('usage', `stack ${stack.name} has ${own.length} ${part}s`, {
    why: `nothing tells which of them is ours: ${own.join(', ')}`,
    hint: `name it with --${part}`,
  });
};

const missing = ({ name }: ResolvedStack, part: PurgePart): FibimgError =>
  new FibimgError('not_found', `stack ${name} has no ${part}`, {
    why: 'there is none among its resources',
    hint: `fibimg stack ${name} shows what it has`,
  });
