import type { CommanderError } from 'commander';
import type { Command } from '../../commands/command/command.ts';
import { type Declarations, flagOf } from '../../config/declaration.ts';
import { globalOptions } from '../../config/settings.ts';
import { closest } from '../../core/closest.ts';
import { FibimgError } from '../../core/error.ts';

/** The command that the line names, with its options. */
export interface Named {
  readonly command: Command;
  readonly declared: Declarations;
}

/** Commander's complaint in the product's own layout, with its guess as the thing to try. */
export const usageErrorOf = (
  error: CommanderError,
  commands: readonly Command[],
  named: Named | undefined,
  argv: readonly string[],
): FibimgError => {
  const [first = ''] = error.message.replace(/^error: /, '').split('\n');
  const suggestion = suggest(error, first, commands, named?.declared ?? {}, argv);
  const help = named ? `fibimg help ${named.command.name}` : 'fibimg --help';
  return new FibimgError('usage', first.replace(/\.$/, ''), {
    hint: suggestion === undefined ? help : `Did you mean '${suggestion}'?`,
  });
};

const suggest = (
  error: CommanderError,
  message: string,
  commands: readonly Command[],
  declared: Declarations,
  argv: readonly string[],
): string | undefined => {
  if (error.code === 'commander.excessArguments' && declared['url'] !== undefined) {
    const url = argv.find((word) => /^https?:\/\//.test(word));
    return url === undefined ? undefined : `--url ${url}`;
  }
  const word = /'([^']*)'/.exec(message)?.[1];
  if (word === undefined) return undefined;
  if (error.code === 'commander.unknownCommand')
    return closest(word, [...commands.map(({ name }) => name), '--version']);
  if (error.code !== 'commander.unknownOption') return undefined;
  const known: Declarations = { ...globalOptions, ...declared };
  return closest(
    word,
    Object.entries(known).map(([key, option]) => flagOf(key, option)),
  );
};
