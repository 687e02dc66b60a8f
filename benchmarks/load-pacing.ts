/**
 * How near to their slots requests start at an arrival rate, and what a server of 1 ms then looks like. Run the program
 * on a core of its own: taskset -c 1 npx tsx benchmarks/load-pacing.ts [RATE] [SECONDS] [ROUNDS]
 */
import { createExecutorEngine } from '../src/bench/engine/executor-engine.ts';
import { createRealScheduler } from '../src/bench/engine/real-scheduler.ts';
import { createHttpRequester } from '../src/bench/http/http-requester.ts';
import { createPhaseRecorder } from '../src/bench/record/phase-recorder.ts';
import { startTarget } from './load-peers/target.ts';

const [rate = 1000, seconds = 5, rounds = 5] = process.argv.slice(2).map(Number);
const nowUs = () => performance.now() * 1000;
const target = await startTarget(1);
const requester = createHttpRequester({
  ...{ url: new URL(target.url), timeoutMs: 10_000, keepAlive: true, check: true, nowUs },
});
const engine = createExecutorEngine('http', requester, createRealScheduler(nowUs));
const load = {
  executor: 'constant-arrival-rate',
  rate,
  durationMs: seconds * 1000,
  preAllocatedVus: 50,
  maxVus: 200,
  gracefulStopMs: 5000,
  thinkTimeMs: 0,
} as const;
const { signal } = new AbortController();

for (let round = 1; round <= rounds; round += 1) {
  const recorder = createPhaseRecorder({
    ...{ name: 'load', startedAt: new Date().toISOString(), nowUs, openModel: true },
    percentiles: [50, 99],
  });
  const plan = { at: () => ({ pixels: 500 }) };
  const report = await engine.run(load, recorder, signal, plan);
  const { classes, metrics } = recorder.summarise(report);
  const p99 = (name: string) => Reflect.get(metrics[name]?.values ?? {}, 'p(99)');
  console.log(
    `round ${round}: ${classes.started} sent, ${classes.dropped} dropped of ${report.planned}; ` +
      `p99 in ms: start error ${p99('queue_delay')}, response time ${p99('response_time')}, ` +
      `service time ${p99('http_req_duration')}`,
  );
}
await engine.close();
target.stop();
