import type { BenchOptions } from '../bench/options/plan.ts';
import type { CommandContext } from '../command/command.ts';
import type { DeployedRenewal } from '../command/system-request.ts';
import { confirm, requireAnswerable } from '../purge/confirm.ts';

type Allowing = Pick<BenchOptions, 'yes' | 'mayAsk'>;

/** Refuses where the question would have to be asked and nobody can answer it. */
export const requireAllower = (
  { io }: CommandContext,
  { yes, mayAsk }: Allowing,
  { changes }: DeployedRenewal,
): void => {
  if (yes) return;
  const what = `lab ${changes}, and nobody is here to allow it`;
  requireAnswerable(io, mayAsk, what, 'add --yes to allow it');
};

/** Tells what will be changed, and has it allowed. */
export const allowChange = async (
  { io, report }: CommandContext,
  { yes }: Allowing,
  { changes, confirmation }: DeployedRenewal,
): Promise<void> => {
  if (yes) return report.note(`lab ${changes}`);
  await confirm(io, `lab ${changes}\n`, { word: confirmation, what: 'change this' });
};
