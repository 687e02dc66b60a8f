import { readScenarioFile } from '../../../bench/scenario/scenario-file.ts';
import type { ScenarioFlag } from '../../../bench/scenario/scenario-keys.ts';
import type { CommandModule } from '../../command/command.ts';
import { type CommandInput, createProblems } from '../../command/input.ts';
import { benchCommand } from '../bench.ts';
import { withScenario } from './scenario-input.ts';

/** What a run is, rather than where or whether: these have no place in a scenario file. */
const notInFiles: ReadonlySet<string> = new Set(['scenario', 'yes']);

/** Every flag of the command that a scenario file may set. */
export const scenarioFlags: readonly ScenarioFlag[] = benchCommand.options
  .map(({ flags, repeatable }) => ({
    name: /--([a-z-]+)/.exec(flags)?.[1] ?? '',
    takesValue: flags.includes('<'),
    repeatable: repeatable === true,
  }))
  .filter(({ name }) => !notInFiles.has(name));

/** The command line with the scenario file, if one is named, behind it. */
export const readScenario: NonNullable<CommandModule['complete']> = async (input, read) => {
  const path = input.value('scenario');
  if (path === undefined) return input;
  const bytes = await read(path);
  const name = path === '-' ? 'standard input' : path;
  const file = readScenarioFile(new TextDecoder().decode(bytes), name, scenarioFlags);
  const problems = createProblems('bench');
  for (const { what, hint } of file.problems) problems.add(what, hint);
  problems.throwIfAny();
  return withScenario(input, beaten(input, file.values));
};

const targets = ['url', 'stack', 'function'];

/** A target on the command line beats the file's, whatever kind either is of. */
const beaten = (
  input: CommandInput,
  values: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, readonly string[]> => {
  if (targets.every((name) => input.value(name) === undefined)) return values;
  return new Map([...values].filter(([name]) => !targets.includes(name)));
};
