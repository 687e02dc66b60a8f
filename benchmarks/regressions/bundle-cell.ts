import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Cell } from './cell.ts';

/** What the deployed function's file is meant to stay below. */
const mostBytes = 30_000;

/** The deployed function's file, as built. */
export const openBundleCell = (): Cell => ({
  tolerance: 0.01,
  round: async () => {
    const file = join(import.meta.dirname, '../../dist/lambda/index.mjs');
    return { 'function bundle: bytes / 30 KB': statSync(file).size / mostBytes };
  },
  close: () => {},
});
