import type { Settings } from '../../config/settings.ts';
import { resolveTarget } from '../../config/target.ts';
import { FibimgError } from '../../core/error.ts';
import type { InvokeMode } from '../../core/invocation/invoker.ts';
import type { Architecture } from '../../core/price/price-table.ts';
import type { Target } from '../../core/target.ts';
import type { Input } from '../command/command.ts';
import type { invokeOptions } from './options.ts';

export type FunctionTarget = Extract<Target, { readonly kind: 'function' | 'stack' }>;

/** What to send, before files are read. */
export type PayloadSource =
  | { readonly kind: 'event'; readonly pixels: number | undefined }
  | { readonly kind: 'payload'; readonly payload: string }
  | {
      readonly kind: 'operation';
      readonly operation: string;
      readonly payload: string | undefined;
      readonly image: string | undefined;
    };

export interface InvokePlan {
  readonly target: FunctionTarget;
  readonly source: PayloadSource;
  readonly qualifier: string | undefined;
  readonly mode: InvokeMode;
  readonly log: boolean;
  /** undefined for one call whose answer is printed. */
  readonly repeat: number | undefined;
  readonly parallel: number;
  readonly architecture: Architecture | undefined;
  readonly prices: string | undefined;
}

/** What to do; notes all that is wrong. */
export const plan = ({
  options,
  origins,
  settings,
  problems,
}: Input<typeof invokeOptions>): InvokePlan | undefined => {
  const { async, dryRun, log, repeat, parallel, arch, qualifier, prices } = options;
  const target = problems.try(() => functionTarget(settings));
  const source = problems.try(() => payloadSource(options));
  if (origins.parallel.kind !== 'default' && repeat === undefined) {
    problems.add('--parallel needs --repeat', 'say how many calls to make');
  }
  if (log && repeat !== undefined) {
    problems.add('--log shows the log of one call', 'leave out --repeat');
  }
  if (!target || !source) return undefined;
  return {
    ...{ target, source, qualifier, log, repeat, prices },
    mode: async ? 'event' : dryRun ? 'dry-run' : 'request',
    parallel: Math.min(parallel, repeat ?? 1),
    architecture: arch,
  };
};

const functionTarget = (settings: Settings): FunctionTarget => {
  const target = resolveTarget(settings);
  if (target.kind === 'function' || target.kind === 'stack') return target;
  throw new FibimgError('usage', 'there is no function to invoke', {
    hint:
      target.kind === 'url'
        ? 'name it with --function or --stack; fibimg get --url calls a URL'
        : 'name it with --function, or its stack with --stack',
  });
};

const payloadSource = ({
  int,
  payload,
  operation,
  image,
}: Input<typeof invokeOptions>['options']): PayloadSource => {
  if (int !== undefined && (payload !== undefined || operation !== undefined)) {
    throw new FibimgError('usage', '--int makes an event of its own', {
      hint: 'leave out --payload and --operation, or leave out --int',
    });
  }
  if (image !== undefined && operation === undefined) {
    throw new FibimgError('usage', '--image needs --operation', { hint: 'such as getDimensions' });
  }
  if (operation !== undefined) return { kind: 'operation', operation, payload, image };
  if (payload !== undefined) return { kind: 'payload', payload };
  return { kind: 'event', pixels: int };
};
