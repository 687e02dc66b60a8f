import { runCli } from './run-cli.ts';
import { createNodeIo } from './terminal/node-io.ts';

/** The process's entry: real streams, real adapters. Resolves to the exit code. */
export const main = (argv: readonly string[]): Promise<number> =>
  // Help and the version ask for no service, and start the faster for it.
  runCli(argv, createNodeIo(), async (io, settings) => {
    const { createServices } = await import('./wiring/wiring.ts');
    return createServices(io, settings);
  });
