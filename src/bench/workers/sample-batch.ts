import type { InitKind } from '../../core/invocation/init-kind.ts';
import {
  type RequestTimings,
  type Sample,
  type SentDuring,
  sampleClasses,
} from '../engine/sample.ts';

/** Samples as numbers, so that a channel between processes carries many of them cheaply. */
export interface SampleBatch {
  /** `numbersEach` for each sample; NaN is absent. */
  readonly numbers: Float64Array;
  /** What numbers of texts stand for. */
  readonly texts: readonly string[];
}

const starts = ['cold', 'warm', 'unknown'] as const;
const outcomes = ['stored', 'fetched', 'unknown'] as const;
const initKinds = [
  'on-demand',
  'snap-start',
  'proactive',
  'provisioned-concurrency',
  'unknown',
] as const satisfies readonly InitKind[];
const moments = ['first', 'first-wave', 'load', 'quiet'] as const satisfies readonly SentDuring[];
const numbersEach = 28;
const samplesAtFirst = 256;
const absent = Number.NaN;

/** Collects samples until they are taken. */
export const createBatchWriter = () => {
  let numbers = new Float64Array(numbersEach * samplesAtFirst);
  let used = 0;
  let texts = new Map<string, number>();
  const numberOf = (text: string | undefined): number => {
    if (text === undefined) return absent;
    const known = texts.get(text);
    if (known !== undefined) return known;
    texts.set(text, texts.size);
    return texts.size - 1;
  };
  return {
    add(sample: Sample): void {
      if (used === numbers.length) {
        const larger = new Float64Array(2 * numbers.length);
        larger.set(numbers);
        numbers = larger;
      }
      const { timings } = sample;
      const at = used;
      used += numbersEach;
      numbers[at] = sampleClasses.indexOf(sample.class);
      numbers[at + 1] = starts.indexOf(sample.start);
      numbers[at + 2] = outcomes.indexOf(sample.outcome);
      numbers[at + 3] = sample.intendedUs;
      numbers[at + 4] = sample.startedUs;
      numbers[at + 5] = sample.endedUs;
      numbers[at + 6] = sample.status;
      numbers[at + 7] = numberOf(sample.errorCode);
      numbers[at + 8] = sample.bytesSent;
      numbers[at + 9] = sample.bytesReceived;
      numbers[at + 10] = sample.connectionRetries;
      numbers[at + 11] = sample.pixels ?? absent;
      numbers[at + 12] = numberOf(sample.environmentId);
      numbers[at + 13] = sample.queueMs ?? absent;
      numbers[at + 14] = sample.initDurationMs ?? absent;
      numbers[at + 15] = sample.functionDurationMs ?? absent;
      numbers[at + 16] = sample.billedDurationMs ?? absent;
      numbers[at + 25] = placeOf(initKinds, sample.initKind);
      numbers[at + 26] = placeOf(moments, sample.sentDuring);
      numbers[at + 27] = numberOf(sample.requestId);
      numbers[at + 17] = timings === undefined ? absent : timings.newConnection ? 1 : 0;
      if (timings !== undefined) writeTimings(numbers, at + 18, timings);
    },
    /** All since the last time; undefined where there is none. */
    take(): SampleBatch | undefined {
      if (used === 0) return undefined;
      const batch = { numbers: numbers.slice(0, used), texts: [...texts.keys()] };
      used = 0;
      texts = new Map();
      return batch;
    },
  };
};

const placeOf = <T>(all: readonly T[], one: T | undefined): number =>
  one === undefined ? absent : all.indexOf(one);

const writeTimings = (numbers: Float64Array, at: number, timings: RequestTimings): void => {
  numbers[at] = timings.blocked;
  numbers[at + 1] = timings.dns;
  numbers[at + 2] = timings.connecting;
  numbers[at + 3] = timings.tlsHandshaking;
  numbers[at + 4] = timings.sending;
  numbers[at + 5] = timings.waiting;
  numbers[at + 6] = timings.receiving;
};

/** The samples of a batch. */
export const readBatch = ({ numbers, texts }: SampleBatch): readonly Sample[] => {
  const samples: Sample[] = [];
  for (let at = 0; at < numbers.length; at += numbersEach) {
    samples.push(readSample(numbers, at, texts));
  }
  return samples;
};

const readSample = (numbers: Float64Array, at: number, texts: readonly string[]): Sample => {
  const number = (place: number): number => numbers[at + place] ?? absent;
  const given = (place: number): number | undefined => {
    const value = number(place);
    return Number.isNaN(value) ? undefined : value;
  };
  const text = (place: number): string | undefined => texts[number(place)];
  const [errorCode, pixels, environmentId] = [text(7), given(11), text(12)];
  const [queueMs, initDurationMs] = [given(13), given(14)];
  const [functionDurationMs, billedDurationMs] = [given(15), given(16)];
  const requestId = text(27);
  const isNew = given(17);
  const [initKind, sentDuring] = [initKinds[number(25)], moments[number(26)]];
  return {
    class: sampleClasses[number(0)] ?? 'network_error',
    start: starts[number(1)] ?? 'unknown',
    outcome: outcomes[number(2)] ?? 'unknown',
    intendedUs: number(3),
    startedUs: number(4),
    endedUs: number(5),
    status: number(6),
    bytesSent: number(8),
    bytesReceived: number(9),
    connectionRetries: number(10),
    ...(errorCode !== undefined && { errorCode }),
    ...(pixels !== undefined && { pixels }),
    ...(requestId !== undefined && { requestId }),
    ...(environmentId !== undefined && { environmentId }),
    ...(queueMs !== undefined && { queueMs }),
    ...(initDurationMs !== undefined && { initDurationMs }),
    ...(functionDurationMs !== undefined && { functionDurationMs }),
    ...(billedDurationMs !== undefined && { billedDurationMs }),
    ...(initKind !== undefined && { initKind }),
    ...(sentDuring !== undefined && { sentDuring }),
    ...(isNew !== undefined && {
      timings: {
        ...{ blocked: number(18), dns: number(19), connecting: number(20) },
        ...{ tlsHandshaking: number(21), sending: number(22), waiting: number(23) },
        ...{ receiving: number(24), newConnection: isNew === 1 },
      },
    }),
  };
};
