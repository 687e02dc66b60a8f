import type { Settings } from '../../config/settings.ts';
import { resolveTarget } from '../../config/target.ts';
import { FibimgError } from '../../core/error.ts';
import type { InvokeMode } from '../../core/invocation/invoker.ts';
import type { Architecture } from '../../core/price/price-table.ts';
import type { Target } from '../../core/target.ts';
import type { Input } from '../command/command.ts';
import type { EventKind } from './make-event.ts';
import type { invokeOptions } from './options.ts';

type FunctionTarget = Extract<Target, { readonly kind: 'function' | 'stack' }>;

/** What to send, before files are read. */
export type PayloadSource =
  | { readonly kind: 'event'; readonly pixels: number | undefined }
  | { readonly kind: 'payload'; readonly payload: string }
  | {
      readonly kind: 'operation';
      readonly operation: string;
      readonly payload: string | undefined;
      readonly image: string | undefined;
    }
  | {
      readonly kind: 'made';
      readonly event: EventKind;
      readonly key: string;
      readonly bucket: string | undefined;
      /** The input of a schedule. */
      readonly payload: string | undefined;
    };

export interface InvokePlan {
  /** Undefined where the event is only printed, and no target was named. */
  readonly target: FunctionTarget | undefined;
  readonly source: PayloadSource;
  readonly qualifier: string | undefined;
  readonly mode: InvokeMode;
  /** Only print what would be sent. */
  readonly printEvent: boolean;
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
  const { async, dryRun, log, repeat, parallel, arch, qualifier, prices, printEvent } = options;
  const target = problems.try(() => functionTarget(settings, printEvent));
  const source = problems.try(() => payloadSource(options));
  for (const key of ['key', 'eventBucket'] as const) {
    const tellsOfUpload = options.event !== undefined && options.event !== 'schedule';
    if (origins[key].kind === 'default' || tellsOfUpload) continue;
    problems.add(
      `--${kebab[key]} is of an upload`,
      'name its --event: s3-put, s3-eventbridge or sqs',
    );
  }
  if (origins.parallel.kind !== 'default' && repeat === undefined) {
    problems.add('--parallel needs --repeat', 'say how many calls to make');
  }
  if (log && repeat !== undefined) {
    problems.add('--log shows the log of one call', 'leave out --repeat');
  }
  if (!source) return undefined;
  return {
    ...{ target, source, qualifier, log, repeat, prices, printEvent },
    mode: async ? 'event' : dryRun ? 'dry-run' : 'request',
    parallel: Math.min(parallel, repeat ?? 1),
    architecture: arch,
  };
};

const kebab = { key: 'key', eventBucket: 'event-bucket' } as const;

const functionTarget = (settings: Settings, isOptional: boolean): FunctionTarget | undefined => {
  const target = resolveTarget(settings);
  if (target.kind === 'function' || target.kind === 'stack') return target;
  if (isOptional) return undefined;
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
  event,
  key,
  eventBucket,
}: Input<typeof invokeOptions>['options']): PayloadSource => {
  if (event !== undefined) {
    if (int !== undefined || operation !== undefined || image !== undefined) {
      throw new FibimgError('usage', '--event makes an event of its own', {
        hint: 'leave out --int, --operation and --image, or leave out --event',
      });
    }
    if (payload !== undefined && event !== 'schedule') {
      throw new FibimgError('usage', `--event ${event} takes no --payload`, {
        hint: '--key and --event-bucket say what was uploaded; --payload alone is an event as it is',
      });
    }
    return { kind: 'made', event, key, bucket: eventBucket, payload };
  }
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
