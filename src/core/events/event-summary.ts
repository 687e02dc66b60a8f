/**
 * What became of the uploads of a run: `accepted = handled + refused + late + deadLettered + lost`. Uploads that the
 * bucket did not take are failures of the phases, and no events.
 */
export interface EventSummary {
  readonly event: 's3-put';
  readonly accepted: number;
  /** Readable within the time-out. */
  readonly handled: number;
  /** Handled, and recorded as something of which no thumbnail is made. */
  readonly refused: number;
  /** Readable after the time-out, and before the end of the grace. */
  readonly late: number;
  /** Given to the destination of failures; null where nobody can say, and they count as lost. */
  readonly deadLettered: number | null;
  /** What nobody knows of; of an interrupted run some may still have been under way. */
  readonly lost: number;
  /** What the local Lambda's queue did; null on AWS, which does not say. */
  readonly delivery: { readonly duplicated: number; readonly retried: number } | null;
  /** How often an item was looked for, and the pause between two looks: times are late by up to that. */
  readonly polling: { readonly reads: number; readonly everyMs: number; readonly graceMs: number };
  /** From the accepted upload until its item was readable, by the start of the environment that handled it. */
  readonly endToEnd: readonly {
    readonly start: 'cold' | 'warm' | 'unknown';
    /** Milliseconds. */
    readonly values: Readonly<Record<string, number>>;
    /** HDR, compressed V2, base64, of microseconds. */
    readonly histogram: string;
  }[];
}
