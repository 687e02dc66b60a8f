import type { Load } from '../../bench/load.ts';
import { isLoopback } from '../../bench/loopback.ts';
import { FibimgError } from '../../core/error.ts';
import { describeLoad, maxVus, scheduleMs } from '../../report/load-description.ts';
import type { Reporter } from '../command.ts';
import type { BenchOptions } from './parse.ts';

/** Loads up to these may go to a host that is not this machine without `--yes`. */
export const heavyAbove = { vus: 50, requests: 10_000, durationMs: 60_000 } as const;

/** Above this many environments a local target wants more of a machine than people expect. */
const manyEnvironments = 50;
/** Of one environment at rest, measured on Node 20; enough for a warning. */
const environmentMb = 60;

/** Says what is about to happen where that is not this machine's affair alone, and refuses what nobody confirmed. */
export const announce = (
  { subject, load, yes, generator }: BenchOptions,
  report: Reporter,
): void => {
  if (generator.insecure) report.note('insecure: TLS certificates are not verified');
  if (subject.kind === 'local') {
    const { concurrency } = subject.lambda;
    if (concurrency <= manyEnvironments) return;
    const memory = Math.round((concurrency * environmentMb) / 100) / 10;
    report.note(
      `${concurrency} execution environments are ${concurrency} processes on this machine: about ${memory} GB of memory, and time to start them; --concurrency sets another limit`,
    );
    return;
  }
  requireConsent(subject.url, load, yes);
  if (!isLoopback(subject.url)) report.note(announceLoad(subject.url, load));
};

/** What is about to be sent to another host and for how long, for a person to read before it starts. */
export const announceLoad = (url: URL, load: Load): string => {
  const requests = mostRequests(load);
  const bound = requests === undefined ? '' : `, at most ${requests} requests`;
  return `load on ${url.host}: ${describeLoad(load)}${bound}`;
};

/** Refuses a heavy load on another host that nobody has confirmed. */
export const requireConsent = (url: URL, load: Load, yes: boolean): void => {
  const why = heaviness(load);
  if (yes || why === undefined || isLoopback(url)) return;
  throw new FibimgError('usage', `this is a heavy load on ${url.host}, and nothing was sent`, {
    why,
    hint: 'add --yes if the host is yours to load, or lower the load with --max-requests',
  });
};

const heaviness = (load: Load): string | undefined => {
  const requests = mostRequests(load);
  if (requests !== undefined && requests > heavyAbove.requests) {
    return `${requests} requests; up to ${heavyAbove.requests} need no --yes`;
  }
  if (maxVus(load) > heavyAbove.vus && requests === undefined) {
    return `${maxVus(load)} virtual users; up to ${heavyAbove.vus} need no --yes`;
  }
  if (scheduleMs(load) > heavyAbove.durationMs && requests === undefined) {
    return `${scheduleMs(load) / 1000} seconds; up to ${heavyAbove.durationMs / 1000} need no --yes`;
  }
  return undefined;
};

/** The most requests that a load can send; undefined where only the target's speed limits it. */
const mostRequests = (load: Load): number | undefined => {
  const scheduled = scheduledRequests(load);
  if (load.maxRequests === undefined) return scheduled;
  return Math.min(load.maxRequests, scheduled ?? load.maxRequests);
};

const scheduledRequests = (load: Load): number | undefined => {
  switch (load.executor) {
    case 'shared-iterations':
      return load.iterations;
    case 'constant-arrival-rate':
      return Math.ceil((load.rate * load.durationMs) / 1000);
    case 'ramping-arrival-rate': {
      const rates = [load.startRate, ...load.stages.map(({ target }) => target)];
      return Math.ceil(
        load.stages.reduce(
          (sum, { durationMs }, index) =>
            sum + (((rates[index] ?? 0) + (rates[index + 1] ?? 0)) / 2) * (durationMs / 1000),
          0,
        ),
      );
    }
    default:
      return undefined;
  }
};
