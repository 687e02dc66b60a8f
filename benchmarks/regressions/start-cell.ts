import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { median } from '../rounds.ts';
import type { Cell } from './cell.ts';

const startsARound = 5;
const binary = join(import.meta.dirname, '../../bin/fibimg.js');

/** Wall time of the built command line beside a node that does nothing. */
export const openStartCell = (): Cell => {
  const timeMs = (args: readonly string[]): number => {
    const startedMs = performance.now();
    const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' });
    if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}`);
    return performance.now() - startedMs;
  };
  return {
    tolerance: 0.08,
    round: async () => {
      const ratios = { '--version': [] as number[], '--help': [] as number[] };
      for (let start = 0; start < startsARound; start += 1) {
        const bareMs = timeMs(['-e', '0']);
        ratios['--version'].push(timeMs([binary, '--version']) / bareMs);
        ratios['--help'].push(timeMs([binary, '--help']) / bareMs);
      }
      return {
        'start, --version: wall / node -e 0': median(ratios['--version']),
        'start, --help: wall / node -e 0': median(ratios['--help']),
      };
    },
    close: () => {},
  };
};
