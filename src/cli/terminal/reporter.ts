import type { Reporter } from '../../commands/command/command.ts';
import type { Io } from '../../process/io.ts';
import { fitted } from '../../report/text/fitted.ts';
import { printable, printableLine } from '../../report/text/printable.ts';
import { wantsColour } from './colour.ts';
import { showDuring } from './spinner.ts';

interface ReporterOptions {
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
  return {
    json,
    quiet,
    verbose,
    colour,
    result: (text) => io.stdout.write(text),
    // As bytes: of text the stream would hide what looks like a secret.
    answer: (body) => io.stdout.write(Buffer.from(printable(body))),
    note: (line) => {
      if (!quiet) void io.stderr.write(`${fitted(line, io.stderr)}\n`);
    },
    detail: (line) => {
      if (verbose) void io.stderr.write(`${line}\n`);
    },
    during: (text, work) =>
      io.stderr.repaints && !quiet ? showDuring(printableLine(text), colour.stderr, work) : work(),
  };
};
