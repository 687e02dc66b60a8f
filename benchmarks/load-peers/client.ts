/**
 * One of our engines with everything measured, as `load-peers.ts` runs it: ENGINE URL CONNECTIONS LENGTH [CLOSE] [CA],
 * the length in seconds, or in requests with an n, a connection for each request where CLOSE is `close`, and CA a file
 * of certificates to trust besides the usual.
 */
import { readFileSync } from 'node:fs';
import { createAutocannonEngine } from '../../src/bench/autocannon/autocannon-engine.ts';
import type { LoadEngine } from '../../src/bench/engine/engine.ts';
import { createExecutorEngine } from '../../src/bench/engine/executor-engine.ts';
import { createRealScheduler } from '../../src/bench/engine/real-scheduler.ts';
import { createHttpRequester } from '../../src/bench/http/http-requester.ts';
import type { Load } from '../../src/bench/load/load.ts';
import { warmUpGenerator } from '../../src/bench/phases/warm-up.ts';
import { createPhaseRecorder } from '../../src/bench/record/phase-recorder.ts';

const [name, url = '', connections, length = '', close, ca] = process.argv.slice(2);
const nowUs = () => performance.now() * 1000;
const scheduler = createRealScheduler(nowUs);
const trusted = ca === undefined ? {} : { ca: readFileSync(ca, 'utf8') };
const options = { url: new URL(url), timeoutMs: 10_000, check: true, nowUs, ...trusted };
const keepAlive = close !== 'close';
if (name === 'http') await warmUpGenerator(scheduler);
const engine: LoadEngine =
  name === 'autocannon'
    ? createAutocannonEngine(options)
    : createExecutorEngine('http', createHttpRequester({ ...options, keepAlive }), scheduler);
const recorder = createPhaseRecorder({
  ...{ name: 'load', startedAt: new Date().toISOString(), nowUs, openModel: false },
  percentiles: [50, 95, 99],
});
const { signal } = new AbortController();
const common = { vus: Number(connections), gracefulStopMs: 5000, thinkTimeMs: 0 };
const load: Load = length.endsWith('n')
  ? {
      ...common,
      ...{ executor: 'shared-iterations', iterations: Number.parseInt(length, 10) },
      maxDurationMs: 60_000,
    }
  : { ...common, executor: 'constant-vus', durationMs: Number(length) * 1000 };
const plan = { at: () => ({ pixels: 500 }) };
const report = await engine.run(load, recorder, signal, plan);
await engine.close();
const { classes, metrics } = recorder.summarise(report);
console.log(
  JSON.stringify({ classes, metrics: { duration: metrics['http_req_duration']?.values } }),
);
