import type { InvocationReport, StartEvidence } from '../report-line/report-line.ts';

/**
 * How the environment of a first invocation had been initialised: for this request, from a snapshot for this request, by
 * Lambda ahead of any request, or ahead because provisioned concurrency is configured. Nobody waited for the last two.
 * `unknown` is any invocation of an environment that serves several at once.
 */
export type InitKind =
  | 'on-demand'
  | 'snap-start'
  | 'proactive'
  | 'provisioned-concurrency'
  | 'unknown';

interface InitEvidence {
  /** By the log, or else by the answer's headers. */
  readonly start: StartEvidence;
  /** AWS_LAMBDA_INITIALIZATION_TYPE of the environment, where the function tells it. */
  readonly initType: string | undefined;
  readonly report: InvocationReport | undefined;
  /** What the caller waited. */
  readonly latencyMs: number;
}

interface JudgedInit {
  /** Cold only where the caller waited for the environment. */
  readonly start: StartEvidence;
  /** Of a first invocation, and of those that cannot be told from one. */
  readonly kind?: InitKind;
}

/** Environments of these types serve one request at a time, so that the first of each can be told. */
const oneAtATime = ['on-demand', 'provisioned-concurrency', 'snap-start'];

/**
 * Tells a start that a caller waited for from one that had happened before: an init duration alone proves only that
 * there was an init. Whoever waited less than init and handler take together cannot have waited for the whole of it.
 */
export const judgeInit = ({ start, initType, report, latencyMs }: InitEvidence): JudgedInit => {
  if (initType !== undefined && !oneAtATime.includes(initType)) {
    return { start: 'unknown', kind: 'unknown' };
  }
  const { initDurationMs, restoreDurationMs, durationMs = 0 } = report ?? {};
  if (initType === 'provisioned-concurrency') {
    const kind = initDurationMs === undefined ? {} : { kind: initType as InitKind };
    return { start: start === 'unknown' ? start : 'warm', ...kind };
  }
  if (start !== 'cold') return { start };
  if (restoreDurationMs !== undefined || initType === 'snap-start') {
    return { start, kind: 'snap-start' };
  }
  const waitedForAll = initDurationMs === undefined || latencyMs >= initDurationMs + durationMs;
  return waitedForAll ? { start, kind: 'on-demand' } : { start: 'warm', kind: 'proactive' };
};
