/**
 * What the measurement costs a request: CPU nanoseconds of `sample()` with everything recorded, and the memory
 * after ten million samples. Run: npx tsx benchmarks/record-cost.ts
 */
import { createPhaseRecorder } from '../src/bench/record/phase-recorder.ts';
import { createSamples, eachSample } from './record-cost/samples.ts';

const rounds = 5;
const samplesPerRound = 2_000_000;

const samples = createSamples();
let nowUs = 0;
const recorder = createPhaseRecorder({
  ...{ name: 'load', startedAt: new Date().toISOString(), openModel: true, nowUs: () => nowUs },
});

for (let round = 1; round <= rounds; round++) {
  const before = process.cpuUsage();
  eachSample(samples, (round - 1) * samplesPerRound, samplesPerRound, (sample) => {
    nowUs = sample.endedUs;
    recorder.sample(sample);
  });
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
