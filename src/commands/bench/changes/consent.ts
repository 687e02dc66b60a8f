import type { PhasePlan } from '../../../bench/phases/phase-plan.ts';
import { planPurge } from '../../../core/upkeep/purge-plan.ts';
import { planText } from '../../../report/upkeep/purge-text.ts';
import type { CommandContext } from '../../command/command.ts';
import type { PurgePlace } from '../../command/purge-place.ts';
import type { DeployedRenewal } from '../../command/system-request.ts';
import { throttleLimiter } from '../../command/throttle-limiter.ts';
import { confirm, requireAnswerable } from '../../purge/confirm.ts';
import type { BenchOptions } from '../options/plan.ts';

export const emptiesStore = (plans: readonly PhasePlan[]): boolean =>
  plans.some(({ store }) => store === 'empty');

/** What a run does to a deployed target that its owner has to allow; undefined where it does no such thing. */
interface Asked {
  readonly emptied: PurgePlace | undefined;
  readonly renewal: DeployedRenewal | undefined;
}

/** Refuses a run that would have to ask where nobody can answer it. */
export const requireConsenter = (
  { io }: CommandContext,
  { yes, mayAsk }: BenchOptions,
  { emptied, renewal }: Asked,
): void => {
  if (yes) return;
  if (emptied) {
    const what = `bench empties ${emptied.title}, and nobody is here to allow it`;
    const hint = 'add --yes to empty it without a question, or --phase warm, which deletes nothing';
    requireAnswerable(io, mayAsk, what, hint);
  }
  if (renewal) {
    const what = `bench ${renewal.changes}, and nobody is here to allow it`;
    const hint = 'add --yes to allow it, or --cold-method none, which changes nothing';
    requireAnswerable(io, mayAsk, what, hint);
  }
};

/** Tells what will be deleted and changed, and has it allowed: once for the run, whatever its phases do later. */
export const allowChanges = async (
  context: CommandContext,
  { yes }: BenchOptions,
  { emptied, renewal }: Asked,
): Promise<void> => {
  const { io, report } = context;
  const deletion = emptied && (await deletionText(context, emptied));
  const change = renewal && `bench ${renewal.changes}\n`;
  const shown = `${change ?? ''}${deletion ?? ''}`;
  if (shown === '') return;
  if (yes) return report.note(shown.trimEnd());
  if (emptied && deletion !== undefined) {
    const what = renewal === undefined ? 'delete this' : 'delete and change this';
    await confirm(io, shown, { word: emptied.confirmation, what });
  } else if (renewal) {
    await confirm(io, shown, { word: renewal.confirmation, what: 'change this' });
  }
};

/** Undefined where there is nothing to delete. */
const deletionText = async (
  context: CommandContext,
  place: PurgePlace,
): Promise<string | undefined> => {
  const { io, report } = context;
  const limiter = throttleLimiter(context);
  const plan = await report.during(`listing ${place.title}`, () =>
    planPurge(place.target, limiter, io.interrupt),
  );
  if (plan.total === 0) {
    report.note(`${place.title} holds nothing of ours to delete`);
    return undefined;
  }
  return planText({ place, plan, dryRun: false, allKeys: false }, report.colour.stderr).replace(
    /^purge deletes/,
    'before its first phase bench deletes',
  );
};
