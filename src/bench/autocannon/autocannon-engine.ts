import { rootCertificates } from 'node:tls';
import type { Client } from 'autocannon';
import { FibimgError } from '../../core/error.ts';
import type { EngineReport, EngineSink, LoadEngine } from '../engine/engine.ts';
import type { RequestPlan } from '../engine/requester.ts';
import { createAnswerCheck, judgeAnswer, keptBytes } from '../http/answer-verdict.ts';
import { beginRequest, failedSample, sampleOf } from '../http/pending-request.ts';
import { createRequestEncoder } from '../http/request-encoder.ts';
import type { ConstantVus, Load, SharedIterations } from '../load/load.ts';
import { adaptClient, type ClientAdapter, type ClientCallbacks } from './autocannon-client.ts';

export interface AutocannonOptions {
  /** http: or https:; `int` is added to its query for requests that name one. */
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** It cannot do without. */
  readonly keepAlive?: boolean;
  readonly check: boolean;
  /** PEM of certificate authorities to trust besides the well-known ones. */
  readonly ca?: string;
  readonly insecure?: boolean;
  readonly nowUs: () => number;
}

/** autocannon takes no duration for ever; its timer holds no more than 2^31 milliseconds. */
const foreverSeconds = 2_000_000;

/**
 * Saturation by autocannon's clients, which it lets loose as fast as answers come back; everything else (what to
 * send, when to stop, what to record) is ours, for its own is not to be trusted.
 */
export const createAutocannonEngine = (options: AutocannonOptions): LoadEngine => ({
  name: 'autocannon',
  run: async (load, sink, drain, plan) => {
    const closed = closedModel(load, options.keepAlive);
    const { default: autocannon } = await import('autocannon');
    return await new Promise<EngineReport>((resolve, reject) => {
      const parts = { load: closed, sink, drain, plan };
      const run = createRun(options, parts, (ended) => {
        report = ended;
        tracker.stop();
      });
      let report: EngineReport | undefined;
      const tracker = autocannon(
        {
          url: options.url.href,
          connections: run.connections,
          pipelining: 1,
          duration: foreverSeconds,
          sampleInt: 50,
          tlsOptions: options.ca === undefined ? {} : { ca: [...rootCertificates, options.ca] },
          setupClient: run.adopt,
        },
        (error) => (report ? resolve(report) : reject(error ?? new Error('autocannon stopped'))),
      );
      run.begin();
    });
  },
  close: async () => {},
});

type ClosedModel = ConstantVus | SharedIterations;

const closedModel = (load: Load, keepAlive = true): ClosedModel => {
  const what = autocannonRefuses(load, keepAlive);
  if (
    what === undefined &&
    (load.executor === 'constant-vus' || load.executor === 'shared-iterations')
  )
    return load;
  throw new FibimgError('usage', `the autocannon engine cannot run ${what}`, {
    why: autocannonLimits,
    hint: '--engine http',
  });
};

/** What of a load autocannon cannot do: to be asked before anything is done for the run. */
export const autocannonRefuses = (load: Load, keepAlive: boolean): string | undefined => {
  if (load.executor !== 'constant-vus' && load.executor !== 'shared-iterations') {
    return `a ${load.executor} load`;
  }
  if (load.thinkTimeMs > 0) return 'with think time';
  return keepAlive ? undefined : 'without keep-alive';
};

const autocannonLimits =
  'it knows only virtual users that send their next request at once, over the same connection';

interface RunParts {
  readonly load: ClosedModel;
  readonly sink: EngineSink;
  readonly drain: AbortSignal;
  readonly plan: RequestPlan;
}

/** The schedule of one run over autocannon's clients: what they send, when they stop, what becomes of it. */
const createRun = (
  options: AutocannonOptions,
  { load, sink, drain, plan }: RunParts,
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
  const settle = (): void => {
    for (const timer of timers) clearTimeout(timer);
    drain.removeEventListener('abort', endSchedule);
    const planned = Number.isFinite(iterations) ? { planned: started + dropped } : {};
    onDone({ startedUs, endedUs: nowUs(), started, ...planned });
  };

  const next = (vu: number): ClientCallbacks['next'] => {
    let index = 0;
    return () => {
      if (over || started >= iterations) return undefined;
      const request = plan.at({ vu, index: index++ }, started);
      if (request === undefined) {
        endSchedule();
        return undefined;
      }
      started += 1;
      if (started >= maxRequests) endSchedule();
      const { text, bytes } = bytesFor(request.pixels);
      const atUs = nowUs();
      return { pending: beginRequest(request, text, atUs, atUs, sink.sample), bytes };
    };
  };
  const common: Omit<ClientCallbacks, 'next'> = {
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
      const callbacks = { ...common, next: next(clients.length + 1) };
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
      drain.addEventListener('abort', endSchedule);
      if (drain.aborted) endSchedule();
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
