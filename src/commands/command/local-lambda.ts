import type { ImageOrigin } from '../../core/service/ports.ts';
import type { Target } from '../../core/target.ts';

export interface LocalLambdaRequest {
  /** Whose store the function uses. */
  readonly target: Extract<Target, { readonly kind: 'embedded' | 'stack' | 'resources' }>;
  /** Also that of a stack that nothing proves to be ours. */
  readonly allowForeignStack: boolean;
  /** The deployable bundle, a file or its folder; this build's own where it is absent. */
  readonly bundle?: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly concurrency: number;
  /** Reported, not enforced. */
  readonly memoryMb: number;
  readonly timeoutMs: number;
  readonly idleMs: number;
  readonly originLatencyMs: number;
  /** From 0 to 1. */
  readonly originFailureRate: number;
  readonly originSeed: number;
  /** Who draws its images; the generated ones where it is absent. */
  readonly origin?: ImageOrigin;
  /** Undefined where nobody uploads, and nothing is scheduled. */
  readonly events?: LocalEventsRequest;
  /** Receives the log of each invocation, from START to REPORT. */
  readonly onLog?: (text: string) => void;
}

export interface LocalEventsRequest {
  /** Whether files that come to the folder of uploads are told of. */
  readonly uploads: boolean;
  /** Before the first further try; the second waits twice as long, and all other waits keep Lambda's relation to it. */
  readonly retryDelayMs: number;
  /** From 0 to 1: which share of the events comes twice. */
  readonly duplicateShare: number;
  readonly schedule?: { readonly everyMs: number; readonly input: unknown };
  /** Hears of the payload of each event that is not tried again. */
  readonly onFailed?: (payload: unknown) => void;
  /** Hears of what was refused, and of what is not tried again and where that is kept. */
  readonly onTold?: (line: string) => void;
}

export interface WireAccess {
  readonly url: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface LocalLambda {
  readonly url: string;
  readonly invokeEndpoint: string;
  readonly functionName: string;
  /** The embedded store as S3 and DynamoDB, and what requests to it are signed with; undefined over a deployed one. */
  readonly wire?: WireAccess | undefined;
  stats(): LocalLambdaStats;
  /** The next requests start cold. */
  recycleEnvironments(): void;
  /** Likewise, and they are told that memory size: nothing enforces it. */
  resize(memoryMb: number): void;
  /** A `refused` error where the store is not the embedded one. */
  emptyStore(): Promise<void>;
  /** Lets invocations in flight end. Resolves with how many asynchronous events were given up. */
  close(): Promise<number>;
  /** Ends every process at once; resolves when they are gone. */
  abort(): Promise<void>;
}

interface LocalLambdaStats {
  readonly invocations: number;
  readonly throttled: number;
  readonly functionErrors: number;
  readonly coldStarts: number;
  /** From spawn to ready, over all cold starts. */
  readonly initMs: { readonly total: number; readonly max: number };
  /** Time that cold starts waited because too many environments were starting. */
  readonly spawnQueueMs: { readonly total: number; readonly max: number };
  readonly environments: { readonly busy: number; readonly idle: number };
  /** Asynchronous ones: accepted + duplicated = handled + deadLettered + givenUp + pending. */
  readonly events: {
    readonly accepted: number;
    readonly duplicated: number;
    readonly handled: number;
    readonly retried: number;
    readonly deadLettered: number;
    readonly givenUp: number;
    readonly pending: number;
  };
}
