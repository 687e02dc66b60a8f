import type { SystemUnderTest } from '../../bench/phases/system-under-test.ts';
import type { Subject } from '../../bench/record/provenance.ts';
import type { EventTarget } from '../../core/events/event-target.ts';
import type { UrlAuth } from '../../core/invocation/function-url-failure.ts';
import type { RenewalPlan } from '../../core/renewal/plan-renewal.ts';
import type { Renewal, RenewalRequest } from '../../core/renewal/renew-environments.ts';
import type { Source } from '../../core/service/source.ts';
import type { StackFacts } from '../../core/stack/stack-facts.ts';
import type { LocalEventsRequest, LocalLambdaRequest, WireAccess } from './local-lambda.ts';
import type { PurgePlace } from './purge-place.ts';

export type LocalSystemRequest = Pick<
  LocalLambdaRequest,
  | 'bundle'
  | 'concurrency'
  | 'memoryMb'
  | 'timeoutMs'
  | 'idleMs'
  | 'originLatencyMs'
  | 'originFailureRate'
> & {
  /** Where uploads are to be told of. */
  readonly events?: Pick<LocalEventsRequest, 'retryDelayMs' | 'duplicateShare'>;
};

export type SystemRequest =
  /** The local Lambda over a throw-away store, in a process of its own. */
  | { readonly kind: 'local'; readonly lambda: LocalSystemRequest }
  | UrlSystemRequest
  | StackSystemRequest
  | FunctionSystemRequest;

interface UrlSystemRequest {
  readonly kind: 'url';
  readonly url: URL;
  readonly auth: UrlAuth;
  /** Whether our service, or the original's, is to be expected there. */
  readonly isService: boolean;
}

/** A deployed stack, whose store is emptied and filled between phases. */
export interface StackSystemRequest {
  readonly kind: 'stack';
  readonly stack: string;
  readonly via: 'url' | 'invoke';
  readonly auth: UrlAuth;
  /** Where missing images come from. */
  readonly source: Source;
  /** Also one that nothing proves to be ours. */
  readonly allowForeignStack: boolean;
  /** Requests that may be under way at once. */
  readonly parallel: number;
  /** How its function gets new environments, if it does. */
  readonly renewal: RenewalPlan;
  /** Whether its bucket is loaded in place of its function. */
  readonly events: boolean;
}

/** A deployed function, invoked directly and otherwise left as it is. */
export interface FunctionSystemRequest {
  readonly kind: 'function';
  readonly functionName: string;
  readonly parallel: number;
  readonly renewal: RenewalPlan;
}

/** The system under test, and where requests go. */
export interface OpenedSystem {
  readonly system: SystemUnderTest;
  /** What it is, for whoever compares figures later. */
  readonly subject: Subject;
  /** `lambda://NAME/` for a function that is invoked directly. */
  readonly url: URL;
  readonly transport: Transport;
  /** Present where AWS runs it. */
  readonly deployed?: DeployedSystem;
}

/** How the generator gets to its target. */
export type Transport = RequestTransport | EventTransport;

/** By requests that are answered. */
export type RequestTransport =
  | { readonly by: 'url'; readonly auth: UrlAuth }
  | { readonly by: 'invoke'; readonly functionName: string; readonly parallel: number };

/** Uploads to a bucket that tells the function of them. */
export interface EventTransport {
  readonly by: 'event';
  readonly bucket: string;
  readonly table: string;
  readonly region: string;
  /** The local Lambda's wire in place of AWS, and what its requests are signed with. */
  readonly wire?: WireAccess;
  readonly delivery?: EventTarget['delivery'];
}

/** What a run has to know of a target on AWS before it begins. */
export interface DeployedSystem {
  /** `stack NAME` or `function NAME`. */
  readonly title: string;
  readonly facts: StackFacts;
  /** What is emptied between phases. */
  readonly store?: PurgePlace;
  /** Present where its function can get new environments. */
  readonly renewal?: DeployedRenewal;
}

export type RenewalOptions = Pick<RenewalRequest, 'breakLock' | 'memorySizesMb'>;

/** New environments for a deployed function, by changes of its configuration that are taken back. */
export interface DeployedRenewal {
  /** What is changed, for a person to allow. */
  readonly changes: string;
  /** What a person types. */
  readonly confirmation: string;
  /** Before the first of `freshEnvironments` and `resize`: checks, and writes down how it was. Changes nothing yet. */
  begin(options: RenewalOptions, signal: AbortSignal): Promise<Renewal>;
}
