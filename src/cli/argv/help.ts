import type { Argument, Command as Commander, Help } from 'commander';
import type { Command, OptionSpec } from '../../commands/command/command.ts';
import { exitCodeTable } from '../terminal/exit-codes.ts';

const width = 80;

interface Row {
  readonly term: string;
  readonly text: string;
}

/** The root's help: what it is, the commands, one example, what is common to all. */
export const rootHelp = (
  commands: readonly Command[],
  globals: readonly OptionSpec[],
  helper: Help,
) =>
  sections([
    wrap('Operate a GetFibonacciImage serverless stack, and know how fast it really is.', helper),
    titled('Usage', ['  fibimg <command> [options]']),
    titled(
      'Commands',
      table(
        commands.map(({ name, summary }) => ({ term: name, text: summary })),
        helper,
      ),
    ),
    titled(
      'Examples',
      commands.slice(0, 3).flatMap(({ examples }) => exampleLines(examples.slice(0, 1))),
    ),
    titled('Options for every command', table([...globals.map(optionRow), ...helpRows], helper)),
    titled(
      'Exit codes',
      table(
        exitCodeTable.map(([code, text]) => ({ term: String(code), text })),
        helper,
      ),
    ),
    'Learn more about a command with: fibimg help <command>',
  ]);

/** One command's help: examples before options, for they are what most people look for. */
export const commandHelp = (
  command: Command,
  globals: readonly OptionSpec[],
  commander: Commander,
  helper: Help,
) =>
  sections([
    wrap(`${capital(command.summary)}.`, helper),
    titled('Usage', [`  fibimg ${command.name} ${usageOf(commander)}`]),
    command.description ? wrap(command.description, helper) : undefined,
    titled('Examples', exampleLines(command.examples)),
    command.args?.length
      ? titled(
          'Arguments',
          table(
            command.args.map(({ syntax, summary }) => ({ term: syntax, text: summary })),
            helper,
          ),
        )
      : undefined,
    command.options.length > 0
      ? titled('Options', table(command.options.map(optionRow), helper))
      : undefined,
    titled(
      'Options for every command',
      table([...globals.map(optionRow), ...helpRows.slice(0, 1)], helper),
    ),
  ]);

const helpRows: readonly Row[] = [
  { term: '-h, --help', text: 'show help' },
  { term: '-V, --version', text: 'print the version' },
];

const usageOf = (commander: Commander): string =>
  [...commander.registeredArguments.map(argumentTerm), '[options]'].join(' ');

const argumentTerm = (argument: Argument): string => {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
};

const optionRow = ({ flags, summary, defaultText, env }: OptionSpec): Row => {
  const notes = [
    defaultText === undefined ? undefined : `default: ${defaultText}`,
    env === undefined ? undefined : `env: ${env}`,
  ].filter((note) => note !== undefined);
  const indented = flags.startsWith('--') ? `    ${flags}` : flags;
  return { term: indented, text: notes.length > 0 ? `${summary} (${notes.join(', ')})` : summary };
};

const exampleLines = (examples: Command['examples']): string[] =>
  examples.flatMap(({ line, what }, index) => [
    ...(index > 0 ? [''] : []),
    `  # ${what}`,
    `  $ ${line}`,
  ]);

const table = (rows: readonly Row[], helper: Help): string[] => {
  const termWidth = Math.min(30, Math.max(...rows.map(({ term }) => term.length)));
  return rows.flatMap(({ term, text }) => {
    const lines = helper.boxWrap(text, width - termWidth - 4).split('\n');
    const [first = '', ...rest] = lines;
    const pad = ' '.repeat(termWidth + 4);
    return term.length > termWidth
      ? [`  ${term}`, ...lines.map((line) => pad + line)]
      : [`  ${term.padEnd(termWidth)}  ${first}`, ...rest.map((line) => pad + line)];
  });
};

/** Reflows paragraphs; an indented line stays as it is. */
const wrap = (text: string, helper: Help): string =>
  text
    .replaceAll(/(?<=\S)\n(?=[^\s])/g, ' ')
    .split('\n')
    .map((line) => (line.startsWith(' ') ? line : helper.boxWrap(line, width)))
    .join('\n');

const titled = (title: string, lines: readonly string[]): string =>
  [`${title}:`, ...lines].join('\n');

const sections = (parts: readonly (string | undefined)[]): string =>
  `${parts.filter((part) => part !== undefined).join('\n\n')}\n`;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
