import type { Settings } from '../../config/settings.ts';
import { resolveTarget } from '../../config/target.ts';
import { FibimgError } from '../../core/error.ts';
import type { Input } from '../command/command.ts';
import type { LocalLambdaRequest } from '../command/local-lambda.ts';
import type { serveOptions } from './options.ts';

/** What to serve; notes all that is wrong. */
export const plan = ({
  options,
  settings,
  problems,
}: Input<typeof serveOptions>): LocalLambdaRequest | undefined => {
  const target = problems.try(() => servedTarget(settings));
  return (
    target && {
      target,
      allowForeignStack: options.allowForeignStack,
      port: options.port,
      concurrency: options.concurrency,
      memoryMb: options.memory,
      timeoutMs: options.functionTimeout,
      idleMs: options.idle,
      originLatencyMs: options.originLatency,
      originFailureRate: options.originFailures,
      originSeed: options.seed,
    }
  );
};

const servedTarget = (settings: Settings): LocalLambdaRequest['target'] => {
  const target = resolveTarget(settings);
  if (target.kind === 'embedded' || target.kind === 'stack' || target.kind === 'resources') {
    return target;
  }
  throw new FibimgError(
    'usage',
    `serve runs the function here: there is no use for a ${target.kind}`,
    {
      hint: 'leave it out, or name a stack whose store to use with --stack',
    },
  );
};
