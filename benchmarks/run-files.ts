/**
 * How large a run file is, and how long it takes to read, verify and merge them.
 * Run: npx tsx benchmarks/run-files.ts [SHARDS]
 */
import type { Sample } from '../src/bench/engine/sample.ts';
import { mergeRuns } from '../src/bench/merge/merge-runs.ts';
import { runText, sealed } from '../src/bench/run-file/digest.ts';
import { readRun } from '../src/bench/run-file/read-run.ts';
import { verifyRun } from '../src/bench/verify/verify-run.ts';
import { recordedRun } from '../test/support/load/recorded-run.ts';
import { waited } from '../test/support/load/samples.ts';

const shards = Number(process.argv[2] ?? 32);

/** So many seconds at 200 requests a second, of two kinds. */
const samplesOf = (seconds: number): readonly Sample[] =>
  Array.from({ length: 200 * seconds }, (_, at) =>
    waited(5 * at, 12 + ((at * 7919) % 400) / 10, {
      start: at % 97 === 0 ? 'cold' : 'warm',
      outcome: at % 11 === 0 ? 'fetched' : 'stored',
      environmentId: `environment-${at % 10}`,
    }),
  );

const timed = <T>(what: string, work: () => T): T => {
  const begin = performance.now();
  const result = work();
  console.log(`${what}: ${(performance.now() - begin).toFixed(0)} ms`);
  return result;
};

for (const seconds of [10, 600]) {
  const run = recordedRun([{ samples: samplesOf(seconds), durationMs: 1000 * seconds }]);
  const text = runText(run);
  console.log(`a phase of ${seconds} s: ${(text.length / 1000).toFixed(0)} kB`);
  timed('  read', () => readRun(text, 'run'));
  timed('  verify', () => verifyRun(run, text).differences.length);
}
const minute = recordedRun([{ samples: samplesOf(60), durationMs: 60_000 }]);
const parts = Array.from({ length: shards }, (_, index) =>
  sealed({ ...minute, runId: `part${index}`, shard: { index, of: shards } }),
);
const texts = parts.map(runText);
timed(`merge of ${shards} parts of 60 s, reading included`, () =>
  mergeRuns(
    texts.map((text, index) => ({ name: `part ${index}`, document: readRun(text, 'part') })),
    { runId: 'merged000000', command: [] },
  ),
);
