import { resolveTarget } from '../../config/target.ts';
import type { Source } from '../../core/service/source.ts';
import type { Target } from '../../core/target.ts';
import type { SeedMode } from '../../core/upkeep/seed.ts';
import type { Input } from '../command/command.ts';
import type { Sizes, seedOptions } from './options.ts';

export interface SeedPlan {
  readonly target: Target;
  readonly sizes: Sizes;
  readonly source: Source;
  readonly concurrency: number;
  readonly mode: SeedMode;
  readonly overwriteForeign: boolean;
  readonly breakLock: boolean;
  readonly allowForeignStack: boolean;
}

/** What to do; notes all that is wrong. */
export const plan = ({
  options,
  origins,
  settings,
  problems,
}: Input<typeof seedOptions>): SeedPlan | undefined => {
  const { from, to, ints, concurrency, verify, force } = options;
  const { overwriteForeign, breakLock, allowForeignStack } = options;
  const target = problems.try(() => resolveTarget(settings));
  if (target?.kind === 'url' || target?.kind === 'function') {
    problems.add('a URL or a function cannot be seeded', 'name its --stack');
  }
  const ranged = origins.from.kind !== 'default' || origins.to.kind !== 'default';
  if (ranged && ints !== undefined) {
    problems.add('--ints and a range (--from, --to) exclude each other');
  }
  if (verify && force) problems.add('--verify and --force exclude each other');
  if (from > to) problems.add(`the range ${from} to ${to} is empty: it ends before it begins`);
  return (
    target && {
      target,
      sizes: ints ?? { from, to },
      source: sourceFor(target, options),
      ...{ concurrency, overwriteForeign, breakLock, allowForeignStack },
      mode: verify ? 'verify' : force ? 'all' : 'missing',
    }
  );
};

/** Generated images do not get into a deployed stack unless asked for by name. */
const sourceFor = (target: Target, { source }: { readonly source: Source }): Source =>
  source === 'auto' && target.kind !== 'embedded' ? 'picsum' : source;
