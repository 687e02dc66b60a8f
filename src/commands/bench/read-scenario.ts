import { readScenarioFile } from '../../bench/scenario-file.ts';
import type { ScenarioFlag } from '../../bench/scenario-keys.ts';
import { benchCommand } from '../bench.ts';
import type { CommandContext } from '../command.ts';
import { type CommandInput, createProblems } from '../input.ts';
import { readNamed } from '../read-named.ts';
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
export const readScenario = async (
  context: CommandContext,
  input: CommandInput,
): Promise<CommandInput> => {
  const path = input.value('scenario');
  if (path === undefined) return input;
  const bytes = await readNamed(context, path);
  const name = path === '-' ? 'standard input' : path;
  const file = readScenarioFile(new TextDecoder().decode(bytes), name, scenarioFlags);
  const problems = createProblems('bench');
  for (const { what, hint } of file.problems) problems.add(what, hint);
  problems.throwIfAny();
  return withScenario(input, file.values);
};
