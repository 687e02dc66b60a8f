/**
 * One of our engines with everything measured, as `load-peers.ts` runs it: ENGINE URL CONNECTIONS SECONDS [CLOSE] [CA],
 * with a connection for each request where CLOSE is `close`, and a file of certificates to trust besides the usual.
 */
import { readFileSync } from 'node:fs';
import { createAutocannonEngine } from '../../src/bench/autocannon/autocannon-engine.ts';
import type { LoadEngine } from '../../src/bench/engine/engine.ts';
import { createExecutorEngine } from '../../src/bench/engine/executor-engine.ts';
import { createRealScheduler } from '../../src/bench/engine/real-scheduler.ts';
import { createHttpRequester } from '../../src/bench/http/http-requester.ts';
import { createPhaseRecorder } from '../../src/bench/record/phase-recorder.ts';

const [name, url = '', connections, seconds, close, ca] = process.argv.slice(2);
const nowUs = () => performance.now() * 1000;
const scheduler = createRealScheduler(nowUs);
const trusted = ca === undefined ? {} : { ca: readFileSync(ca, 'utf8') };
const options = { url: new URL(url), timeoutMs: 10_000, check: true, nowUs, ...trusted };
const keepAlive = close !== 'close';
const engine: LoadEngine =
  name === 'autocannon'
    ? createAutocannonEngine(options)
    : createExecutorEngine('http', createHttpRequester({ ...options, keepAlive }), scheduler);
const recorder = createPhaseRecorder({
  ...{ name: 'load', startedAt: new Date().toISOString(), nowUs, openModel: false },
  percentiles: [50, 95, 99],
});
const { signal } = new AbortController();
const load = {
  executor: 'constant-vus',
  vus: Number(connections),
  durationMs: Number(seconds) * 1000,
  gracefulStopMs: 5000,
  thinkTimeMs: 0,
} as const;
const plan = { at: () => ({ pixels: 500 }) };
const report = await engine.run(load, recorder, signal, plan);
await engine.close();
const { classes, metrics } = recorder.summarise(report);
console.log(
  JSON.stringify({ classes, metrics: { duration: metrics['http_req_duration']?.values } }),
);
