import type { Settings } from '../../config/settings.ts';
import type { PlannedLoad } from '../../core/doctor/finding.ts';
import { type CommandInput, createProblems } from '../command/input.ts';

export interface StackOptions {
  /** undefined lists stacks, or takes the only one of a file. */
  readonly name: string | undefined;
  readonly from: string | undefined;
  readonly format: 'text' | 'json' | 'env';
  /** Fails on what is wrong, or could not be checked. */
  readonly check: boolean;
  readonly load: PlannedLoad;
}

export const parseStack = (
  input: CommandInput,
  settings: Settings,
  json: boolean,
): StackOptions => {
  const problems = createProblems('stack');
  const [argument] = input.args;
  const { stack } = settings;
  if (argument !== undefined && stack.origin.kind === 'flag' && stack.value !== argument) {
    problems.add(`${argument} and --stack ${stack.value} name two stacks`, 'name one');
  }
  const positive = (name: string): number | undefined => {
    const text = input.value(name);
    if (text === undefined) return undefined;
    if (/^\d+(\.\d+)?$/.test(text) && Number(text) > 0) return Number(text);
    problems.add(`--${name} is ${JSON.stringify(text)}, expected a number above 0`);
    return undefined;
  };
  const load = { rate: positive('rate'), vus: positive('vus'), timeoutMs: settings.timeout.value };
  const from = input.value('from');
  // A file is about what it holds, not about the stack that happens to be configured.
  const named =
    argument ?? (from === undefined || stack.origin.kind === 'flag' ? stack.value : undefined);
  if (input.flag('env') && json) problems.add('--json and --env both want standard output');
  if (named === undefined && from === undefined) {
    for (const name of ['rate', 'vus'] as const) {
      if (load[name] !== undefined) problems.add(`--${name} needs the NAME of a stack`);
    }
    if (input.flag('env'))
      problems.add('--env needs the NAME of a stack', 'fibimg stack lists them');
  }
  const check = input.flag('check');
  if (check && input.flag('env')) problems.add('--check and --env exclude each other');
  if (check && named === undefined && from === undefined) {
    problems.add('--check needs the NAME of a stack', 'fibimg stack lists them');
  }
  problems.throwIfAny();
  const format = input.flag('env') ? 'env' : json ? 'json' : 'text';
  return { name: named, from, format, check, load };
};
