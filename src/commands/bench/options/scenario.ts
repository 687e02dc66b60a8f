import type { Declarations } from '../../../config/declaration.ts';
import type { CommandModule } from '../../command/command.ts';

/** The scenario file that is named, if one is. */
export const scenario: NonNullable<CommandModule<Declarations, unknown>['scenario']> = async (
  { given, read },
  problems,
) => {
  const [path] = given('scenario');
  if (path === undefined || path === '') return undefined;
  const text = new TextDecoder().decode(await read(path));
  const { readScenarioFile } = await import('../../../bench/scenario/scenario-file.ts');
  return readScenarioFile(text, path === '-' ? 'standard input' : path, problems);
};
