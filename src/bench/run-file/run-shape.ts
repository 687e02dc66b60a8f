import { sampleClasses } from '../engine/sample.ts';
import { startKinds } from '../record/kinds.ts';
import { costShape, logsShape } from './cost-shape.ts';
import {
  count,
  countUpTo,
  either,
  instant,
  listOf,
  mapOf,
  milliseconds,
  number,
  objectOf,
  oneOf,
  orNull,
  pairOf,
  type Shape,
  text,
  truth,
  variants,
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

const load = variants('executor', executors, (load) => load);

const events = objectOf({
  ...{ event: text, accepted: count, handled: count, refused: count, late: count },
  ...{ deadLettered: orNull(count), lost: count },
  delivery: orNull(objectOf({ duplicated: count, retried: count })),
  polling: objectOf({ reads: count, everyMs: number, graceMs: number }),
  endToEnd: listOf(
    objectOf({ start: oneOf(['cold', 'warm', 'unknown']), values: mapOf(number), histogram: text }),
  ),
});

/** More than `--shard` takes. */
const mostParts = 100_000;

const start = oneOf(['cold', 'warm', 'unknown']);
const outcome = oneOf(['stored', 'fetched', 'unknown']);
const interval = pairOf(number);
const kind = oneOf(startKinds);
const times = { values: mapOf(number), histogram: text };
const service = objectOf(times);
const roundPopulation = { start, outcome, ...times };
const classes = objectOf(
  Object.fromEntries([...sampleClasses, 'started', 'dropped'].map((name) => [name, count])),
);

const metrics = {
  counter: objectOf({ count: number, rate: number }),
  gauge: objectOf({ value: number, min: number, max: number }),
  rate: objectOf({ rate: number, passes: number, fails: number }),
  trend: mapOf(number),
} as const;

const metric = variants('type', metrics, (values) =>
  objectOf({ contains: oneOf(['default', 'time', 'data']), values }),
);

const block = objectOf(
  {
    ...{ atMs: number, lengthMs: number, classes: mapOf(count) },
    populations: listOf(objectOf({ start, outcome, histogram: text })),
  },
  { errors: mapOf(count), environments: objectOf({ seen: count, fresh: count }) },
);

const marks = listOf(objectOf({ atMs: number, ms: number, outcome }));

const point = objectOf(
  { second: number, started: count, ended: count, failed: count, dropped: count },
  { seconds: number, cold: count, vus: number, medMs: number, p95Ms: number },
);

const ints = orNull(either(listOf(number), objectOf({ from: number, to: number })));

const phase = objectOf(
  {
    ...{ name: text, startedAt: instant, durationMs: milliseconds, classes },
    errors: listOf(objectOf({ class: oneOf(sampleClasses), code: text, count })),
    metrics: mapOf(metric),
    series: listOf(point),
    histograms: mapOf(text),
    notes: listOf(text),
  },
  {
    blocks: listOf(block),
    marks: objectOf({ coldStarts: marks, timeouts: marks, omitted: count }),
    waterfall: listOf(
      objectOf({ start, outcome, count, meanMs: mapOf(number) }, { carriers: mapOf(count) }),
    ),
    endedBy: text,
  },
);

const round = objectOf(
  {
    ...{ round: count, phase: text, startedAt: instant, durationMs: milliseconds },
    ...{ ended: count, failed: count, missingImageMs: orNull(number) },
    populations: listOf(objectOf(roundPopulation, { service, function: service })),
  },
  { kinds: listOf(objectOf({ kind, start, ...times })) },
);

const coldStarts = objectOf({
  ...{ atOnce: count, wanted: count, proven: count, unproven: count, failed: count },
  bursts: listOf(
    objectOf({ round: count, outcome, coldMs: listOf(number), warmMs: listOf(number) }, { kind }),
  ),
});

const effect = objectOf({
  ...{ of: text, part: text, ms: number, interval: orNull(interval) },
  ...{ unit: text, units: count, requests: pairOf(count) },
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

const network = objectOf({
  roundTripMs: objectOf({ count, min: number, med: number, p95: number }),
  ...{ failed: count, to: text, addressFamily: text },
  ...{ clientRegion: orNull(text), targetRegion: orNull(text) },
  parts: listOf(
    objectOf({
      ...{ part: text, start, outcome, requests: count, totalMs: number, networkMs: number },
      ...{ functionMs: orNull(number), platformMs: orNull(number) },
    }),
  ),
});

const factors = { total: number, environment: number, store: number, interaction: number };
const matrix = listOf(
  objectOf({
    ...{ measure: text, cells: mapOf(number), ...factors },
    intervals: mapOf(orNull(interval)),
  }),
);

const merged = objectOf({
  parts: listOf(
    objectOf({
      ...{ index: countUpTo(mostParts), runId: text, startedAt: instant },
      ...{ offsetMs: orNull(milliseconds), tainted: truth },
    }),
  ),
  ...{ missing: listOf(countUpTo(mostParts)), startSpreadMs: number },
});

/** A run as far as its readers rely on it; what later versions add is left alone. */
export const runShape = objectOf(
  {
    schemaVersion: number,
    scenario: objectOf(
      {
        ...{ target: text, engine: text, load, timeoutMs: number },
        ...{ keepAlive: truth, check: truth, insecure: truth, ints },
      },
      {
        requests: objectOf({ bodies: count, largestBytes: count, digest: text }, { method: text }),
      },
    ),
    seed: number,
    environment: objectOf(
      {
        ...{ fibimgVersion: text, nodeVersion: text, platform: text, arch: text },
        ...{ cpuModel: text, cpuCount: count, sharesMachine: truth },
      },
      { memoryBytes: number, gitCommit: text },
    ),
    phases: listOf(phase),
    rounds: listOf(round),
    populations: listOf(
      objectOf(
        { ...roundPopulation, part: text, intervals: mapOf(interval), shape: listOf(count) },
        { service, function: service },
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
      ...{ tainted: truth, reasons: listOf(text), eventLoopDelayP99Ms: orNull(number) },
      ...{ slotErrorP99Ms: orNull(number), clockResolutionUs: orNull(number) },
      ...{ cpuUtilisation: orNull(number), pollingUtilisation: orNull(number) },
    }),
    interrupted: truth,
  },
  {
    ...{ runId: text, command: listOf(text), coldStarts, merged, digest: text },
    subject: objectOf(
      { kind: text, name: text },
      {
        ...{ region: text, memoryMb: number, architecture: text, runtime: text },
        ...{ functionVersion: text, codeSha256: text, bundle: text, concurrencyLimit: number },
        tableMode: text,
      },
    ),
    clock: objectOf({
      ...{ offsetMs: orNull(milliseconds), boundMs: orNull(milliseconds), source: text },
    }),
    imported: objectOf({ from: text, notAvailable: listOf(text) }),
    shard: objectOf({ index: count, of: countUpTo(mostParts) }),
    duet: objectOf(
      { id: text, pair: count, arm: oneOf(['A', 'B']), planned: count },
      { position: count, seed: number, pilot: truth, primary: text },
    ),
    ...{ network, matrix, cost: costShape, logs: logsShape, events },
    kinds: listOf(objectOf({ part: text, kind, start, ...times, intervals: mapOf(interval) })),
    coldShares: listOf(
      objectOf({ phase: text, waited: count, told: count, share: number, interval }),
    ),
  },
);
