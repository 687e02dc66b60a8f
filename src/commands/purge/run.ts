import { sleep } from '../../core/sleep.ts';
import type { AdaptiveLimiter } from '../../core/upkeep/adaptive-limiter.ts';
import { type PurgeResult, purge } from '../../core/upkeep/purge.ts';
import { type PurgePlan, planPurge } from '../../core/upkeep/purge-plan.ts';
import { clearStoreLock, withStoreLock } from '../../core/upkeep/store-lock.ts';
import { fitted } from '../../report/text/fitted.ts';
import { type PurgeReport, purgeJson } from '../../report/upkeep/purge-json.ts';
import { planText, purgeText } from '../../report/upkeep/purge-text.ts';
import type { CommandContext } from '../command/command.ts';
import { startProgress } from '../command/progress.ts';
import type { PurgePlace } from '../command/purge-place.ts';
import { throttleLimiter } from '../command/throttle-limiter.ts';
import { confirm } from './confirm.ts';
import type { PurgeCommandPlan } from './plan.ts';

export { plan } from './plan.ts';

export const run = async (context: CommandContext, options: PurgeCommandPlan): Promise<number> => {
  const { io, services, report } = context;
  const place = await services.openPurge(options, (missing) => report.note(`${missing}: skipped`));
  try {
    const limiter = throttleLimiter(context);
    const found = await report.during(`listing ${place.title}`, () =>
      planPurge(place.target, limiter, io.interrupt),
    );
    const facts = { place, plan: found, dryRun: options.dryRun, allKeys: options.allKeys };
    if (options.dryRun) return await print(context, facts);
    if (found.total === 0) {
      await clearLock(context, options, place, limiter);
      return await print(context, facts);
    }
    const shown = planText(facts, report.colour.stderr);
    if (options.yes) report.note(shown.trimEnd());
    else await confirm(io, shown, questionOf(place, options));
    const work = () => execute(context, options, place, found, limiter);
    return await print(context, {
      ...facts,
      ...(await locked(context, options, place, limiter, work)),
    });
  } finally {
    await place.close();
  }
};

const questionOf = (
  { confirmation }: PurgePlace,
  { allKeys }: PurgeCommandPlan,
): Parameters<typeof confirm>[2] => ({
  word: confirmation,
  what: allKeys ? 'delete all of this, whoever put it there' : 'delete this',
});

/** A lock in a store that is otherwise empty would hold off whoever fills it next. */
const clearLock = async (
  { io: { clock, rng }, report }: CommandContext,
  { breakLock }: PurgeCommandPlan,
  { lock, title }: PurgePlace,
  limiter: AdaptiveLimiter,
): Promise<void> => {
  if (lock === undefined) return;
  const deps = { limiter, clock, rng, sleep };
  const request = { command: 'fibimg purge', title, breakLock };
  if (await clearStoreLock(lock, deps, request)) report.note('removed the lock of a dead run');
};

/** As the only writer of the store, where that can be told to others. */
const locked = <T>(
  { io: { clock, rng } }: CommandContext,
  { breakLock }: PurgeCommandPlan,
  { lock, title }: PurgePlace,
  limiter: AdaptiveLimiter,
  work: () => Promise<T>,
): Promise<T> =>
  lock === undefined
    ? work()
    : withStoreLock(
        lock,
        { limiter, clock, rng, sleep },
        { command: 'fibimg purge', title, breakLock },
        work,
      );

type Execution = Required<Pick<PurgeReport, 'result' | 'durationMs'>> & Pick<PurgeReport, 'left'>;

const execute = async (
  { io, report }: CommandContext,
  { concurrency, allKeys }: PurgeCommandPlan,
  { target }: PurgePlace,
  plan: PurgePlan,
  limiter: AdaptiveLimiter,
): Promise<Execution> => {
  const startedMs = io.clock.elapsedMs();
  const progress = startProgress(io, report, { verb: 'purged', total: plan.total });
  const result = await purge(target, {
    concurrency,
    limiter,
    rng: io.rng,
    sleep,
    // Whatever is there goes with --all-keys, this run's own lock too, which no plan has seen.
    ...(!allKeys && { listing: plan.listing }),
    signal: io.interrupt,
    onProgress: ({ total }) => progress.update(total),
  });
  await progress.stop();
  const durationMs = io.clock.elapsedMs() - startedMs;
  if (result.interrupted || result.stoppedBy !== undefined) return { result, durationMs };
  // What lies outside is nobody's concern here, and not asked for a second time.
  const again = { ...target, foreign: async () => plan.outside };
  const left = await report.during('listing again', () => planPurge(again, limiter, io.interrupt));
  return { result, durationMs, left };
};

const print = async ({ io, report }: CommandContext, facts: PurgeReport): Promise<number> => {
  const text = report.json
    ? purgeJson(facts)
    : fitted(purgeText(facts, report.colour.stdout), io.stdout);
  await report.result(text);
  if (facts.result?.stoppedBy !== undefined) throw facts.result.stoppedBy;
  return isClean(facts.result, facts.left) ? 0 : 1;
};

const isClean = (result: PurgeResult | undefined, left: PurgePlan | undefined): boolean =>
  result === undefined || (result.leftoverCount === 0 && left?.total === 0);
