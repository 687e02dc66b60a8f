import type { LoadEngine } from '../../bench/engine/engine.ts';
import type { Scheduler } from '../../bench/engine/requester.ts';
import type { ProcessMonitor } from '../../bench/phases/self-check.ts';
import type { GeneratorEnvironment } from '../../bench/record/document.ts';
import type { UrlAuth } from '../../core/invocation/function-url-failure.ts';
import type { FunctionInvoker, FunctionPlace } from '../../core/invocation/invoker.ts';
import type { ImageOrigin, ImageStore, MetadataRepository } from '../../core/service/ports.ts';
import type { Source } from '../../core/service/source.ts';
import type { UrlAnswer } from '../../core/stack/function-url.ts';
import type { ResolvedStack } from '../../core/stack/stack.ts';
import type { StackFacts, StackSummary } from '../../core/stack/stack-facts.ts';
import type { Target } from '../../core/target.ts';
import type { PurgePart } from '../../core/upkeep/purge-parts.ts';
import type { PurgeTarget } from '../../core/upkeep/purge-target.ts';
import type { LockTable } from '../../core/upkeep/store-lock.ts';
import type { Whereabouts } from '../../core/upkeep/whereabouts.ts';
import type { OpenedSystem, SystemRequest, Transport } from './system-request.ts';

/** Adapters on demand. Commands get them here and never import one; `src/cli/wiring.ts` makes them. */
export interface Services extends AwsServices {
  openStore(target: Target, options?: StoreOptions): Promise<Store>;
  openOrigin(source: Source, options: OriginOptions): Promise<ImageOrigin>;
  /** Scales an encoded image to width x height, packed RGB, for a look at it in a terminal. */
  rasterise(image: Uint8Array, width: number, height: number): Promise<Uint8Array>;
  /** What makes load on a URL. */
  openLoadEngine(options: LoadEngineOptions): Promise<LoadGenerator>;
  /** Refuses a path that cannot be written before any work is done for it. */
  prepareFile(path: string): Promise<PreparedFile>;
  /** A file that the command line names. */
  readFile(path: string): Promise<Uint8Array>;
  /** `onMissing` hears of a part that is not there, where the request tolerates that. */
  openPurge(request: PurgeRequest, onMissing: (what: string) => void): Promise<PurgePlace>;
  callFunctionUrl(request: FunctionUrlRequest, signal?: AbortSignal): Promise<UrlAnswer>;
  openInvoker(options: FunctionInvokerOptions): Promise<DirectInvoker>;
  /** The deployable bundle in processes of this machine. */
  startLocalLambda(request: LocalLambdaRequest): Promise<LocalLambda>;
  /** What bench loads, and what can be done to it between phases. */
  openSystem(request: SystemRequest): Promise<OpenedSystem>;
}

export interface LocalLambdaRequest {
  /** Whose store the function uses. */
  readonly target: Extract<Target, { readonly kind: 'embedded' | 'stack' | 'resources' }>;
  /** Also that of a stack that nothing proves to be ours. */
  readonly allowForeignStack: boolean;
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
  /** Receives the log of each invocation, from START to REPORT. */
  readonly onLog?: (text: string) => void;
}

export interface LocalLambda {
  readonly url: string;
  readonly invokeEndpoint: string;
  readonly functionName: string;
  stats(): LocalLambdaStats;
  /** The next requests start cold. */
  recycleEnvironments(): void;
  /** A `refused` error where the store is not the embedded one. */
  emptyStore(): Promise<void>;
  /** Lets invocations in flight end. Resolves with how many asynchronous events were given up. */
  close(): Promise<number>;
  /** Ends every process at once; resolves when they are gone. */
  abort(): Promise<void>;
}

export interface LocalLambdaStats {
  readonly invocations: number;
  readonly throttled: number;
  readonly functionErrors: number;
  readonly coldStarts: number;
  /** From spawn to ready, over all cold starts. */
  readonly initMs: { readonly total: number; readonly max: number };
  /** Time that cold starts waited because too many environments were starting. */
  readonly spawnQueueMs: { readonly total: number; readonly max: number };
  readonly environments: { readonly busy: number; readonly idle: number };
}

export interface FunctionUrlRequest {
  readonly url: URL;
  readonly auth: UrlAuth;
}

/** What is known of deployed stacks. */
export interface AwsServices {
  /** Its function, URL, table and bucket, found among its resources; `not_found` where there is no such stack. */
  resolveStack(name: string): Promise<ResolvedStack>;
  /** Those that look like ours. */
  listStacks(): Promise<readonly StackSummary[]>;
  stackFacts(stack: ResolvedStack): Promise<StackFacts>;
}

export interface FunctionInvokerOptions {
  readonly functionName: string;
  /** Calls that shall be under way at once, each on a connection of its own; undefined for a single call. */
  readonly parallel: number | undefined;
}

export interface DirectInvoker extends FunctionInvoker {
  /** Asks AWS what the price depends on; what these credentials may not see stays undefined. */
  place(functionName: string, qualifier?: string, signal?: AbortSignal): Promise<FunctionPlace>;
}

/** One of the two may be absent where only the other is to be emptied. */
export interface PurgeResources {
  readonly kind: 'resources';
  readonly table?: string;
  readonly bucket?: string;
}

/** What to empty, and how widely. */
export interface PurgeRequest {
  readonly target: Exclude<Target, { kind: 'resources' }> | PurgeResources;
  /** A table and a bucket that must be among the stack's resources. */
  readonly expected: { readonly table?: string | undefined; readonly bucket?: string | undefined };
  readonly only: PurgePart | undefined;
  readonly allKeys: boolean;
  readonly missingOk: boolean;
  /** Also of a stack that nothing proves to be ours. */
  readonly allowForeignStack: boolean;
  readonly concurrency: number;
}

/** Something to empty, and what a person calls it. */
export interface PurgePlace {
  /** `stack NAME` and the like. */
  readonly title: string;
  /** What a person types to confirm. */
  readonly confirmation: string;
  readonly table: string | undefined;
  readonly bucket: string | undefined;
  /** Absent of the embedded store, which is where its title says. */
  readonly where?: Whereabouts;
  /** Keeps other writers of the same store away; absent where it has none. */
  readonly lock?: LockTable;
  readonly target: PurgeTarget;
  close(): Promise<void>;
}

/** A file that a command is to write: it has been checked, and nothing has been touched. */
export interface PreparedFile {
  /** The same for two paths to one file; undefined for a device, which two outputs may share. */
  readonly identity: string | undefined;
  /** Whole or not at all: a regular file is the old one or the new one, never a part. */
  write(content: string | Uint8Array): Promise<void>;
  /** For what comes bit by bit. */
  begin(): Promise<FileWriter>;
}

/** A file under way. What was there before stays until `commit`. */
export interface FileWriter {
  write(chunk: string | Uint8Array): Promise<void>;
  commit(): Promise<void>;
  discard(): Promise<void>;
}

export interface LoadEngineOptions {
  readonly engine: LoadEngine['name'];
  readonly url: URL;
  readonly transport: Transport;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Off: each request opens a connection of its own. */
  readonly keepAlive: boolean;
  /** Whether answers must be the service's. */
  readonly check: boolean;
  readonly insecure: boolean;
  /** How long the host's addresses hold: Infinity for the whole run, 0 for one connection. */
  readonly dnsTtlMs: number;
  /** PEM file of further certificate authorities to trust. */
  readonly caFile?: string;
}

/** An engine with its clock, and what is known of the process that it runs in. */
export interface LoadGenerator {
  readonly engine: LoadEngine;
  readonly scheduler: Scheduler;
  readonly monitor: ProcessMonitor;
  readonly machine: Omit<GeneratorEnvironment, 'sharesMachine'>;
}

export interface StoreOptions {
  /** Also the store of a stack that nothing proves to be ours. */
  readonly allowForeignStack?: boolean;
  /** The caller repeats failed calls itself, and wants to see each failure as it comes. */
  readonly ownRetries?: boolean;
}

/** Both halves of one target's store, and where in it a person finds things. */
export interface Store {
  readonly metadata: MetadataRepository;
  readonly images: ImageStore;
  /** A path or an s3:// address. */
  locate(pixels: number): string;
  /** Keeps other writers of the same store away; absent where it has none. */
  readonly lock?: LockTable;
  close(): Promise<void>;
}

export interface OriginOptions {
  /** Where `picsum` asks. */
  readonly baseUrl: string;
  readonly timeoutMs: number;
  /** PEM file of further certificate authorities to trust. */
  readonly caFile?: string;
  readonly insecure: boolean;
  /** Called once when `auto` fell back to a generated image, with the reason. */
  readonly onOffline: (why: string) => void;
}
