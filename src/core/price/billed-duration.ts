/** What is known of one invocation, as its REPORT line names it; all in milliseconds. */
export interface TimedInvocation {
  readonly durationMs?: number | undefined;
  readonly initDurationMs?: number | undefined;
  /** As the REPORT line has it. */
  readonly billedDurationMs?: number | undefined;
  /** Billed beside the duration (SnapStart). */
  readonly billedRestoreDurationMs?: number | undefined;
}

/**
 * The milliseconds that Lambda bills of an invocation; undefined where nothing tells. The REPORT line's own figure
 * beats any arithmetic. Without it: the handler and, since 1 August 2025 for every way of packaging, the initialisation
 * that a cold start waited for, together rounded up to a millisecond.
 */
export const billedMsOf = (invocation: TimedInvocation): number | undefined => {
  const { durationMs, initDurationMs = 0, billedRestoreDurationMs = 0 } = invocation;
  const {
    billedDurationMs = durationMs === undefined
      ? undefined
      : Math.ceil(tidy(durationMs + initDurationMs)),
  } = invocation;
  return billedDurationMs === undefined ? undefined : billedDurationMs + billedRestoreDurationMs;
};

/**
 * The part of them that is for starting: a restore from a snapshot, or an initialisation where it was billed, which it
 * is not with provisioned concurrency. Undefined for what started nothing.
 */
export const billedStartMsOf = (invocation: TimedInvocation): number | undefined => {
  const { durationMs = 0, initDurationMs, billedRestoreDurationMs } = invocation;
  if (initDurationMs === undefined) return billedRestoreDurationMs;
  const { billedDurationMs = Number.POSITIVE_INFINITY } = invocation;
  const isBilled = billedDurationMs >= tidy(durationMs + initDurationMs);
  return (isBilled ? initDurationMs : 0) + (billedRestoreDurationMs ?? 0);
};

/** Without the error of adding decimals, which would round up to a millisecond more. */
const tidy = (ms: number): number => Math.round(ms * 1e6) / 1e6;
