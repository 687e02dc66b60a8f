import type { Settings } from '../../config/settings.ts';
import { resolveTarget } from '../../config/target.ts';
import { FibimgError } from '../../core/error.ts';
import type { InvokeMode } from '../../core/invocation/invoker.ts';
import { type Architecture, architectures } from '../../core/price/price-table.ts';
import { requirePixels } from '../../core/service/pixels.ts';
import type { Target } from '../../core/target.ts';
import { type CommandInput, createProblems } from '../command/input.ts';

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

export interface InvokeOptions {
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

/** What to do, or one usage error that names all that is wrong. */
export const parseInvoke = (input: CommandInput, settings: Settings): InvokeOptions => {
  const problems = createProblems('invoke');
  const target = problems.try(() => functionTarget(settings));
  const source = problems.try(() => payloadSource(input));
  const mode = problems.try(() => modeOf(input));
  const repeat = problems.try(() => count(input, 'repeat', 100_000));
  const parallel = problems.try(() => count(input, 'parallel', 1_000));
  const architecture = problems.try(() => architectureOf(input));
  if (parallel !== undefined && input.value('repeat') === undefined) {
    problems.add('--parallel needs --repeat', 'say how many calls there shall be');
  }
  if (input.flag('log') && input.value('repeat') !== undefined) {
    problems.add('--log shows the log of one call', 'leave out --repeat');
  }
  problems.throwIfAny();
  if (!target || !source || !mode) throw new TypeError('a missing part is a problem');
  return {
    target,
    source,
    mode,
    qualifier: input.value('qualifier'),
    log: input.flag('log'),
    repeat,
    parallel: Math.min(parallel ?? 1, repeat ?? 1),
    architecture,
    prices: input.value('prices'),
  };
};

const functionTarget = (settings: Settings): FunctionTarget => {
  const target = resolveTarget(settings);
  if (target.kind === 'function' || target.kind === 'stack') return target;
  throw new FibimgError('usage', 'invoke needs a function', {
    hint:
      target.kind === 'url'
        ? 'name it with --function or --stack; fibimg get --url calls a URL'
        : 'name it with --function, or its stack with --stack',
  });
};

const payloadSource = (input: CommandInput): PayloadSource => {
  const [int, payload, operation, image] = ['int', 'payload', 'operation', 'image'].map((name) =>
    input.value(name),
  );
  if (int !== undefined && (payload !== undefined || operation !== undefined)) {
    throw new FibimgError('usage', '--int makes an event of its own', {
      hint: 'leave out --payload and --operation, or leave out --int',
    });
  }
  if (image !== undefined && operation === undefined) {
    throw new FibimgError('usage', '--image needs --operation', { hint: 'such as getDimensions' });
  }
  if (operation === '') throw new FibimgError('usage', '--operation is empty');
  if (operation !== undefined) return { kind: 'operation', operation, payload, image };
  if (payload !== undefined) return { kind: 'payload', payload };
  return { kind: 'event', pixels: int === undefined ? undefined : requirePixels(int) };
};

const modeOf = (input: CommandInput): InvokeMode => {
  const [async, dryRun] = [input.flag('async'), input.flag('dry-run')];
  if (async && dryRun) throw new FibimgError('usage', '--async and --dry-run exclude each other');
  return async ? 'event' : dryRun ? 'dry-run' : 'request';
};

const count = (input: CommandInput, name: string, most: number): number | undefined => {
  const text = input.value(name);
  if (text === undefined) return undefined;
  const value = /^[1-9]\d{0,8}$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= most) return value;
  throw new FibimgError('usage', `--${name} is ${JSON.stringify(text)}`, {
    why: `it must be a whole number from 1 to ${most}`,
  });
};

const architectureOf = (input: CommandInput): Architecture | undefined => {
  const text = input.value('arch');
  const known = architectures.find((architecture) => architecture === text);
  if (text === undefined || known !== undefined) return known;
  throw new FibimgError('usage', `--arch is ${JSON.stringify(text)}`, {
    hint: `one of ${architectures.join(' and ')}`,
  });
};
