import { rootCertificates } from 'node:tls';
import { FibimgError } from '../../core/error.ts';
import type { EngineReport, LoadEngine } from '../engine/engine.ts';
import type { ConstantVus, Load, SharedIterations } from '../load/load.ts';
import { createAutocannonRun } from './autocannon-run.ts';

export interface AutocannonOptions {
  /** http: or https:; `int` is added to its query for requests that name one. */
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** It cannot do without. */
  readonly keepAlive?: boolean;
  readonly check: boolean;
  /** PEM of certificate authorities to trust besides the well-known ones. */
  readonly ca?: string;
  readonly insecure?: boolean;
  readonly nowUs: () => number;
}

/** autocannon takes no duration for ever; its timer holds no more than 2^31 milliseconds. */
const foreverSeconds = 2_000_000;

/**
 * Saturation by autocannon's clients, which it lets loose as fast as answers come back; everything else (what to
 * send, when to stop, what to record) is ours, for its own is not to be trusted.
 */
export const createAutocannonEngine = (options: AutocannonOptions): LoadEngine => ({
  name: 'autocannon',
  run: async (load, sink, control, plan) => {
    const closed = closedModel(load, options.keepAlive);
    const { default: autocannon } = await import('autocannon');
    return await new Promise<EngineReport>((resolve, reject) => {
      const parts = { load: closed, sink, control, plan };
      const run = createAutocannonRun(options, parts, (ended) => {
        report = ended;
        tracker.stop();
      });
      let report: EngineReport | undefined;
      const tracker = autocannon(
        {
          url: options.url.href,
          connections: run.connections,
          pipelining: 1,
          duration: foreverSeconds,
          sampleInt: 50,
          tlsOptions: options.ca === undefined ? {} : { ca: [...rootCertificates, options.ca] },
          setupClient: run.adopt,
        },
        (error) => (report ? resolve(report) : reject(error ?? new Error('autocannon stopped'))),
      );
      run.begin();
    });
  },
  close: async () => {},
});

export type ClosedModel = ConstantVus | SharedIterations;

const closedModel = (load: Load, keepAlive = true): ClosedModel => {
  const refuse = (what: string): FibimgError =>
    new FibimgError('usage', `the autocannon engine cannot run ${what}`, {
      why: 'it knows only virtual users that send their next request at once, over the same connection',
      hint: '--engine http',
    });
  if (load.executor !== 'constant-vus' && load.executor !== 'shared-iterations') {
    throw refuse(`a ${load.executor} load`);
  }
  if (load.thinkTimeMs > 0) throw refuse('with think time');
  if (!keepAlive) throw refuse('without keep-alive');
  return load;
};
