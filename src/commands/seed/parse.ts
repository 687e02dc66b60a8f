import type { Settings } from '../../config/settings.ts';
import { resolveTarget } from '../../config/target.ts';
import { randomRange, requirePixels } from '../../core/service/pixels.ts';
import type { Source } from '../../core/service/source.ts';
import type { Target } from '../../core/target.ts';
import type { SeedMode } from '../../core/upkeep/seed.ts';
import { parseConcurrency } from '../command/concurrency.ts';
import { type CommandInput, createProblems, type Problems } from '../command/input.ts';
import { isIntList, parseInts, rangeOf } from './parse-ints.ts';

export interface SeedCommandOptions {
  readonly target: Target;
  /** Which, or where a list of them is to be read: a file, or `-`. */
  readonly sizes: readonly number[] | { readonly file: string };
  readonly source: Source;
  readonly concurrency: number;
  readonly mode: SeedMode;
  /** Overwrites what is not ours, and breaks another run's lock. */
  readonly force: boolean;
  readonly allowForeignStack: boolean;
}

/** What to do, or one usage error that names all that is wrong. */
export const parseSeed = (input: CommandInput, settings: Settings): SeedCommandOptions => {
  const problems = createProblems('seed');
  const target = problems.try(() => resolveTarget(settings));
  if (target?.kind === 'url' || target?.kind === 'function') {
    problems.add('a URL or a function cannot be seeded', 'name its --stack');
  }
  const concurrency = problems.try(() => parseConcurrency(input));
  const ranged = input.value('from') !== undefined || input.value('to') !== undefined;
  if (ranged && input.value('ints') !== undefined) {
    problems.add('--ints and a range (--from, --to) exclude each other');
  }
  const sizes = parseSizes(input, problems);
  problems.throwIfAny();
  if (target === undefined || sizes === undefined || concurrency === undefined) {
    throw new TypeError('a missing option is a problem');
  }
  const force = input.flag('force');
  return {
    ...{ target, sizes, source: sourceFor(target, settings), concurrency, force },
    mode: input.flag('verify') ? 'verify' : force ? 'all' : 'missing',
    allowForeignStack: input.flag('allow-foreign-stack'),
  };
};

const parseSizes = (
  input: CommandInput,
  problems: Problems,
): SeedCommandOptions['sizes'] | undefined => {
  const ints = input.value('ints');
  if (ints !== undefined && !isIntList(ints)) return { file: ints };
  if (ints !== undefined) return problems.try(() => parseInts(ints, '--ints'));
  const [from, to] = (['from', 'to'] as const).map((end) =>
    problems.try(() => requirePixels(input.value(end) ?? String(randomRange[end]), `--${end}`)),
  );
  if (from === undefined || to === undefined) return undefined;
  return problems.try(() => rangeOf(from, to));
};

/** Generated images do not get into a deployed stack unless asked for by name. */
const sourceFor = (target: Target, { source }: Settings): Source =>
  source.value === 'auto' && target.kind !== 'embedded' ? 'picsum' : source.value;
