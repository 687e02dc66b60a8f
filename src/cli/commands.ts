import { benchCommand } from '../commands/bench.ts';
import type { Command } from '../commands/command.ts';
import { configCommand } from '../commands/config.ts';
import { getCommand } from '../commands/get.ts';

/** Every command, in the order of the root's help. */
export const commands: readonly Command[] = [getCommand, benchCommand, configCommand];
