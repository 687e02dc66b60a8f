/**
 * What the measurement costs a request: CPU nanoseconds of `sample()` with everything recorded, and the memory
 * after ten million samples. Run: npx tsx benchmarks/record-cost.ts
 */

import type { Sample } from '../src/bench/engine/sample.ts';
import { createPhaseRecorder } from '../src/bench/record/phase-recorder.ts';

const rounds = 5;
const samplesPerRound = 2_000_000;

/** The engines make a new object for each request, which is their cost: here the times are written over. */
type Reused = { -readonly [K in keyof Sample]: Sample[K] };
const samples: readonly Reused[] = Array.from({ length: 200 }, (_, index) => {
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

let nowUs = 0;
const recorder = createPhaseRecorder({
  ...{ name: 'load', startedAt: new Date().toISOString(), openModel: true, nowUs: () => nowUs },
});

for (let round = 1; round <= rounds; round++) {
  const before = process.cpuUsage();
  for (let count = 0; count < samplesPerRound; count++) {
    const sample = samples[count % samples.length];
    if (sample === undefined) continue;
    nowUs += 50;
    sample.intendedUs = nowUs;
    sample.startedUs = nowUs + 10;
    sample.endedUs = nowUs + 20_000;
    recorder.sample(sample);
  }
  const spent = process.cpuUsage(before);
  const nanoseconds = ((spent.user + spent.system) * 1000) / samplesPerRound;
  const memoryMb = process.memoryUsage.rss() / 1e6;
  console.log(
    `round ${round}: ${nanoseconds.toFixed(0)} ns a sample, resident ${memoryMb.toFixed(0)} MB`,
  );
}

const timed = (what: string, work: () => unknown): void => {
  const before = process.hrtime.bigint();
  work();
  console.log(`${what}: ${(Number(process.hrtime.bigint() - before) / 1e6).toFixed(2)} ms`);
};
timed('snapshot', () => recorder.snapshot());
timed('snapshot again', () => recorder.snapshot());
timed('one metric', () => recorder.metric('http_req_duration{start:warm}'));
timed('summary', () =>
  recorder.summarise({ startedUs: 0, endedUs: nowUs, started: rounds * samplesPerRound }),
);
