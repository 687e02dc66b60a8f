/**
 * How far apart the requests of one burst are sent, on loopback: connections opened before, all released at once.
 * Exits 1 where the 99th percentile exceeds 2 ms for up to 50 at once. Larger bursts are told.
 * Run: npx tsx benchmarks/barrier-spread.ts [ROUNDS]
 */
import { createExecutorEngine } from '../src/bench/engine/executor-engine.ts';
import { createRealScheduler } from '../src/bench/engine/real-scheduler.ts';
import { createHttpRequester } from '../src/bench/http/http-requester.ts';
import { runBursts } from '../src/bench/lab/burst.ts';
import { startTarget } from './load-peers/target.ts';

const rounds = Number(process.argv[2] ?? 20);
const nowUs = () => performance.now() * 1000;
const target = await startTarget(1);
const requester = createHttpRequester({
  ...{ url: new URL(target.url), timeoutMs: 10_000, keepAlive: true, check: true, nowUs },
});
const engine = createExecutorEngine('http', requester, createRealScheduler(nowUs));
const asItIs = { can: false, why: 'it has none' } as const;
const steps = await runBursts({
  system: {
    freshEnvironments: async () => {},
    capabilities: { freshEnvironments: asItIs, warmEnvironments: asItIs, emptyStore: asItIs },
  },
  ...{ engine, steps: [1, 2, 5, 10, 20, 50, 100, 200, 500], rounds },
  prepare: async () => {},
  planOf: () => ({ at: () => ({ pixels: 500 }) }),
  signal: new AbortController().signal,
  during: (_, work) => work(),
});
console.log(`${rounds} bursts a size; sent after the first of its burst, in ms`);
console.log('at once     p50     p99     max  failed');
for (const { atOnce, spreadMs, failures } of steps) {
  const figures = [spreadMs.p50, spreadMs.p99, spreadMs.max].map((ms) => ms.toFixed(3).padStart(7));
  const failed = failures.reduce((sum, { count }) => sum + count, 0);
  console.log(`${String(atOnce).padStart(7)} ${figures.join(' ')} ${String(failed).padStart(7)}`);
  if (atOnce <= 50 && spreadMs.p99 > 2) process.exitCode = 1;
}
await engine.close();
target.stop();
