import { build } from 'hdr-histogram-js';
import { createPhaseRecorder } from '../../src/bench/record/phase-recorder.ts';
import { createSamples, eachSample } from '../record-cost/samples.ts';
import type { Cell } from './cell.ts';

const samplesARound = 400_000;

/** CPU that recording a whole sample takes, beside one value recorded by the HDR histogram library. */
export const openRecordCell = (): Cell => {
  const samples = createSamples();
  const histogram = build({ highestTrackableValue: 2 ** 32 - 1, autoResize: false });
  let [at, nowUs] = [0, 0];
  const recorder = createPhaseRecorder({
    ...{ name: 'load', startedAt: new Date().toISOString(), openModel: true, nowUs: () => nowUs },
  });
  const cpuOf = (work: () => void): number => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  const both = (): number => {
    const recorded = cpuOf(() =>
      eachSample(samples, at, samplesARound, (sample) => {
        nowUs = sample.endedUs;
        recorder.sample(sample);
      }),
    );
    const bare = cpuOf(() =>
      eachSample(samples, at, samplesARound, (sample) => {
        histogram.recordValue(sample.timings?.waiting ?? 0);
      }),
    );
    at += samplesARound;
    return recorded / bare;
  };
  // Compiles what is measured.
  both();
  return {
    tolerance: 0.2,
    round: async () => ({ 'recording a sample: CPU / one value in the HDR library': both() }),
    close: () => {},
  };
};
