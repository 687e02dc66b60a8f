import { createNodeIo } from './node-io.ts';
import { runCli } from './run-cli.ts';
import { createServices } from './wiring.ts';

/** The process's entry: real streams, real adapters. Resolves to the exit code. */
export const main = (argv: readonly string[]): Promise<number> =>
  runCli(argv, createNodeIo(), createServices);
