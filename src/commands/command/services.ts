import type { LoadEngine } from '../../bench/engine/engine.ts';
import type { Scheduler } from '../../bench/engine/requester.ts';
import type { Method } from '../../bench/http/request-encoder.ts';
import type { ReportEvents } from '../../bench/logs/collect-reports.ts';
import type { NetworkProbe } from '../../bench/network/network-probe.ts';
import type { ProcessMonitor } from '../../bench/phases/self-check.ts';
import type { ClockCheck, GeneratorEnvironment } from '../../bench/record/provenance.ts';
import type { EventSummary } from '../../core/events/event-summary.ts';
import type { UrlAuth } from '../../core/invocation/function-url-failure.ts';
import type { FunctionInvoker, FunctionPlace } from '../../core/invocation/invoker.ts';
import type { ImageOrigin, ImageStore, MetadataRepository } from '../../core/service/ports.ts';
import type { Source } from '../../core/service/source.ts';
import type { UrlAnswer } from '../../core/stack/function-url.ts';
import type { ResolvedStack } from '../../core/stack/stack.ts';
import type { StackFacts, StackSummary } from '../../core/stack/stack-facts.ts';
import type { Target } from '../../core/target.ts';
import type { LockTable } from '../../core/upkeep/store-lock.ts';
import type { PageAssets } from '../../report/page/page-document.ts';
import type { FleetRequest, OpenedFleet } from './fleet-service.ts';
import type { LivePageContent, LivePageServer } from './live-page.ts';
import type { LocalLambda, LocalLambdaRequest } from './local-lambda.ts';
import type { PreparedFile } from './prepared-file.ts';
import type { PurgePlace, PurgeRequest } from './purge-place.ts';
import type { RunFolder } from './run-folder.ts';
import type { OpenedSystem, SystemRequest, Transport } from './system-request.ts';

/** Adapters on demand. Commands get them here and never import one; `src/cli/wiring` makes them. */
export interface Services extends AwsServices {
  openStore(target: Target, options?: StoreOptions): Promise<Store>;
  /** `onOffline` hears once, with the reason, that `auto` fell back to a generated image. */
  openOrigin(source: Source, onOffline: (why: string) => void): Promise<ImageOrigin>;
  /** Scales an encoded image to width x height, packed RGB, for a look at it in a terminal. */
  rasterise(image: Uint8Array, width: number, height: number): Promise<Uint8Array>;
  /** What makes load on a URL. */
  openLoadEngine(options: LoadEngineOptions): Promise<LoadGenerator>;
  /** Refuses a path that cannot be written before any work is done for it. */
  prepareFile(path: string): Promise<PreparedFile>;
  /** This machine's clock against UTC; null, with the reason, where it cannot be told. */
  measureClock(request: ClockRequest): Promise<ClockCheck>;
  /** Digests text as UTF-8, in hexadecimal. */
  loadMd5(): Promise<(text: string) => string>;
  /** A file that the command line names. */
  readFile(path: string): Promise<Uint8Array>;
  /** The same in pieces, for what may be larger than memory. */
  streamFile(path: string): AsyncIterable<Uint8Array>;
  /** The JSON files in a folder, by name; undefined where the path is no folder. */
  listRunFiles(path: string): Promise<readonly string[] | undefined>;
  /** Another text whenever the file was changed or another one took its place; undefined where there is none. */
  fileVersion(path: string): Promise<string | undefined>;
  /** What runs in the reader's browser: the build's script and style of the report page. */
  pageAssets(): Promise<PageAssets>;
  /** Serves a page on loopback that hears what is new; port 0 takes any that is free. */
  serveLivePage(port: number, content: LivePageContent): Promise<LivePageServer>;
  /** The runs that benches have left. */
  openRunFolder(): Promise<RunFolder>;
  /** `onMissing` hears of a part that is not there, where the request tolerates that. */
  openPurge(request: PurgeRequest, onMissing: (what: string) => void): Promise<PurgePlace>;
  callFunctionUrl(request: FunctionUrlRequest, signal?: AbortSignal): Promise<UrlAnswer>;
  openInvoker(options: FunctionInvokerOptions): Promise<DirectInvoker>;
  /** The deployable bundle in processes of this machine. */
  startLocalLambda(request: LocalLambdaRequest): Promise<LocalLambda>;
  /** Takes back what killed runs have changed of functions: of the one that is named, or all. */
  restoreFunctions(request: RestoreRequest): Promise<RestoredFunctions>;
  /** Stops and removes what fleets of killed runs have left. */
  restoreFleets(request: Pick<RestoreRequest, 'breakLock'>): Promise<RestoredFunctions>;
  /** Load generators on AWS; `not_found` where the stack has none. */
  openFleet(request: FleetRequest): Promise<OpenedFleet>;
  /** What bench loads, and what can be done to it between phases. */
  openSystem(request: SystemRequest): Promise<OpenedSystem>;
}

export interface RestoreRequest {
  /** Undefined for every function that a journal names. */
  readonly functionName: string | undefined;
  /** Also where the run may still be at work. */
  readonly breakLock: boolean;
}

export interface RestoredFunctions {
  /** Sentences for a person: what was found, put back, and left. */
  readonly told: readonly string[];
  /** What could not be restored: its journal is still there. */
  readonly failures: readonly unknown[];
}

export interface FunctionUrlRequest {
  readonly url: URL;
  readonly auth: UrlAuth;
}

/** Whose dates may say what time it is, and how it is reached. */
interface ClockRequest {
  readonly url: URL;
  readonly transport: Transport;
  readonly insecure: boolean;
  /** PEM file of further certificate authorities to trust. */
  readonly caFile?: string;
}

/** What is known of deployed stacks. */
export interface AwsServices {
  /** Its function, URL, table and bucket, found among its resources; `not_found` where there is no such stack. */
  resolveStack(name: string): Promise<ResolvedStack>;
  /** Those that look like ours. */
  listStacks(): Promise<readonly StackSummary[]>;
  stackFacts(stack: ResolvedStack): Promise<StackFacts>;
  /** The REPORT lines in a log group; nothing is read yet. */
  openReports(group: string): Promise<ReportEvents>;
}

export interface FunctionInvokerOptions {
  readonly functionName: string;
  /** Calls in flight at once, each on a connection of its own; undefined for a single call. */
  readonly parallel: number | undefined;
}

export interface DirectInvoker extends FunctionInvoker {
  /** Asks AWS what the price depends on; what these credentials may not see stays undefined. */
  place(functionName: string, qualifier?: string, signal?: AbortSignal): Promise<FunctionPlace>;
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
  /** Whether samples are to name their invocations. */
  readonly requestIds: boolean;
  /** How long the host's addresses hold: Infinity for the whole run, 0 for one connection. */
  readonly dnsTtlMs: number;
  /** PEM file of further certificate authorities to trust. */
  readonly caFile?: string;
  /** Processes that share the load; undefined where this one makes it. */
  readonly workers?: number;
  /** Requests of the user's own making in place of those for integers. */
  readonly own?: OwnRequests;
  /** How a load of events is made and followed; present for that alone. */
  readonly event?: EventLoad;
  /** Whether there is a network between here and the target, to be measured beside the load. */
  readonly remote: boolean;
}

/** What to send that is not the service's own request. */
export interface OwnRequests {
  /** By URL; a function that is invoked has none. */
  readonly method: Method;
  /** Events of a function, or bodies, of which each request takes one by the seed; empty where it sends none. */
  readonly bodies: readonly Uint8Array[];
}

export interface EventLoad {
  /** Of the images that are uploaded, in pixels a side. */
  readonly sizes: readonly number[];
  /** How long what is late is waited for when the load is over. */
  readonly graceMs: number;
}

/** An engine with its clock, and what is known of the process that it runs in. */
export interface LoadGenerator {
  readonly engine: LoadEngine;
  readonly scheduler: Scheduler;
  readonly monitor: ProcessMonitor;
  readonly machine: Omit<GeneratorEnvironment, 'sharesMachine'>;
  /** Present where the target is remote. */
  readonly network?: NetworkProbe;
  /** Present for a load of events: what became of them, told when it is over. */
  readonly settleEvents?: (
    signal: AbortSignal,
  ) => Promise<{ readonly events: EventSummary; readonly failure?: unknown }>;
  /** Present where several processes make the load of the phases; the engine makes what is little. */
  readonly workers?: WorkerLoad;
}

/** Processes that share each load between them. */
export interface WorkerLoad {
  readonly engine: LoadEngine;
  readonly monitor: ProcessMonitor;
  readonly count: number;
  /** Those that have ended by themselves, by their index. */
  missing(): readonly number[];
  /** Aborted, with the error that says so, when one of them has. */
  readonly lost: AbortSignal;
  close(): Promise<void>;
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
