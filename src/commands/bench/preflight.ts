import { connectionNeed, connectionsPerSecond } from '../../bench/load/connection-need.ts';
import type { Load } from '../../bench/load/load.ts';
import { busyEnvironments, mostRequests } from '../../bench/load/load-arithmetic.ts';
import { formatCount } from '../../core/format-count.ts';
import { isLoopback } from '../../core/loopback.ts';
import { describeLoad } from '../../report/k6/load-description.ts';
import type { Reporter } from '../command/command.ts';
import { manyEnvironments } from '../command/common-options.ts';
import { requireConsent } from './changes/heavy-load.ts';
import type { BenchOptions } from './options/plan.ts';

/** Of one environment at rest, measured on Node 20; enough for a warning. */
const environmentMb = 60;

/** Says what is about to happen where that is not this machine's affair alone, and refuses what nobody confirmed. */
export const announce = (
  { system, load, allowLoad, generator }: BenchOptions,
  report: Reporter,
): void => {
  if (generator.insecure) report.note('insecure: TLS certificates are not verified');
  if (system.kind === 'local') {
    const { concurrency, timeoutMs } = system.lambda;
    if (timeoutMs >= generator.timeoutMs) {
      report.note(
        "--function-timeout is not below --timeout: the function's time-outs will be seen as the client's",
      );
    }
    const busy = busyEnvironments(load);
    if ('maxVus' in load && concurrency < busy) {
      report.note(
        `${concurrency} execution environments are few for this rate (cold starts and missing images can want ${busy}): requests beyond that many at once are answered 429; --concurrency sets another limit`,
      );
    }
    if (concurrency <= manyEnvironments) return;
    const memory = Math.round((concurrency * environmentMb) / 100) / 10;
    report.note(
      `${concurrency} execution environments are ${concurrency} processes on this machine: about ${memory} GB of memory, and time to start them; --concurrency sets another limit`,
    );
  }
  if (system.kind !== 'url' || isLoopback(system.url)) return;
  requireConsent(system.url.host, load, allowLoad);
  report.note(announceLoad(system.url.host, load));
};

/** Says when a load opens connections faster than this client can, for its figures are then its own. */
export const announceConnections = (
  url: URL,
  {
    load,
    generator,
  }: Pick<BenchOptions, 'load'> & {
    readonly generator: Pick<BenchOptions['generator'], 'keepAlive'>;
  },
  report: Pick<Reporter, 'note'>,
): void => {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return;
  const scheme = url.protocol === 'https:' ? 'https' : 'http';
  const need = connectionNeed(load, generator.keepAlive);
  const most = connectionsPerSecond[scheme];
  if (need === undefined || need.perSecond <= most) return;
  const kind = scheme === 'https' ? 'TLS connections' : 'connections';
  const can = `one core opens about ${formatCount(most)} a second`;
  report.note(
    need.atOnce === undefined
      ? `${formatCount(need.perSecond)} requests a second with a ${kind.slice(0, -1)} each, but ${can}: many will be late or dropped by this client, whatever the target does`
      : `${formatCount(need.atOnce)} ${kind} at once, but ${can}: the first ${(need.atOnce / most).toFixed(1)} s measure this client; --stage adds virtual users gradually`,
  );
};

/** What is about to be sent to another host and for how long, for a person to read before it starts. */
const announceLoad = (where: string, load: Load): string => {
  const requests = mostRequests(load);
  const bound = requests === undefined ? '' : `, at most ${requests} requests`;
  return `load on ${where}: ${describeLoad(load)}${bound}`;
};
