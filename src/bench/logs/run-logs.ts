import type { Start } from '../engine/sample.ts';

/** REPORT lines of a run's requests by URL, read from the function's log when it was over. */
export interface RunLogs {
  readonly group: string;
  /** Answers of the phases that named their invocation, and those that did not. */
  readonly named: number;
  readonly unnamed: number;
  /** How many of the named ones were looked for: all, or a part that their ids alone choose. */
  readonly wanted: number;
  /** Of those wanted: found, and not. */
  readonly joined: number;
  readonly unjoined: number;
  /** REPORT lines in that time of no request of the phases: preparation, cold starts on purpose, other callers; where a
   * part was looked for, those that its rule would have chosen. */
  readonly others: number;
  /** Lines that told again what another had told. */
  readonly duplicates: number;
  /** How often the log was read, for lines come late. */
  readonly reads: number;
  /** Why not all of the log was read; absent where all was. */
  readonly incomplete?: string;
  /** Of the lines found; absent where there is none. */
  readonly billed?: LoggedBill;
  readonly parts: readonly LoggedPart[];
}

export interface LoggedBill {
  readonly count: number;
  /** Mean, of what was billed: initialisations included. */
  readonly billedMs: number;
  /** The part of it that is for starting, of all lines together. */
  readonly initMs: number;
  readonly coldStarts: number;
  readonly maxMemoryUsedMb: number | null;
}

/** Where the time of a phase's requests of one start went: means that add up to the client's. */
export interface LoggedPart {
  readonly phase: string;
  readonly start: Start;
  readonly count: number;
  readonly clientMs: number;
  /** Initialisation that the request waited for. */
  readonly initMs: number;
  readonly handlerMs: number;
  /** The rest: the network, and what Lambda does before and after. */
  readonly networkMs: number;
}
