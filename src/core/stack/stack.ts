import { FibimgError } from '../error.ts';
import { stackState } from './stack-status.ts';

/** One resource of a stack, as CloudFormation lists it. */
export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  /** A function's, table's or bucket's name; undefined before it was made, and offline where it is generated. */
  readonly physicalId: string | undefined;
  readonly status: string | undefined;
}

/** A stack with its function, URL, table and bucket; each undefined where it was not found. */
export interface ResolvedStack {
  readonly name: string;
  readonly region: string | undefined;
  /** The account's number; undefined where the stack comes from a file. */
  readonly account: string | undefined;
  /** CloudFormation's word; undefined where the stack comes from a file. */
  readonly status: string | undefined;
  readonly statusReason: string | undefined;
  readonly outputs: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly resources: readonly StackResource[];
  readonly functionName: string | undefined;
  readonly functionUrl: string | undefined;
  readonly table: string | undefined;
  readonly bucket: string | undefined;
}

/** Of a stack that was not read. */
export const unreadStack = {
  region: undefined,
  account: undefined,
  status: undefined,
  statusReason: undefined,
  outputs: {},
  tags: {},
  resources: [],
  functionName: undefined,
  functionUrl: undefined,
  table: undefined,
  bucket: undefined,
} as const satisfies Omit<ResolvedStack, 'name'>;

/** The table and the bucket of a stack whose state allows their use. */
export const requireStore = (
  stack: ResolvedStack,
): { readonly table: string; readonly bucket: string } => {
  requireUsable(stack);
  const { table, bucket } = stack;
  if (table !== undefined && bucket !== undefined) return { table, bucket };
  throw new FibimgError(
    'not_found',
    `stack ${stack.name} has no ${table === undefined ? 'table' : 'bucket'} of ours`,
    {
      why: 'there is none among its resources, or several and nothing tells which',
      hint: `fibimg stack ${stack.name} shows what it has; --table and --bucket name them`,
    },
  );
};

/** The service's function of a stack whose state allows its use. */
export const requireFunction = (stack: ResolvedStack): string => {
  requireUsable(stack);
  if (stack.functionName !== undefined) return stack.functionName;
  throw new FibimgError('not_found', `stack ${stack.name} has no function of ours`, {
    why: 'there is none among its resources, or several and nothing tells which',
    hint: `fibimg stack ${stack.name} shows what it has; --function names one`,
  });
};

/** Refuses a stack that is deleted, being created or being deleted. */
const requireUsable = ({ name, status }: ResolvedStack): void => {
  if (status === undefined) return;
  const { usable, words } = stackState(status);
  if (usable) return;
  const gone = status === 'DELETE_COMPLETE';
  throw new FibimgError(gone ? 'not_found' : 'refused', `stack ${name} is ${words.short}`, {
    why: `${status}: ${words.long}`,
    hint: words.hint,
  });
};
