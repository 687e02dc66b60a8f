/**
 * A fault, or one that load will bring about. A `problem` fails requests, a `warning` distorts the figures, and what
 * is `unchecked` may be either.
 */
export interface Finding {
  readonly id: string;
  readonly severity: 'problem' | 'unchecked' | 'warning';
  /** With what it does to the figures, where that can be said. */
  readonly what: string;
  readonly why: string;
  readonly hint: string;
}

/** The load that is planned, as far as it is known. */
export interface PlannedLoad {
  /** Requests a second. */
  readonly rate?: number | undefined;
  /** Virtual users. */
  readonly vus?: number | undefined;
  /** How long it lasts. */
  readonly durationMs?: number | undefined;
  /** How long an answer is taken to take. */
  readonly answerMs?: number | undefined;
  /** How long the client waits for an answer. */
  readonly timeoutMs?: number | undefined;
}
