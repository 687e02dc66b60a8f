import { benchCommand } from '../commands/bench.ts';
import type { Command } from '../commands/command.ts';
import { configCommand } from '../commands/config.ts';
import { getCommand } from '../commands/get.ts';
import { invokeCommand } from '../commands/invoke.ts';
import { purgeCommand } from '../commands/purge.ts';
import { seedCommand } from '../commands/seed.ts';
import { serveCommand } from '../commands/serve.ts';
import { stackCommand } from '../commands/stack.ts';

/** Every command, in the order of the root's help. */
export const commands: readonly Command[] = [
  getCommand,
  benchCommand,
  invokeCommand,
  stackCommand,
  seedCommand,
  purgeCommand,
  serveCommand,
  configCommand,
];
