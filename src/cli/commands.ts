import type { Command } from '../commands/command.ts';
import { configCommand } from '../commands/config.ts';
import { getCommand } from '../commands/get.ts';
import { purgeCommand } from '../commands/purge.ts';
import { seedCommand } from '../commands/seed.ts';

/** Every command, in the order of the root's help. */
export const commands: readonly Command[] = [getCommand, seedCommand, purgeCommand, configCommand];
