import type { PlannedRequest, Requester, Scheduler } from '../../../src/bench/engine/requester.ts';
import type { Sample } from '../../../src/bench/engine/sample.ts';

interface ScriptedRequester extends Requester {
  /** Every request sent, in order. */
  readonly sent: readonly SentRequest[];
  inFlight(): number;
}

export interface SentRequest {
  readonly request: PlannedRequest;
  /** How many were sent before it. */
  readonly index: number;
  readonly intendedUs: number;
  readonly startedUs: number;
}

/** Answers each request after a scripted time; one that is aborted ends then and there, interrupted. */
export const createScriptedRequester = (
  scheduler: Scheduler,
  latencyUs: (sent: SentRequest) => number,
  answer: (sent: SentRequest) => Partial<Sample> = () => ({}),
): ScriptedRequester => {
  const sent: SentRequest[] = [];
  const inFlight = new Set<(interrupted: boolean) => void>();
  return {
    sent,
    inFlight: () => inFlight.size,
    send(request, dueUs, done) {
      const startedUs = scheduler.nowUs();
      const intendedUs = dueUs ?? startedUs;
      const one = { request, index: sent.length, intendedUs, startedUs };
      sent.push(one);
      const end = (interrupted: boolean): void => {
        if (!inFlight.delete(end)) return;
        cancel();
        const timing = { intendedUs, startedUs, endedUs: scheduler.nowUs() };
        done({
          ...sampleOf(timing),
          ...(interrupted ? { class: 'interrupted' as const, status: 0 } : answer(one)),
        });
      };
      const cancel = scheduler.at(one.startedUs + latencyUs(one), () => end(false));
      inFlight.add(end);
    },
    abort() {
      for (const end of [...inFlight]) end(true);
    },
    closeIdle: () => {},
    close: async () => {},
  };
};

/** A good answer of a warm environment with a stored image. */
const sampleOf = (fields: Partial<Sample> & Pick<Sample, 'startedUs' | 'endedUs'>): Sample => ({
  class: 'ok',
  start: 'warm',
  outcome: 'stored',
  intendedUs: fields.startedUs,
  status: 200,
  bytesSent: 100,
  bytesReceived: 500,
  connectionRetries: 0,
  ...fields,
});
