import type { Client } from 'autocannon';
import type { EngineControl, EngineReport, EngineSink } from '../engine/engine.ts';
import type { RequestPlan } from '../engine/requester.ts';
import { createAnswerCheck, keptBytes } from '../http/answer-check.ts';
import { judgeAnswer } from '../http/answer-verdict.ts';
import { beginRequest, failedSample, sampleOf } from '../http/pending-request.ts';
import { createRequestEncoder } from '../http/request-encoder.ts';
import { adaptClient, type ClientAdapter, type ClientCallbacks } from './autocannon-client.ts';
import type { AutocannonOptions, ClosedModel } from './autocannon-engine.ts';

export interface RunParts {
  readonly load: ClosedModel;
  readonly sink: EngineSink;
  readonly control: EngineControl;
  readonly plan: RequestPlan;
}

/** The schedule of one run over autocannon's clients: what they send, when they stop, what becomes of it. */
export const createAutocannonRun = (
  options: AutocannonOptions,
  { load, sink, control, plan }: RunParts,
  onDone: (report: EngineReport) => void,
) => {
  const { nowUs, timeoutMs, insecure = false } = options;
  const iterations = 'iterations' in load ? load.iterations : Number.POSITIVE_INFINITY;
  const { maxRequests = Number.POSITIVE_INFINITY } = load;
  const connections = Math.min(load.vus, iterations);
  const bytesFor = createByteEncoder(options);
  const check = options.check ? createAnswerCheck() : undefined;
  const clients: ClientAdapter[] = [];
  const timers: NodeJS.Timeout[] = [];
  const startedUs = nowUs();
  let started = 0;
  let dropped = 0;
  let active = 0;
  let over = false;
  let begun = false;

  const endSchedule = (): void => {
    if (over) return;
    over = true;
    timers.push(setTimeout(interruptAll, load.gracefulStopMs));
    queueMicrotask(() => {
      for (const client of clients) client.rest();
    });
  };
  const timeUp = (): void => {
    if (!over && Number.isFinite(iterations)) {
      dropped = iterations - started;
      if (dropped > 0) sink.dropped(dropped);
    }
    endSchedule();
  };
  const interruptAll = (): void => {
    for (const client of clients) client.interrupt();
  };
  const stopNow = (): void => {
    endSchedule();
    interruptAll();
  };
  const settle = (): void => {
    for (const timer of timers) clearTimeout(timer);
    control.drain.removeEventListener('abort', endSchedule);
    control.now.removeEventListener('abort', stopNow);
    const planned = Number.isFinite(iterations) ? { planned: started + dropped } : {};
    onDone({ startedUs, endedUs: nowUs(), started, ...planned });
  };

  const callbacks: ClientCallbacks = {
    next() {
      if (over || started >= iterations) return undefined;
      const request = plan.next();
      if (request === undefined) {
        endSchedule();
        return undefined;
      }
      started += 1;
      if (started >= maxRequests) endSchedule();
      const { text, bytes } = bytesFor(request.pixels);
      const atUs = nowUs();
      return { pending: beginRequest(request, text, atUs, atUs, sink.sample), bytes };
    },
    answered(pending, reply, endedUs) {
      const question = { pixels: pending.pixels, check, via: 'url' } as const;
      const verdict = judgeAnswer(reply, question, endedUs - pending.startedUs);
      pending.done(sampleOf(pending, endedUs, reply.status, verdict));
    },
    failed: (pending, failure) => pending.done(failedSample(pending, failure, nowUs(), timeoutMs)),
    ended() {
      active -= 1;
      sink.virtualUsers(active, connections);
      if (begun && active === 0) settle();
    },
  };

  return {
    connections,
    /** Takes a client over while autocannon makes it. */
    adopt(client: Client): void {
      active += 1;
      const maxKeptBytes = keptBytes(options.check);
      clients.push(adaptClient(client, callbacks, { nowUs, insecure, timeoutMs, maxKeptBytes }));
    },
    /** To be called when all clients are made; they have sent their first requests by then. */
    begin(): void {
      begun = true;
      sink.virtualUsers(active, connections);
      if (active === 0) {
        settle();
        return;
      }
      const lastsMs = 'iterations' in load ? load.maxDurationMs : load.durationMs;
      timers.push(setTimeout(timeUp, lastsMs));
      control.drain.addEventListener('abort', endSchedule);
      control.now.addEventListener('abort', stopNow);
      if (control.now.aborted) stopNow();
      else if (control.drain.aborted) endSchedule();
    },
  };
};

/** Requests as bytes, encoded once for each integer. */
const createByteEncoder = ({ url, headers = {} }: AutocannonOptions) => {
  const encode = createRequestEncoder({ url, method: 'GET', headers, keepAlive: true });
  const encoded = new Map<string, Buffer>();
  return (pixels: number | undefined) => {
    const text = encode(pixels);
    const bytes = encoded.get(text) ?? Buffer.from(text, 'latin1');
    encoded.set(text, bytes);
    return { text, bytes };
  };
};
