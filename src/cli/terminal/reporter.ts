import type { Reporter } from '../../commands/command/command.ts';
import type { Io } from '../../process/io.ts';
import { wantsColour } from './colour.ts';
import { showDuring } from './spinner.ts';

export interface ReporterOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
}

/** Routes a command's output: results to standard output, everything else to standard error. */
export const createReporter = (
  io: Io,
  { json, quiet, verbose, color }: ReporterOptions,
): Reporter => {
  const noColour = !color;
  const colour = {
    stdout: wantsColour(noColour, io.env, io.stdout),
    stderr: wantsColour(noColour, io.env, io.stderr),
  };
  const animated = io.stderr.isTTY && !io.env['CI'] && io.env['TERM'] !== 'dumb' && !quiet;
  return {
    json,
    quiet,
    verbose,
    colour,
    result: (text) => io.stdout.write(text),
    note: (line) => {
      if (!quiet) void io.stderr.write(`${line}\n`);
    },
    detail: (line) => {
      if (verbose) void io.stderr.write(`${line}\n`);
    },
    during: (text, work) => (animated ? showDuring(text, colour.stderr, work) : work()),
  };
};
