import { Command as Commander, CommanderError, Option as CommanderOption } from 'commander';
import type { Command } from '../../commands/command/command.ts';
import { type Declarations, flagOf, type Option } from '../../config/declaration.ts';
import { globalOptions } from '../../config/settings.ts';
import { commandHelp, helpWidth, narrowestText, rootHelp, termOf } from './help.ts';
import { type Named, usageErrorOf } from './usage-error.ts';

export type ParsedLine =
  /** Help or the version was asked for: this is its text. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'run'; readonly command: Command; readonly given: Given };

/** What the command line holds for a key, as text; `false` for a switch that was turned off. */
type Given = (key: string) => readonly string[];

/** Reads the command line against the declared commands. Throws a usage error for what does not fit. */
export const parseCommandLine = async (
  argv: readonly string[],
  commands: readonly Command[],
  version: string,
  columns = helpWidth,
): Promise<ParsedLine> => {
  let printed = '';
  let chosen: ParsedLine | undefined;
  // Options of a command that the line does not name would be built for nothing, and slow every start.
  const named = await Promise.all(
    commands
      .filter(({ name }) => argv.includes(name))
      .map(async (command) => ({ command, declared: await command.options() })),
  );
  const program = createProgram(commands, named, version, columns, (text) => {
    printed += text;
  });
  for (const command of commands) {
    const { declared = {} } = named.find((one) => one.command === command) ?? {};
    addCommand(program, command, declared).action((...values: readonly unknown[]) => {
      const commander = values.at(-1);
      if (!(commander instanceof Commander)) throw new TypeError('commander changed its actions');
      chosen = { kind: 'run', command, given: givenBy(commander, declared) };
    });
  }
  try {
    refuseUnknownCommand(argv, commands);
    program.parse([...argv], { from: 'user' });
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    if (thrown.exitCode === 0 || thrown.code === 'commander.help')
      return { kind: 'text', text: printed };
    throw usageErrorOf(thrown, commands, named[0], argv);
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
  named: readonly Named[],
  version: string,
  columns: number,
  print: (text: string) => void,
): Commander => {
  const program = new Commander('fibimg')
    .exitOverride()
    .configureOutput({ writeOut: print, writeErr: print, outputError: () => {} })
    .configureHelp({
      helpWidth: Math.min(helpWidth, columns),
      minWidthToWrap: narrowestText,
      formatHelp: (commander, helper) => {
        const one = named.find(({ command }) => command.name === commander.name());
        return one ? commandHelp(one.command, one.declared, helper) : rootHelp(commands, helper);
      },
    })
    .version(`fibimg ${version}`, '-V, --version')
    .helpCommand('help [command]');
  addOptions(program, globalOptions);
  return program;
};

const addCommand = (program: Commander, command: Command, declared: Declarations): Commander => {
  const commander = program
    .command(command.name)
    .description(command.summary)
    .allowExcessArguments(false);
  addOptions(commander, declared);
  for (const [key, { positional, kind }] of Object.entries(declared)) {
    if (positional) commander.argument(`[${key}${kind === 'list' ? '...' : ''}]`);
  }
  return commander;
};

/** Values are collected as they come, so that a second one is seen rather than quietly winning. */
const addOptions = (commander: Commander, declared: Declarations): void => {
  for (const [key, option] of Object.entries(declared)) {
    const { alsoShort } = option;
    commander.addOption(collecting(termOf(key, option), option));
    if (alsoShort) commander.addOption(collecting(`-${alsoShort} <value>`, option).hideHelp());
  }
};

const collecting = (term: string, { help, kind }: Option): CommanderOption => {
  const made = new CommanderOption(term, help);
  if (kind === 'switch') return made;
  return made.argParser((value: string, previous: unknown) => [
    ...(Array.isArray(previous) ? previous : []),
    value,
  ]);
};

const givenBy = (commander: Commander, declared: Declarations): Given => {
  const found: Readonly<Record<string, unknown>> = commander.optsWithGlobals();
  const all: Declarations = { ...globalOptions, ...declared };
  return (key) => {
    const option = all[key];
    if (option === undefined) return [];
    return [
      ...(option.positional ? commander.args : []),
      ...textsOf(found[attributeOf(key, option)], option),
      ...(option.alsoShort ? textsOf(found[option.alsoShort], option) : []),
    ];
  };
};

const attributeOf = (key: string, option: Option): string =>
  new CommanderOption(flagOf(key, option)).attributeName();

const textsOf = (value: unknown, { negative = false }: Option): readonly string[] => {
  if (Array.isArray(value)) return value;
  return value === !negative ? [String(value)] : [];
};
