import fc from 'fast-check';
import { type Sample, sampleClasses } from '../../../src/bench/engine/sample.ts';

const partUs = fc.integer({ min: 0, max: 2_000_000 });

/** Any finished request of the first twenty seconds of a phase, its parts adding up to its time. */
export const anySample: fc.Arbitrary<Sample> = fc
  .record({
    class: fc.constantFrom(...sampleClasses),
    start: fc.constantFrom('cold', 'warm', 'unknown'),
    outcome: fc.constantFrom('stored', 'fetched', 'unknown'),
    startedUs: fc.integer({ min: 0, max: 20_000_000 }),
    lateUs: fc.integer({ min: 0, max: 5000 }),
    parts: fc.tuple(partUs, partUs, partUs, partUs),
    newConnection: fc.boolean(),
    reached: fc.boolean(),
    errorCode: fc.constantFrom('ECONNRESET', 'storage', 'TooManyRequests'),
    bytes: fc.tuple(fc.nat(2000), fc.nat(2000)),
    initKind: fc.constantFrom(undefined, 'on-demand', 'snap-start', 'proactive', 'unknown'),
    sentDuring: fc.constantFrom('first', 'first-wave', 'load', 'quiet'),
    initDurationMs: fc.option(fc.integer({ min: 1, max: 9000 }), { nil: undefined }),
  })
  .map(({ parts, newConnection, reached, lateUs, bytes, initDurationMs, ...drawn }) => {
    const { initKind, sentDuring, ...rest } = drawn;
    const [blocked, sending, waiting, receiving] = parts;
    const third = newConnection ? Math.floor(blocked / 3) : 0;
    const timings = {
      ...{ blocked, dns: third, connecting: third, tlsHandshaking: third },
      ...{ sending, waiting, receiving, newConnection },
    };
    const { errorCode, ...sample } = rest;
    return {
      ...sample,
      intendedUs: rest.startedUs - lateUs,
      endedUs: rest.startedUs + blocked + sending + waiting + receiving,
      status: rest.class === 'ok' ? 200 : 0,
      ...(rest.class !== 'ok' && { errorCode }),
      ...((reached || rest.class === 'ok') && { timings }),
      ...(initDurationMs !== undefined && { initDurationMs }),
      ...(initKind !== undefined && { initKind, sentDuring }),
      bytesSent: bytes[0],
      bytesReceived: bytes[1],
      connectionRetries: bytes[0] % 2,
    };
  });

/** A sample of the HTTP kind whose whole time is waiting for the first byte. */
export const waited = (
  startedMs: number,
  tookMs: number,
  fields: Partial<Sample> = {},
): Sample => ({
  class: 'ok',
  start: 'warm',
  outcome: 'stored',
  intendedUs: startedMs * 1000,
  startedUs: startedMs * 1000,
  endedUs: (startedMs + tookMs) * 1000,
  timings: {
    ...{ blocked: 0, dns: 0, connecting: 0, tlsHandshaking: 0 },
    ...{ sending: 0, waiting: tookMs * 1000, receiving: 0, newConnection: false },
  },
  status: 200,
  bytesSent: 100,
  bytesReceived: 500,
  connectionRetries: 0,
  ...fields,
});
