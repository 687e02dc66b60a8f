/** What a run may read and change of one deployed function. Failures are `FibimgError`s, the HTTP status in their cause. */
export interface FunctionControl {
  /** The configuration of $LATEST, or of a version or alias. */
  read(qualifier?: string, signal?: AbortSignal): Promise<FunctionState>;
  /** Changes the variables, and the memory size where one is given; refused with 412 where the revision is not the current one. */
  update(change: FunctionChange, signal?: AbortSignal): Promise<void>;
  /** Freezes $LATEST as a version with this description; resolves with its number. */
  publish(description: string, revisionId: string, signal?: AbortSignal): Promise<string>;
  /** Versions whose description begins so. */
  versionsOf(description: string): Promise<readonly string[]>;
  deleteVersion(version: string): Promise<void>;
  alias(name: string, signal?: AbortSignal): Promise<AliasState>;
  /** Whether environments are kept ready for an alias. */
  isProvisioned(alias: string): Promise<boolean>;
  moveAlias(name: string, version: string, revisionId: string, signal?: AbortSignal): Promise<void>;
}

export interface FunctionChange {
  /** The whole map: Lambda replaces it. */
  readonly variables: Variables;
  readonly memoryMb?: number;
  readonly revisionId: string;
}

export type Variables = Readonly<Record<string, string>>;

export interface FunctionState {
  /** Of $LATEST, without a qualifier. */
  readonly arn: string;
  readonly revisionId: string;
  readonly variables: Variables;
  /** Why the variables could not be read: they then look like none. */
  readonly unreadable: string | undefined;
  readonly memoryMb: number | undefined;
  /** An update has not taken effect yet. */
  readonly settling: boolean;
  /** Why the last update failed, or the function is not ready. */
  readonly failed: string | undefined;
  /** Everything else that people configure, and the code: name to JSON. */
  readonly rest: Readonly<Record<string, string>>;
}

export interface AliasState {
  readonly version: string;
  readonly revisionId: string;
  /** It also sends requests to a second version. */
  readonly isSplit: boolean;
}
