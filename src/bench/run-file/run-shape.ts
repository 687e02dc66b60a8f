import { sampleClasses } from '../engine/sample.ts';
import {
  count,
  listOf,
  mapOf,
  number,
  objectOf,
  oneOf,
  orNull,
  type Shape,
  text,
  truth,
} from './shape.ts';

const executors = {
  'constant-vus': objectOf({ vus: count, durationMs: number }),
  'ramping-vus': objectOf({ startVus: count, stages: stages() }),
  'shared-iterations': objectOf({ vus: count, iterations: count, maxDurationMs: number }),
  'constant-arrival-rate': objectOf({ rate: number, durationMs: number, maxVus: count }),
  'ramping-arrival-rate': objectOf({ startRate: number, stages: stages(), maxVus: count }),
} as const;

function stages(): Shape {
  return listOf(objectOf({ durationMs: number, target: number }));
}

const load: Shape = (value, at) => {
  const wrong = objectOf({ executor: oneOf(Object.keys(executors)) })(value, at);
  if (wrong !== undefined) return wrong;
  const known = Object.entries(executors).find(
    ([name]) => objectOf({ executor: oneOf([name]) })(value, at) === undefined,
  );
  return known?.[1](value, at);
};

const start = oneOf(['cold', 'warm', 'unknown']);
const outcome = oneOf(['stored', 'fetched', 'unknown']);
const interval = listOf(number);
const times = { values: mapOf(number), histogram: text };
const service = objectOf(times);
const roundPopulation = { start, outcome, ...times };
const classes = objectOf(
  Object.fromEntries([...sampleClasses, 'started', 'dropped'].map((name) => [name, count])),
);

const metric = objectOf({
  type: oneOf(['counter', 'gauge', 'rate', 'trend']),
  contains: oneOf(['default', 'time', 'data']),
  values: mapOf(number),
});

const block = objectOf(
  {
    ...{ atMs: number, lengthMs: number, classes: mapOf(count) },
    populations: listOf(objectOf({ start, outcome, histogram: text })),
  },
  { errors: mapOf(count), environments: objectOf({ seen: count, fresh: count }) },
);

const marks = listOf(objectOf({ atMs: number, ms: number, outcome }));

const phase = objectOf(
  {
    ...{ name: text, startedAt: text, durationMs: number, classes },
    errors: listOf(objectOf({ class: oneOf(sampleClasses), code: text, count })),
    metrics: mapOf(metric),
    series: listOf(
      objectOf({ second: number, started: count, ended: count, failed: count, dropped: count }),
    ),
    histograms: mapOf(text),
    notes: listOf(text),
  },
  {
    blocks: listOf(block),
    marks: objectOf({ coldStarts: marks, timeouts: marks, omitted: count }),
    waterfall: listOf(objectOf({ start, outcome, count, meanMs: mapOf(number) })),
  },
);

const round = objectOf({
  ...{ round: count, phase: text, startedAt: text, durationMs: number },
  ...{ ended: count, failed: count, missingImageMs: orNull(number) },
  populations: listOf(objectOf(roundPopulation, { service })),
});

const coldStarts = objectOf({
  ...{ atOnce: count, wanted: count, proven: count, unproven: count, failed: count },
  bursts: listOf(
    objectOf({ round: count, outcome, coldMs: listOf(number), warmMs: listOf(number) }),
  ),
});

const effect = objectOf({
  ...{ of: text, part: text, ms: number, interval: orNull(interval) },
  ...{ unit: text, units: count, requests: listOf(count) },
});

const comparison = objectOf({
  ...{ first: text, second: text, notes: listOf(text) },
  rows: listOf(
    objectOf({
      ...{ measure: text, unit: text, first: orNull(number), second: orNull(number) },
      ...{ ratio: orNull(number), interval: orNull(interval) },
    }),
  ),
});

const merged = objectOf({
  parts: listOf(
    objectOf({
      ...{ index: count, runId: text, startedAt: text },
      ...{ offsetMs: orNull(number), tainted: truth },
    }),
  ),
  ...{ missing: listOf(count), startSpreadMs: number },
});

/** A run as far as its readers rely on it; what later versions add is left alone. */
export const runShape = objectOf(
  {
    schemaVersion: number,
    scenario: objectOf({
      ...{ target: text, engine: text, load, timeoutMs: number },
      ...{ keepAlive: truth, check: truth, insecure: truth },
    }),
    seed: number,
    environment: objectOf({
      ...{ fibimgVersion: text, nodeVersion: text, platform: text, arch: text },
      ...{ cpuModel: text, cpuCount: count, sharesMachine: truth },
    }),
    phases: listOf(phase),
    rounds: listOf(round),
    populations: listOf(
      objectOf(
        { ...roundPopulation, part: text, intervals: mapOf(interval), shape: listOf(count) },
        { service },
      ),
    ),
    effects: listOf(effect),
    comparison: orNull(comparison),
    thresholds: listOf(
      objectOf({
        ...{ metric: text, expression: text, ok: truth },
        ...{ value: orNull(number), phase: text },
      }),
    ),
    selfCheck: objectOf({
      ...{ tainted: truth, reasons: listOf(text), eventLoopDelayP99Ms: number },
      ...{ slotErrorP99Ms: orNull(number), clockResolutionUs: number },
      ...{ cpuUtilisation: number, pollingUtilisation: number },
    }),
    interrupted: truth,
  },
  {
    ...{ runId: text, command: listOf(text), coldStarts, merged, digest: text },
    subject: objectOf({ kind: text, name: text }),
    clock: objectOf({ offsetMs: orNull(number), boundMs: orNull(number), source: text }),
    shard: objectOf({ index: count, of: count }),
    duet: objectOf({ id: text, pair: count, arm: oneOf(['A', 'B']), planned: count }),
  },
);
