import { Command as Commander, CommanderError, Option } from 'commander';
import type { Command, OptionSpec } from '../../commands/command/command.ts';
import type { CommandInput } from '../../commands/command/input.ts';
import { FibimgError } from '../../core/error.ts';
import { globalOptions } from './global-options.ts';
import { commandHelp, rootHelp } from './help.ts';
import { usageErrorOf } from './usage-error.ts';

export type ParsedLine =
  /** Help or the version was asked for: this is its text. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'run'; readonly command: Command; readonly input: CommandInput };

/** Reads the command line against the declared commands. Throws a usage error for what does not fit. */
export const parseCommandLine = (
  argv: readonly string[],
  commands: readonly Command[],
  version: string,
): ParsedLine => {
  let printed = '';
  let chosen: ParsedLine | undefined;
  const program = createProgram(commands, version, (text) => {
    printed += text;
  });
  for (const command of commands) {
    // Options of a command that the line does not name would be built for nothing, and slow every start.
    addCommand(program, command, argv.includes(command.name)).action(
      (...values: readonly unknown[]) => {
        const commander = values.at(-1);
        if (!(commander instanceof Commander)) throw new TypeError('commander changed its actions');
        chosen = { kind: 'run', command, input: inputOf(commander, command) };
      },
    );
  }
  try {
    refuseUnknownCommand(argv, commands);
    program.parse([...argv], { from: 'user' });
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    if (thrown.exitCode === 0 || thrown.code === 'commander.help')
      return { kind: 'text', text: printed };
    throw usageErrorOf(thrown, argv, commands);
  }
  return chosen ?? { kind: 'text', text: program.helpInformation() };
};

/** Commander answers a question about a command that it does not know with the root's help. */
const refuseUnknownCommand = (argv: readonly string[], commands: readonly Command[]): void => {
  const [first, second] = argv.filter((word) => !word.startsWith('-'));
  const name = first === 'help' ? second : first;
  if (name === undefined || name === 'help' || commands.some((known) => known.name === name))
    return;
  throw new CommanderError(1, 'commander.unknownCommand', `unknown command '${name}'`);
};

const createProgram = (
  commands: readonly Command[],
  version: string,
  print: (text: string) => void,
): Commander => {
  const program = new Commander('fibimg')
    .exitOverride()
    .configureOutput({ writeOut: print, writeErr: print, outputError: () => {} })
    .configureHelp({
      formatHelp: (commander, helper) => {
        const command = commands.find(({ name }) => name === commander.name());
        return command
          ? commandHelp(command, globalOptions, commander, helper)
          : rootHelp(commands, globalOptions, helper);
      },
    })
    .version(`fibimg ${version}`, '-V, --version')
    .helpCommand('help [command]');
  for (const spec of globalOptions) program.addOption(toOption(spec));
  return program;
};

const addCommand = (program: Commander, command: Command, withOptions: boolean): Commander => {
  const commander = program
    .command(command.name)
    .description(command.summary)
    .allowExcessArguments(false);
  for (const { syntax, summary } of command.args ?? []) commander.argument(syntax, summary);
  if (withOptions) for (const spec of command.options) commander.addOption(toOption(spec));
  return commander;
};

/** Values are collected as they come, so that a second one is seen rather than quietly winning. */
const toOption = ({ flags, summary }: OptionSpec): Option => {
  const option = new Option(flags, summary);
  if (!option.required && !option.optional) return option;
  return option.argParser((value: string, previous: unknown) => [
    ...(Array.isArray(previous) ? previous : []),
    value,
  ]);
};

const inputOf = (commander: Commander, command: Command): CommandInput => {
  const given: Readonly<Record<string, unknown>> = commander.optsWithGlobals();
  const attribute = (name: string) => new Option(`--${name}`).attributeName();
  const values = (name: string): readonly string[] => {
    const value = given[attribute(name)];
    return Array.isArray(value) ? value : [];
  };
  refuseRepeated(command, values);
  return {
    args: commander.args,
    values,
    value: (name) => values(name)[0],
    flag: (name) => given[attribute(name)] === !name.startsWith('no-'),
  };
};

const refuseRepeated = (command: Command, values: (name: string) => readonly string[]): void => {
  const repeated = command.options
    .filter(({ repeatable }) => !repeatable)
    .map(({ flags }) => new Option(flags).long?.slice(2) ?? '')
    .filter((name) => values(name).length > 1);
  if (repeated.length === 0) return;
  const names = repeated.map((name) => `--${name}`).join(', ');
  throw new FibimgError('usage', `${names} was given more than once`, {
    hint: `give it once; fibimg help ${command.name}`,
  });
};
