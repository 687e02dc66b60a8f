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

/** Without the error of adding decimals, which would round up to a millisecond more. */
const tidy = (ms: number): number => Math.round(ms * 1e6) / 1e6;
