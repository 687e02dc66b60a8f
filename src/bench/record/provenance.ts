import type { Load } from '../load/load.ts';

/** What was measured, as far as it is known; no secret is in it. */
export interface Subject {
  readonly kind: 'local-lambda' | 'url' | 'stack' | 'function';
  /** As people know it: the stack, the function, or the URL without credentials and query. */
  readonly name: string;
  readonly region?: string;
  readonly memoryMb?: number;
  readonly architecture?: string;
  readonly runtime?: string;
  readonly functionVersion?: string;
  readonly codeSha256?: string;
  readonly bundle?: string;
  readonly concurrencyLimit?: number;
  /** How the table behind it is paid for. */
  readonly tableMode?: 'provisioned' | 'on-demand';
}

/** The generator's clock against a reference: UTC is local + offset, within the bound; null where it was not measured. */
export interface ClockCheck {
  readonly offsetMs: number | null;
  readonly boundMs: number | null;
  /** What it was measured against. */
  readonly source: string;
}

/** Which part of a duet a run is. */
export interface Duet {
  readonly id: string;
  /** From 1. */
  readonly pair: number;
  readonly arm: 'A' | 'B';
  /** Whether it ran first or second in its pair. */
  readonly position: 1 | 2;
  /** Pairs that were planned before the first. */
  readonly planned: number;
  readonly seed: number;
  /** One of those that told how many pairs to plan. */
  readonly pilot: boolean;
  /** The metric that decides. */
  readonly primary: string;
}

/** One part of a run that was cut into `of` parts; `index` is from 0. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** What a merged run was made of. */
export interface Merged {
  readonly parts: readonly MergedPart[];
  /** Indices of parts that there should have been. */
  readonly missing: readonly number[];
  /** From the first part's begin to the last one's. */
  readonly startSpreadMs: number;
}

export interface MergedPart {
  readonly index: number;
  readonly runId: string;
  readonly startedAt: string;
  readonly offsetMs: number | null;
  readonly tainted: boolean;
}

/** The machine and program that made the load. */
export interface GeneratorEnvironment {
  readonly fibimgVersion: string;
  readonly nodeVersion: string;
  readonly platform: string;
  readonly arch: string;
  readonly cpuModel: string;
  readonly cpuCount: number;
  /** The target runs on this machine and shares its cores. */
  readonly sharesMachine: boolean;
  readonly memoryBytes?: number;
  /** Of the folder that the bench was started in, where that is a git repository. */
  readonly gitCommit?: string;
}

/** Whether the generator itself was the bottleneck; null is not known, as of a run that was imported. */
export interface SelfCheck {
  readonly tainted: boolean;
  readonly reasons: readonly string[];
  readonly eventLoopDelayP99Ms: number | null;
  readonly slotErrorP99Ms: number | null;
  readonly clockResolutionUs: number | null;
  /** Of one core, 0 to 1 and above with worker threads. */
  readonly cpuUtilisation: number | null;
  /** The part of it that waited awake for the next slot of an arrival rate. */
  readonly pollingUtilisation: number | null;
}

/** What was loaded, and how. */
export interface Scenario {
  readonly target: string;
  readonly engine: 'http' | 'autocannon' | 'invoke' | 'event' | 'k6';
  readonly load: Load;
  readonly ints: { readonly from: number; readonly to: number } | readonly number[] | null;
  readonly timeoutMs: number;
  readonly keepAlive: boolean;
  readonly check: boolean;
  readonly insecure: boolean;
  readonly requests?: SentRequests;
}

/** What was sent, where requests were of the user's own making. */
export interface SentRequests {
  /** Absent of a function that was invoked. */
  readonly method?: string;
  /** Bodies or events to draw from; 0 for requests without. */
  readonly bodies: number;
  readonly largestBytes: number;
  /** SHA-256, in hexadecimal, over each body's length in decimal, a colon, and its bytes. */
  readonly digest: string;
}

/** Of a run that another program made, and this one only read. */
export interface Imported {
  readonly from: 'k6';
  /** What it cannot be said to have. */
  readonly notAvailable: readonly string[];
}
