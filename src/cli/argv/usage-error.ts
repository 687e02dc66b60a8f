import type { CommanderError } from 'commander';
import type { Command } from '../../commands/command/command.ts';
import { closest } from '../../core/closest.ts';
import { FibimgError } from '../../core/error.ts';
import { globalOptions } from './global-options.ts';

/** Commander's complaint in the product's own layout, with its guess as the thing to try. */
export const usageErrorOf = (
  error: CommanderError,
  argv: readonly string[],
  commands: readonly Command[],
): FibimgError => {
  const [first = ''] = error.message.replace(/^error: /, '').split('\n');
  const command = commands.find(({ name }) => argv.includes(name));
  const suggestion = suggest(error, first, command, commands);
  const help = command ? `fibimg help ${command.name}` : 'fibimg --help';
  return new FibimgError('usage', first.replace(/\.$/, ''), {
    hint: suggestion === undefined ? help : `Did you mean '${suggestion}'?`,
  });
};

const suggest = (
  error: CommanderError,
  message: string,
  command: Command | undefined,
  commands: readonly Command[],
): string | undefined => {
  const word = /'([^']*)'/.exec(message)?.[1];
  if (word === undefined) return undefined;
  if (error.code === 'commander.unknownCommand')
    return closest(
      word,
      commands.map(({ name }) => name),
    );
  if (error.code !== 'commander.unknownOption') return undefined;
  const flags = [...(command?.options ?? []), ...globalOptions].flatMap(
    (option) => /--[a-z-]+/.exec(option.flags) ?? [],
  );
  return closest(word, flags);
};
