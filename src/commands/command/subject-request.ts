import type { BenchSubject } from '../../bench/phases/subject.ts';
import type { UrlAuth } from '../../core/invocation/function-url-failure.ts';
import type { Source } from '../../core/service/source.ts';
import type { StackFacts } from '../../core/stack/stack-facts.ts';
import type { LocalLambdaRequest, PurgePlace } from './services.ts';

export type LocalSubjectRequest = Pick<
  LocalLambdaRequest,
  'concurrency' | 'memoryMb' | 'timeoutMs' | 'idleMs' | 'originLatencyMs' | 'originFailureRate'
>;

export type SubjectRequest =
  /** The local Lambda over a throw-away store, in a process of its own. */
  | { readonly kind: 'local'; readonly lambda: LocalSubjectRequest }
  | UrlSubjectRequest
  | StackSubjectRequest
  | FunctionSubjectRequest;

export interface UrlSubjectRequest {
  readonly kind: 'url';
  readonly url: URL;
  readonly auth: UrlAuth;
  /** Whether our service, or the original's, is to be expected there. */
  readonly isService: boolean;
}

/** A deployed stack, whose store is emptied and filled between phases. */
export interface StackSubjectRequest {
  readonly kind: 'stack';
  readonly stack: string;
  readonly via: 'url' | 'invoke';
  readonly auth: UrlAuth;
  /** Where missing images come from. */
  readonly source: Source;
  /** Requests that may be under way at once. */
  readonly parallel: number;
}

/** A deployed function, invoked directly and otherwise left as it is. */
export interface FunctionSubjectRequest {
  readonly kind: 'function';
  readonly functionName: string;
  readonly parallel: number;
}

/** A subject and where requests go. */
export interface OpenedSubject {
  readonly subject: BenchSubject;
  /** `lambda://NAME/` for a function that is invoked directly. */
  readonly url: URL;
  readonly way: LoadWay;
  /** Present where AWS runs it. */
  readonly deployed?: DeployedSubject;
}

/** How the generator gets to its target. */
export type LoadWay =
  | { readonly by: 'url'; readonly auth: UrlAuth }
  | { readonly by: 'invoke'; readonly functionName: string; readonly parallel: number };

/** What a run has to know of a target on AWS before it begins. */
export interface DeployedSubject {
  /** `stack NAME` or `function NAME`. */
  readonly title: string;
  readonly facts: StackFacts;
  /** What is emptied between phases. */
  readonly store?: PurgePlace;
}
