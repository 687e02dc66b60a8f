import { runCli } from './run-cli.ts';
import { createNodeIo } from './terminal/node-io.ts';
import { createServices } from './wiring/wiring.ts';

/** The process's entry: real streams, real adapters. Resolves to the exit code. */
export const main = (argv: readonly string[]): Promise<number> =>
  runCli(argv, createNodeIo(), createServices);
