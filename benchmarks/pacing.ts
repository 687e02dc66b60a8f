/**
 * How late the open model starts its iterations, and what waiting for the slots costs: 3 s at each rate, nothing
 * sent. On an idle machine; the aim is p99 below 1 ms at 1,000 a second. Run: npx tsx benchmarks/pacing.ts
 */
import { createExecutorEngine } from '../src/bench/engine/executor-engine.ts';
import { createRealScheduler } from '../src/bench/engine/real-scheduler.ts';
import { createRequestPlan } from '../src/bench/engine/request-plan.ts';
import type { Requester } from '../src/bench/engine/requester.ts';
import type { Sample } from '../src/bench/engine/sample.ts';

const nowUs = (): number => performance.now() * 1000;

/** Ends each request in the next turn of the event loop. */
const requester: Requester = {
  send(_request, intendedUs, done) {
    const startedUs = nowUs();
    setImmediate(() => {
      const times = { intendedUs: intendedUs ?? startedUs, startedUs, endedUs: nowUs() };
      done({
        ...{ class: 'ok', start: 'unknown', outcome: 'unknown', status: 200, ...times },
        ...{ bytesSent: 0, bytesReceived: 0, connectionRetries: 0 },
      });
    });
  },
  abort: () => {},
  closeIdle: () => {},
  close: async () => {},
};

const measure = async (rate: number): Promise<string> => {
  const scheduler = createRealScheduler(nowUs);
  const late: number[] = [];
  const sink = {
    sample: (sample: Sample) => late.push(sample.startedUs - sample.intendedUs),
    dropped: () => {},
    virtualUsers: () => {},
  };
  const cpuBefore = process.cpuUsage();
  await createExecutorEngine('http', requester, scheduler).run(
    {
      ...{ executor: 'constant-arrival-rate', rate, durationMs: 3000 },
      ...{ preAllocatedVus: 1000, maxVus: 1000, gracefulStopMs: 0, thinkTimeMs: 0 },
    },
    sink,
    new AbortController().signal,
    createRequestPlan({ from: 400, to: 1000 }, 1),
  );
  const { user, system } = process.cpuUsage(cpuBefore);
  late.sort((a, b) => a - b);
  const at = (part: number): string =>
    (late[Math.floor(part * (late.length - 1))] ?? Number.NaN).toFixed(0);
  const percent = (us: number): string => `${((100 * us) / 3e6).toFixed(0)} %`;
  return `${rate}/s: late p50 ${at(0.5)} p99 ${at(0.99)} max ${at(1)} us; CPU ${percent(user + system)}, of it polling ${percent(scheduler.polledUs())}`;
};

for (const rate of [20, 100, 500, 1000, 2000]) console.log(await measure(rate));
