import type { OptionSpec } from '../../commands/command/command.ts';

/** Options of every command, before or after its name. */
export const globalOptions: readonly OptionSpec[] = [
  { flags: '--json', summary: 'print the result as JSON' },
  { flags: '-q, --quiet', summary: 'print results and errors only' },
  { flags: '-v, --verbose', summary: 'tell what, when and where on standard error' },
  { flags: '--no-color', summary: 'never use colour', env: 'NO_COLOR' },
  { flags: '--no-input', summary: 'never ask; a missing answer is an error' },
];
