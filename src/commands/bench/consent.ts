import type { PhasePlan } from '../../bench/phases/phase-plan.ts';
import { planPurge } from '../../core/upkeep/purge-plan.ts';
import { planText } from '../../report/upkeep/purge-text.ts';
import type { CommandContext } from '../command/command.ts';
import type { PurgePlace } from '../command/purge-place.ts';
import { throttleLimiter } from '../command/throttle-limiter.ts';
import { confirm, requireAnswerable } from '../purge/confirm.ts';
import type { BenchOptions } from './options/plan.ts';

export const emptiesStore = (plans: readonly PhasePlan[]): boolean =>
  plans.some(({ store }) => store === 'empty');

/** Refuses a run that empties a store where a question would be needed and nobody can answer it. */
export const requireConsenter = (
  { io }: CommandContext,
  { yes, mayAsk }: BenchOptions,
  { title }: PurgePlace,
): void => {
  if (yes) return;
  const what = `bench empties ${title}, and nobody is here to allow it`;
  const hint = 'add --yes to empty it without a question, or --phase warm, which deletes nothing';
  requireAnswerable(io, mayAsk, what, hint);
};

/** Tells what will be deleted, and has it allowed: once for the run, whatever its phases store and delete later. */
export const allowEmptying = async (
  context: CommandContext,
  { yes }: BenchOptions,
  place: PurgePlace,
): Promise<void> => {
  const { io, report } = context;
  const limiter = throttleLimiter(context);
  const plan = await report.during(`listing ${place.title}`, () =>
    planPurge(place.target, limiter, io.interrupt),
  );
  if (plan.total === 0) return report.note(`${place.title} holds nothing of ours to delete`);
  const shown = planText(
    { place, plan, dryRun: false, allKeys: false },
    report.colour.stderr,
  ).replace(/^purge deletes/, 'before its first phase bench deletes');
  if (yes) report.note(shown.trimEnd());
  else await confirm(io, shown, { word: place.confirmation, what: 'delete this' });
};
