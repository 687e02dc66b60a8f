import type { Sample } from '../../src/bench/engine/sample.ts';

/** The engines make a new object for each request, which is their cost: here the times are written over. */
type Reused = { -readonly [K in keyof Sample]: Sample[K] };

/** Requests of all kinds, most of them warm and good. */
export const createSamples = (): readonly Reused[] =>
  Array.from({ length: 200 }, (_, index) => {
    const waiting = 20_000 + ((index * 7919) % 9973);
    const newConnection = index % 100 === 0;
    return {
      class: index % 50 === 0 ? 'http_error' : 'ok',
      start: index % 200 === 0 ? 'cold' : 'warm',
      outcome: index % 10 === 0 ? 'fetched' : 'stored',
      intendedUs: 0,
      startedUs: 0,
      endedUs: waiting + 150,
      timings: {
        ...{ blocked: 30, dns: 0, connecting: newConnection ? 20 : 0, tlsHandshaking: 0 },
        ...{ sending: 20, waiting, receiving: 100, newConnection },
      },
      status: 200,
      ...(index % 50 === 0 && { errorCode: 'storage' }),
      bytesSent: 120,
      bytesReceived: 620,
      connectionRetries: 0,
    };
  });

/** The samples over and over, 20 ms long and 50 microseconds apart, until that many were given. */
export const eachSample = (
  samples: readonly Reused[],
  from: number,
  count: number,
  take: (sample: Sample) => void,
): void => {
  for (let at = from; at < from + count; at += 1) {
    const sample = samples[at % samples.length];
    if (sample === undefined) continue;
    sample.intendedUs = at * 50;
    sample.startedUs = sample.intendedUs + 10;
    sample.endedUs = sample.intendedUs + 20_000;
    take(sample);
  }
};
