import type { Agent } from 'node:http';
import type { ClockCheck } from '../../bench/record/provenance.ts';
import { codeOf, messageOf } from '../../core/error.ts';
import type { DateLook } from '../../core/fleet/clock-offset.ts';
import { headerOf, sendRequest, targetOf } from '../../net/send-request.ts';
import type { Io } from '../../process/io.ts';
import { clockByDates, clockByEcs, readTaskMetadata } from './shard-clock.ts';
import { createShardHttp } from './shard-http.ts';

/** Of eight looks this far apart, two have the edge of a second between them. */
const everyMs = 145;
const longestMs = 2000;

/** Made when it is needed: a task of ECS asks no server. */
type OpenServer = () => Promise<{ readonly url: URL; readonly agent: Agent }>;

/**
 * This machine's clock against UTC: by ECS where this is a task whose clock it vouches for, else by the dates of the
 * target, which all parts of a run have in common. No load is refused for want of a date.
 */
export const measureClock = async (io: Io, openServer: OpenServer): Promise<ClockCheck> => {
  const clockErrorMs = await errorByEcs(io);
  if (clockErrorMs !== undefined) return clockByEcs(clockErrorMs);
  try {
    const { url, agent } = await openServer();
    const tooLate = AbortSignal.timeout(longestMs);
    const look = (signal: AbortSignal) =>
      lookAt(io, url, agent, AbortSignal.any([signal, tooLate]));
    try {
      const server = { clock: io.clock, look, name: url.host, everyMs };
      return await clockByDates(server, io.interrupt);
    } finally {
      agent.destroy();
    }
  } catch (thrown) {
    io.interrupt.throwIfAborted();
    const source = `not measured: the target told no time (${codeOf(thrown) ?? messageOf(thrown)})`;
    return { offsetMs: null, boundMs: null, source };
  }
};

const errorByEcs = async ({ env, clock }: Io): Promise<number | undefined> => {
  const address = env['ECS_CONTAINER_METADATA_URI_V4'];
  if (address === undefined) return undefined;
  const text = await createShardHttp(clock)
    .get(`${address}/task`)
    .catch(() => undefined);
  return readTaskMetadata(text ?? '')?.clockErrorMs;
};

/** HEAD changes nothing at a target, and whatever it is answered has a date. */
const lookAt = async (
  { clock }: Io,
  url: URL,
  agent: Agent,
  signal: AbortSignal,
): Promise<DateLook> => {
  const sentMs = clock.now().getTime();
  const call = { method: 'HEAD', headers: {}, agent, maxBytes: 2 ** 16, signal };
  const answer = await sendRequest(targetOf(url), call).catch((thrown: unknown) => {
    if (signal.aborted) throw new Error(`no answer within ${longestMs / 1000} s`);
    throw thrown;
  });
  const receivedMs = clock.now().getTime();
  const dateMs = Date.parse(headerOf(answer, 'date') ?? '');
  if (Number.isNaN(dateMs)) throw new Error('its answers have no date');
  // A cache repeats the date at which it was filled.
  if (Number(headerOf(answer, 'age') ?? 0) > 0) throw new Error('its answers come from a cache');
  return { sentMs, receivedMs, dateMs };
};
