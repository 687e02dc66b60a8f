import type { Command } from '../commands/command.ts';
import { configCommand } from '../commands/config.ts';
import { getCommand } from '../commands/get.ts';
import { invokeCommand } from '../commands/invoke.ts';
import { stackCommand } from '../commands/stack.ts';

/** Every command, in the order of the root's help. */
export const commands: readonly Command[] = [
  getCommand,
  invokeCommand,
  stackCommand,
  configCommand,
];
