import type { EventFacts } from './event-facts.ts';
import type { ResolvedStack } from './stack.ts';

/** A stack that looks like ours, as a list shows it. */
export interface StackSummary {
  readonly name: string;
  readonly status: string;
  readonly functionName: string | undefined;
  readonly functionUrl: string | undefined;
  readonly table: string | undefined;
  readonly bucket: string | undefined;
}

export interface FunctionFacts {
  readonly name: string;
  readonly memoryMb: number | undefined;
  readonly timeoutS: number | undefined;
  readonly runtime: string | undefined;
  readonly architecture: string | undefined;
  /** `$LATEST`, or the number of a published version. */
  readonly version: string | undefined;
  /** Of the deployed package, as Lambda tells it: base64. */
  readonly codeSha256: string | undefined;
  /** Active, Pending, Inactive, Failed. */
  readonly state: string | undefined;
  /** Of the last change: Successful, InProgress, Failed. */
  readonly lastUpdate: string | undefined;
  readonly environmentNames: readonly string[];
  /** Values of the variables that name the stack's resources, and of no others: those may be secret. */
  readonly environment: Readonly<Record<string, string>>;
  /** Of code or configuration, as Lambda writes it. */
  readonly lastModified?: string | undefined;
  readonly traits?: FunctionTraits | undefined;
  /** Where it writes its log. */
  readonly logGroup?: string | undefined;
}

/** What makes a function start and run otherwise than a plain one. */
export interface FunctionTraits {
  /** Published versions start from a snapshot. */
  readonly snapStart: boolean;
  /** 0 outside any VPC. */
  readonly vpcSubnets: number;
  readonly layers: number;
  /** The ARN of the capacity provider whose instances it runs on. */
  readonly capacityProvider: string | null;
  /** Requests that an environment serves at once, where that is configured. */
  readonly requestsPerEnvironment: number | null;
  /** Its executions are suspended and replayed. */
  readonly durable: boolean;
}

export interface UrlFacts {
  readonly url: string | undefined;
  /** NONE or AWS_IAM. */
  readonly authType: string | undefined;
  /** Actions that anybody may do through the URL, from the function's policy; undefined where it could not be read. */
  readonly publicActions: readonly string[] | undefined;
}

export interface TableFacts {
  readonly name: string;
  readonly mode: 'provisioned' | 'on-demand';
  /** Capacity units; undefined on demand. */
  readonly readUnits: number | undefined;
  readonly writeUnits: number | undefined;
  readonly status: string | undefined;
  /** Partition key, then sort key, such as `PK (S), SK (S)`. */
  readonly keySchema: string | undefined;
}

/** The keys of a table that can hold items of the contract. */
export const contractKeySchema = 'PK (S), SK (S)';

export interface BucketFacts {
  readonly name: string;
  readonly versioning: 'off' | 'on' | 'suspended' | undefined;
}

export interface ConcurrencyFacts {
  /** Of the function; undefined where none is reserved. */
  readonly reserved: number | undefined;
  /** Of the account in the region. */
  readonly accountLimit: number | undefined;
  readonly unreserved: number | undefined;
}

export interface StoreCounts {
  readonly items: number;
  readonly images: number;
  readonly imageBytes: number;
}

/** All that is known of one stack. A part that is undefined does not exist, or is listed in `unknown`. */
export interface StackFacts {
  readonly stack: ResolvedStack;
  readonly function: FunctionFacts | undefined;
  readonly url: UrlFacts | undefined;
  readonly table: TableFacts | undefined;
  readonly bucket: BucketFacts | undefined;
  readonly concurrency: ConcurrencyFacts | undefined;
  /** What calls the function with events; undefined where nothing does. */
  readonly events?: EventFacts | undefined;
  /** What could not be read, and why: a missing permission hides one fact, not all. */
  readonly unknown: readonly Gap[];
}

/** Of a stack whose parts were not read. */
export const unreadParts = {
  function: undefined,
  url: undefined,
  table: undefined,
  bucket: undefined,
  concurrency: undefined,
  unknown: [],
} as const satisfies Omit<StackFacts, 'stack'>;

export interface Gap {
  /** `function`, `function URL`, `function policy`, `concurrency`, `table`, `bucket`, `events` or `counts`. */
  readonly what: string;
  readonly why: string;
  /** The service says that it does not exist. */
  readonly isGone?: boolean;
}

/** The function's variables that name resources: the contract's, and the one of the original's earlier version. */
export const resourceVariables = ['TableName', 'TableArn', 'BucketName', 'BUCKET_NAME'] as const;
