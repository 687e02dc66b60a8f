import { FibimgError } from '../../core/error.ts';
import { distinctInts, type Ints, parseIntsFile } from '../../core/service/ints.ts';
import { sleep } from '../../core/sleep.ts';
import type { Target } from '../../core/target.ts';
import { type SeedResult, seed } from '../../core/upkeep/seed.ts';
import { triedOf } from '../../core/upkeep/seed-tally.ts';
import { withStoreLock } from '../../core/upkeep/store-lock.ts';
import { fitted } from '../../report/text/fitted.ts';
import { seedJson } from '../../report/upkeep/seed-json.ts';
import { type SeedReport, seedText } from '../../report/upkeep/seed-text.ts';
import type { CommandContext } from '../command/command.ts';
import { startProgress } from '../command/progress.ts';
import { readNamed } from '../command/read-named.ts';
import { throttleLimiter } from '../command/throttle-limiter.ts';
import type { Sizes } from './options.ts';
import type { SeedPlan } from './plan.ts';

export { plan } from './plan.ts';

export const run = async (context: CommandContext, options: SeedPlan): Promise<number> => {
  const { io, report } = context;
  const sizes = await sizesOf(context, options.sizes);
  const startedMs = io.clock.elapsedMs();
  const result = await execute(context, options, sizes);
  const facts: SeedReport = {
    title: titleOf(options.target),
    source: options.source,
    asked: sizes.length,
    result,
    durationMs: io.clock.elapsedMs() - startedMs,
  };
  const text = report.json
    ? seedJson(facts)
    : fitted(seedText(facts, report.colour.stdout), io.stdout);
  await report.result(text);
  if (result.stoppedBy !== undefined) throw result.stoppedBy;
  if (result.failed > 0) throw notStored(result.failed, sizes.length);
  return 0;
};

/** The result says which and why; this is for whoever reads standard error only. */
const notStored = (failed: number, asked: number): FibimgError =>
  new FibimgError('storage', `${failed} of ${asked} images could not be stored`, {
    hint: 'mend what is said of each, and seed again: what is stored is skipped',
  });

/** Each once, in the order given. */
const sizesOf = async (context: CommandContext, sizes: Sizes): Promise<readonly number[]> => {
  const ints = 'file' in sizes ? await readSizes(context, sizes.file) : sizes;
  return 'from' in ints ? distinctInts(ints) : [...new Set(ints)];
};

const readSizes = async (context: CommandContext, file: string): Promise<NonNullable<Ints>> => {
  const bytes = await readNamed(context, file);
  return parseIntsFile(new TextDecoder().decode(bytes), file === '-' ? 'standard input' : file);
};

const titleOf = (target: Target): string => {
  switch (target.kind) {
    case 'embedded':
      return `the embedded store ${target.dataDir}`;
    case 'stack':
      return `stack ${target.stack}`;
    case 'resources':
      return `table ${target.table} and bucket ${target.bucket}`;
    default:
      return target.kind;
  }
};

const execute = async (
  context: CommandContext,
  { target, source, concurrency, mode, overwriteForeign, breakLock, allowForeignStack }: SeedPlan,
  sizes: readonly number[],
): Promise<SeedResult> => {
  const { io, settings, services, report } = context;
  const { clock, rng, interrupt } = io;
  const limiters = { table: throttleLimiter(context), bucket: throttleLimiter(context) };
  const origin = await services.openOrigin(source, (why) =>
    report.note(`offline (${why}): images are generated, not from picsum`),
  );
  if (settings.insecure.value) report.note('insecure: TLS certificates are not verified');
  const store = await services.openStore(target, { ownRetries: true, allowForeignStack });
  const progress = startProgress(io, report, { verb: 'seeded', total: sizes.length });
  const work = () =>
    seed({
      ...{ ...store, origin, clock, sizes, mode, concurrency, limiters },
      guard: { overwriteForeign, anew: mode === 'all', onReplace: report.note },
      signal: interrupt,
      onProgress: (count) => progress.update(triedOf(count)),
    });
  const lock = { command: 'fibimg seed', title: titleOf(target), breakLock };
  try {
    return store.lock === undefined
      ? await work()
      : await withStoreLock(store.lock, { limiter: limiters.table, clock, rng, sleep }, lock, work);
  } finally {
    await progress.stop();
    await store.close();
  }
};
