import { FibimgError, messageOf } from '../../core/error.ts';
import type { EventSummary } from '../../core/events/event-summary.ts';
import type { EventTarget } from '../../core/events/event-target.ts';
import type { Thumbnail } from '../../core/events/thumbnail-item.ts';
import { runBounded } from '../../core/upkeep/run-bounded.ts';
import type { Requester } from '../engine/requester.ts';
import type { RequestTimings, Sample, Start } from '../engine/sample.ts';
import { createTrend, record, type Trend } from '../record/trend.ts';
import { encodeTrend } from '../record/trend-codec.ts';
import { trendValues } from '../record/trend-values.ts';

interface EventRequesterOptions {
  readonly target: EventTarget;
  /** The key of an upload, by its number from 0: no other run has it. */
  readonly keyOf: (nth: number) => string;
  readonly imageOf: (pixels: number | undefined) => Uint8Array;
  readonly timeoutMs: number;
  readonly graceMs: number;
  /** Between two looks for one item. */
  readonly pollMs: number;
  /** The run's monotonic clock, the same as the scheduler's. */
  readonly nowUs: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** The load, and what can be told of its events when it is over. */
interface EventRequester {
  readonly requester: Requester;
  /** Waits for what is late, unless it is told not to, asks the queue, and removes what was uploaded. */
  settle(dontWait: AbortSignal): Promise<SettledEvents>;
}

interface SettledEvents {
  readonly events: EventSummary;
  /** Why not all uploads were removed: no reason to lose what is known of them. */
  readonly failure?: unknown;
}

/**
 * Uploads objects and looks for what the function makes of their events. A request lasts from the upload until its
 * item is readable: `sending` is the upload, `waiting` the time from its acceptance on.
 */
export const createEventRequester = (options: EventRequesterOptions): EventRequester => {
  const { target, keyOf, imageOf, timeoutMs, graceMs, pollMs, nowUs, sleep } = options;
  const inFlight = new Set<AbortController>();
  const uploaded: string[] = [];
  const pending = new Set<string>();
  const trends = new Map<Start, Trend>();
  const counts = { accepted: 0, handled: 0, refused: 0, reads: 0 };
  let sent = 0;

  const timesFrom = (start: Start): Trend => {
    const known = trends.get(start) ?? createTrend();
    trends.set(start, known);
    return known;
  };

  const find = (key: string, signal: AbortSignal): Promise<Thumbnail | undefined> => {
    counts.reads += 1;
    return target.find(key, signal);
  };

  /** Undefined where it was not readable in time. */
  const readable = async (
    key: string,
    untilUs: number,
    signal: AbortSignal,
  ): Promise<Thumbnail | undefined> => {
    for (;;) {
      const found = await find(key, signal);
      if (found !== undefined) return found;
      if (nowUs() >= untilUs) return undefined;
      await sleep(pollMs, signal);
    }
  };

  const follow = async (pixels: number | undefined, signal: AbortSignal): Promise<Outcome> => {
    const key = keyOf(sent);
    sent += 1;
    const bytes = imageOf(pixels);
    const startedUs = nowUs();
    uploaded.push(key);
    await target.upload(key, bytes, signal);
    const acceptedUs = nowUs();
    counts.accepted += 1;
    pending.add(key);
    const item = await readable(key, startedUs + timeoutMs * 1000, signal);
    const timings = timingsOf(acceptedUs - startedUs, nowUs() - acceptedUs);
    if (item === undefined) return { class: 'timeout', timings };
    pending.delete(key);
    const evidence = { start: item.start, environmentId: item.environment, timings };
    if (item.result.state === 'refused') {
      counts.refused += 1;
      return { class: 'function_error', errorCode: 'refused', ...evidence };
    }
    counts.handled += 1;
    record(timesFrom(item.start), timings.waiting);
    return { class: 'ok', ...evidence };
  };

  const request = async (
    pixels: number | undefined,
    dueUs: number | undefined,
  ): Promise<Sample> => {
    const controller = new AbortController();
    inFlight.add(controller);
    const startedUs = nowUs();
    const base = {
      ...({ start: 'unknown', outcome: 'unknown', status: 0, startedUs } as const),
      intendedUs: dueUs ?? startedUs,
      ...{ bytesSent: imageOf(pixels).length, bytesReceived: 0, connectionRetries: 0 },
      ...(pixels !== undefined && { pixels }),
    };
    const outcome = await follow(pixels, controller.signal).catch(
      (thrown: unknown): Outcome =>
        controller.signal.aborted ? { class: 'interrupted' } : failed(thrown),
    );
    inFlight.delete(controller);
    return { ...base, ...outcome, endedUs: nowUs() };
  };

  const abort = (): void => {
    for (const controller of inFlight) controller.abort();
  };

  /**
   * Looks for what was not readable in time, until nothing is left or the grace has passed; once at least. A look that
   * fails ends its round: the next may go well, and a service that is gone is not asked for one item after the other.
   */
  const late = async (dontWait: AbortSignal): Promise<number> => {
    const before = pending.size;
    const untilUs = nowUs() + graceMs * 1000;
    const isOver = (): boolean => nowUs() >= untilUs || dontWait.aborted;
    for (let round = 0; pending.size > 0; round += 1) {
      await runBounded([...pending], looksAtOnce, async (key) => {
        if (round > 0 && isOver()) return;
        if ((await find(key, new AbortController().signal)) !== undefined) pending.delete(key);
      }).catch(() => {});
      if (pending.size === 0 || isOver()) break;
      await sleep(Math.max(pollMs, 100), dontWait).catch(() => {});
    }
    return before - pending.size;
  };

  const removeAll = async (): Promise<FibimgError | undefined> => {
    try {
      await target.remove?.(uploaded);
      return undefined;
    } catch (thrown) {
      const why = thrown instanceof FibimgError ? thrown.why : undefined;
      return new FibimgError('storage', 'not all uploads of this run were removed', {
        why: [messageOf(thrown), why].filter(Boolean).join(': '),
        hint: 'fibimg purge removes what is left of them',
        cause: thrown,
      });
    }
  };

  return {
    requester: {
      send: ({ pixels }, dueUs, done) => void request(pixels, dueUs).then(done),
      abort,
      closeIdle: () => {},
      close: async () => abort(),
    },
    settle: async (dontWait) => {
      const found = await late(dontWait);
      // A queue that cannot be asked has nothing to tell, and the run is none the worse.
      const delivery = await target.delivery?.().catch(() => undefined);
      // One that was delivered twice can be given up twice.
      const given = delivery && new Set(delivery.deadLetteredKeys);
      const dead = given && [...pending].filter((key) => given.has(key));
      const failure = await removeAll();
      const { accepted, handled, refused, reads } = counts;
      const events: EventSummary = {
        ...{ event: 's3-put', accepted, handled, refused, late: found },
        deadLettered: dead === undefined ? null : dead.length,
        lost: pending.size - (dead?.length ?? 0),
        delivery: delivery ? { duplicated: delivery.duplicated, retried: delivery.retried } : null,
        polling: { reads, everyMs: pollMs, graceMs },
        endToEnd: [...trends].map(([start, trend]) => ({
          ...{ start, values: trendValues(trend), histogram: encodeTrend(trend) },
        })),
      };
      return { events, ...(failure !== undefined && { failure }) };
    },
  };
};

/** A round trip to AWS is mostly waiting. */
const looksAtOnce = 16;

type Outcome = Pick<Sample, 'class'> &
  Partial<Pick<Sample, 'errorCode' | 'start' | 'environmentId' | 'timings'>>;

const timingsOf = (sending: number, waiting: number): RequestTimings => ({
  ...{ blocked: 0, dns: 0, connecting: 0, tlsHandshaking: 0, sending, waiting, receiving: 0 },
  newConnection: false,
});

/** An upload that was not taken, or an item that could not be read. */
const failed = (thrown: unknown): Outcome => {
  const why = thrown instanceof FibimgError ? thrown.why : undefined;
  return { class: 'http_error', errorCode: (why ?? messageOf(thrown)).slice(0, 100) };
};
