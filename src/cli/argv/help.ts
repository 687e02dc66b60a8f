import type { Help } from 'commander';
import type { Command, Example } from '../../commands/command/command.ts';
import {
  type Declarations,
  flagOf,
  helpGroups,
  type Option,
  variablesOf,
} from '../../config/declaration.ts';
import { globalOptions } from '../../config/settings.ts';
import { exitCodeTable } from '../terminal/exit-codes.ts';

/** Of a terminal that is wider than lines are easy to read, and of what is no terminal. */
export const helpWidth = 80;

interface Row {
  readonly term: string;
  readonly text: string;
}

/** The root's help: what it is, the commands, one example, what is common to all. */
export const rootHelp = (commands: readonly Command[], helper: Help) =>
  sections([
    wrap(
      'Load-tests an AWS Lambda image service and tells you how much of your latency is cold starts and how much is an empty store.',
      helper,
    ),
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
      commands.slice(0, 3).flatMap(({ examples }) => exampleLines(examples.slice(0, 1), helper)),
    ),
    titled('Options for every command', table([...globalRows, ...helpRows], helper)),
    titled(
      'Exit codes',
      table(
        exitCodeTable.map(([code, text]) => ({ term: String(code), text })),
        helper,
      ),
    ),
    wrap('Learn more about a command with: fibimg help <command>', helper),
  ]);

/** One command's help: examples before options, for they are what most people look for. */
export const commandHelp = (
  { name, summary, description, examples }: Command,
  declared: Declarations,
  helper: Help,
) =>
  sections([
    wrap(`${capital(summary)}.`, helper),
    titled('Usage', [`  fibimg ${[name, ...argumentTerms(declared), '[options]'].join(' ')}`]),
    titled('Examples', exampleLines(examples, helper)),
    description ? wrap(description, helper) : undefined,
    ...groupsOf(declared).map(([group, rows]) => titled(group, table(rows, helper))),
    titled('Options for every command', table([...globalRows, ...helpRows.slice(0, 1)], helper)),
  ]);

/** In commander's syntax: `-o, --output <file>`. */
export const termOf = (key: string, option: Option): string => {
  const flag = flagOf(key, option);
  const long =
    option.kind === 'switch'
      ? flag
      : `${flag} <${option.placeholder}${option.variadic ? '...' : ''}>`;
  return option.short === undefined ? long : `-${option.short}, ${long}`;
};

const argumentTerms = (declared: Declarations): readonly string[] =>
  Object.entries(declared)
    .filter(([, { positional }]) => positional)
    .map(([key, { kind }]) => `[${key}${kind === 'list' ? '...' : ''}]`);

const groupsOf = (declared: Declarations): readonly (readonly [string, readonly Row[]])[] =>
  helpGroups.flatMap((group) => {
    const rows = Object.entries(declared)
      .filter(([, option]) => (option.group ?? 'Options') === group)
      .map(optionRow);
    return rows.length === 0 ? [] : [[group, rows] as const];
  });

const optionRow = ([key, option]: readonly [string, Option]): Row => {
  const { help, limits, kind, variadic, otherwise, shown = otherwise, alsoShort } = option;
  const names = variablesOf(key, option).slice(0, 2).join(', ');
  const notes = [
    limits,
    kind === 'list' && !variadic ? 'may be repeated' : undefined,
    shown === undefined ? undefined : `default: ${otherwise ?? shown}`,
    names === '' ? undefined : `env: ${names}`,
  ].filter((note) => note !== undefined);
  const term = termOf(key, option).replace(/^-\w, /, `$&${alsoShort ? `-${alsoShort}, ` : ''}`);
  return {
    term: option.short === undefined ? `    ${term}` : term,
    text: notes.length > 0 ? `${help} (${notes.join(', ')})` : help,
  };
};

const globalRows: readonly Row[] = Object.entries(globalOptions).map(optionRow);

const helpRows: readonly Row[] = [
  { term: '-h, --help', text: 'show help' },
  { term: '-V, --version', text: 'print the version' },
];

/** A command stays on one line, to be copied. */
const exampleLines = (examples: readonly Example[], helper: Help): string[] =>
  examples.flatMap(({ line, what }, index) => [
    ...(index > 0 ? [''] : []),
    ...helper
      .boxWrap(what, widthOf(helper) - 4)
      .split('\n')
      .map((part) => `  # ${part}`),
    `  $ ${line}`,
  ]);

/** Columns under which text stands below its option rather than beside it. */
const narrow = 66;

/** Columns under which text is not broken at all. */
export const narrowestText = 20;

const widthOf = (helper: Help): number => helper.helpWidth ?? helpWidth;

const table = (rows: readonly Row[], helper: Help): string[] => {
  const width = widthOf(helper);
  const termWidth = Math.min(
    width < narrow ? 2 : 30,
    Math.max(...rows.map(({ term }) => term.length)),
  );
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
    .map((line) => (line.startsWith(' ') ? line : helper.boxWrap(line, widthOf(helper))))
    .join('\n');

const titled = (title: string, lines: readonly string[]): string =>
  [`${title}:`, ...lines].join('\n');

const sections = (parts: readonly (string | undefined)[]): string =>
  `${parts.filter((part) => part !== undefined).join('\n\n')}\n`;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
