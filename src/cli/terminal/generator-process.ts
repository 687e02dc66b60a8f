import { cpus, totalmem } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import packageJson from '../../../package.json' with { type: 'json' };
import type { ProcessMonitor } from '../../bench/phases/self-check.ts';
import type { GeneratorEnvironment } from '../../bench/record/provenance.ts';

/** The histogram holds the whole time between two looks, so this is taken off again. */
const lookEveryMs = 10;

/** This process as the generator of load. `polledUs` is time that the scheduler spent waiting awake. */
export const createProcessMonitor = (
  nowUs: () => number,
  polledUs: () => number,
): ProcessMonitor => ({
  start() {
    const delays = monitorEventLoopDelay({ resolution: lookEveryMs });
    let [busyUs, pollingUs, watchedUs] = [0, 0, 0];
    let since: ReturnType<typeof look> | undefined;
    const look = () => ({ cpu: process.cpuUsage(), polledUs: polledUs(), atUs: nowUs() });
    const resume = (): void => {
      since ??= look();
      delays.enable();
    };
    resume();
    return {
      resume,
      stop() {
        delays.disable();
        if (since !== undefined) {
          const { user, system } = process.cpuUsage(since.cpu);
          busyUs += user + system;
          pollingUs += polledUs() - since.polledUs;
          watchedUs += nowUs() - since.atUs;
          since = undefined;
        }
        const elapsedUs = Math.max(1, watchedUs);
        return {
          eventLoopDelayP99Ms: Math.max(0, delays.percentile(99) / 1e6 - lookEveryMs),
          cpuUtilisation: busyUs / elapsedUs,
          pollingUtilisation: pollingUs / elapsedUs,
          watchedMs: watchedUs / 1000,
        };
      },
    };
  },
});

/** What makes the load, for whoever compares figures later. */
export const describeMachine = (): Omit<GeneratorEnvironment, 'sharesMachine'> => ({
  fibimgVersion: packageJson.version,
  nodeVersion: process.version,
  platform: process.platform,
  arch: process.arch,
  cpuModel: cpus()[0]?.model ?? 'unknown',
  cpuCount: cpus().length,
  memoryBytes: totalmem(),
});
