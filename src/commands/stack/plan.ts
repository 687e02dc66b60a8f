import type { PlannedLoad } from '../../core/doctor/finding.ts';
import type { Asked, Input } from '../command/command.ts';
import type { stackOptions } from './options.ts';

export interface StackPlan {
  /** undefined lists stacks, or takes the only one of a file. */
  readonly name: string | undefined;
  readonly from: string | undefined;
  readonly format: 'text' | 'json' | 'env';
  /** Fails on what is wrong, or could not be checked. */
  readonly check: boolean;
  readonly load: PlannedLoad;
}

/** What to do; notes all that is wrong. */
export const plan = (
  { options, origins, problems }: Input<typeof stackOptions>,
  { report: { json } }: Pick<Asked, 'report'>,
): StackPlan => {
  const { from, env, check, rate, vus, timeout } = options;
  // A file is about what it holds, not about the stack that happens to be configured.
  const name = from === undefined || origins.stack.kind === 'flag' ? options.stack : undefined;
  if (env && json) problems.add('--json and --env both want standard output');
  if (check && env) problems.add('--check and --env exclude each other');
  if (name === undefined && from === undefined) {
    if (rate !== undefined) problems.add('--rate needs the name of a stack');
    if (vus !== undefined) problems.add('--vus needs the name of a stack');
    if (check) problems.add('--check needs the name of a stack', 'fibimg stack lists them');
    if (env) problems.add('--env needs the name of a stack', 'fibimg stack lists them');
  }
  const load = { rate, vus, timeoutMs: timeout };
  return { name, from, format: env ? 'env' : json ? 'json' : 'text', check, load };
};
