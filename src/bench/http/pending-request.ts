import type { PlannedRequest } from '../engine/requester.ts';
import type { RequestTimings, Sample } from '../engine/sample.ts';
import type { Verdict } from './answer-verdict.ts';
import type { ConnectTimes } from './http-connection.ts';

/** One request on its way. Instants are microseconds of the run's clock, 0 for those not reached. */
export interface PendingRequest {
  readonly pixels: number | undefined;
  readonly text: string;
  readonly intendedUs: number;
  readonly startedUs: number;
  readonly done: (sample: Sample) => void;
  /** Of the connection that was opened for it, else undefined. */
  opened: ConnectTimes | undefined;
  /** When it was handed to a connection that was ready. */
  writtenUs: number;
  sentUs: number;
  firstByteUs: number;
  bytesSent: number;
  bytesReceived: number;
  retries: number;
}

export const beginRequest = (
  { pixels }: PlannedRequest,
  text: string,
  intendedUs: number | undefined,
  startedUs: number,
  done: (sample: Sample) => void,
): PendingRequest => ({
  pixels,
  text,
  intendedUs: intendedUs ?? startedUs,
  startedUs,
  done,
  opened: undefined,
  writtenUs: 0,
  sentUs: 0,
  firstByteUs: 0,
  bytesSent: 0,
  bytesReceived: 0,
  retries: 0,
});

/** Why a request ended without an answer. */
export interface RequestFailure {
  readonly class: 'network_error' | 'timeout' | 'interrupted';
  readonly errorCode?: string;
}

/** A request that timed out is recorded as having lasted the time-out: a censored value, whatever the timer's slack. */
export const failedSample = (
  pending: PendingRequest,
  failure: RequestFailure,
  nowUs: number,
  timeoutMs: number,
): Sample => {
  const endedUs = failure.class === 'timeout' ? pending.startedUs + timeoutMs * 1000 : nowUs;
  return sampleOf(pending, endedUs, 0, {
    class: failure.class,
    errorCode: failure.errorCode,
    start: 'unknown',
    outcome: 'unknown',
    environmentId: undefined,
  });
};

/** The finished request as a sample, all of its keys in one literal: those added later would take memory of their own. */
export const sampleOf = (
  pending: PendingRequest,
  endedUs: number,
  status: number,
  verdict: Verdict,
): Sample => ({
  class: verdict.class,
  start: verdict.start,
  outcome: verdict.outcome,
  intendedUs: pending.intendedUs,
  startedUs: pending.startedUs,
  endedUs,
  timings: pending.writtenUs === 0 ? undefined : timingsOf(pending, endedUs),
  status,
  errorCode: verdict.errorCode,
  bytesSent: pending.bytesSent,
  bytesReceived: pending.bytesReceived,
  connectionRetries: pending.retries,
  pixels: pending.pixels,
  environmentId: verdict.environmentId,
  initKind: verdict.initKind,
  requestId: verdict.requestId,
  queueMs: verdict.times?.queueMs,
  initDurationMs: verdict.times?.initMs,
  functionDurationMs: verdict.times?.handlerMs,
});

/**
 * Parts that add up to the whole: an instant that was not reached, or came out of order, falls on the next one.
 * What a request waited on a connection that then closed unanswered is waiting, for it is timed from its first send.
 */
const timingsOf = (pending: PendingRequest, endedUs: number): RequestTimings => {
  const { opened, startedUs } = pending;
  const firstByteUs = Math.min(pending.firstByteUs || endedUs, endedUs);
  const writtenUs = Math.min(pending.writtenUs, firstByteUs);
  const sentUs = Math.min(Math.max(pending.sentUs || firstByteUs, writtenUs), firstByteUs);
  const beforeUs = writtenUs - startedUs;
  const isRepeated = pending.retries > 0 && opened !== undefined;
  const blocked = isRepeated ? Math.min(opened.readyUs - opened.beganUs, beforeUs) : beforeUs;
  return {
    blocked,
    dns: opened ? opened.resolvedUs - opened.beganUs : 0,
    connecting: opened ? opened.connectedUs - opened.resolvedUs : 0,
    tlsHandshaking: opened ? opened.readyUs - opened.connectedUs : 0,
    sending: sentUs - writtenUs,
    waiting: firstByteUs - sentUs + beforeUs - blocked,
    receiving: endedUs - firstByteUs,
    newConnection: opened !== undefined,
  };
};
