import { benchCommand } from '../../commands/bench/bench.ts';
import type { Command } from '../../commands/command/command.ts';
import { compareCommand } from '../../commands/compare/compare.ts';
import { configCommand } from '../../commands/config/config.ts';
import { costCommand } from '../../commands/cost/cost.ts';
import { exportCommand } from '../../commands/export/export.ts';
import { getCommand } from '../../commands/get/get.ts';
import { importCommand } from '../../commands/import/import.ts';
import { invokeCommand } from '../../commands/invoke/invoke.ts';
import { labCommand } from '../../commands/lab/lab.ts';
import { mergeCommand } from '../../commands/merge/merge.ts';
import { purgeCommand } from '../../commands/purge/purge.ts';
import { reportCommand } from '../../commands/report/report.ts';
import { runsCommand } from '../../commands/runs/runs.ts';
import { seedCommand } from '../../commands/seed/seed.ts';
import { serveCommand } from '../../commands/serve/serve.ts';
import { stackCommand } from '../../commands/stack/stack.ts';
import { verifyCommand } from '../../commands/verify/verify.ts';

/** Every command, in the order of the root's help. */
export const commands: readonly Command[] = [
  getCommand,
  benchCommand,
  compareCommand,
  reportCommand,
  labCommand,
  invokeCommand,
  stackCommand,
  seedCommand,
  purgeCommand,
  serveCommand,
  runsCommand,
  costCommand,
  verifyCommand,
  mergeCommand,
  exportCommand,
  importCommand,
  configCommand,
];
