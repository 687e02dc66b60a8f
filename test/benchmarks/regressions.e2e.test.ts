import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openBundleCell } from '../../benchmarks/regressions/bundle-cell.ts';
import { temporaryFolder } from '../support/cli/run-fibimg.ts';

const root = join(import.meta.dirname, '../..');
const rounds = 4;

/** Holds the cells to a table. */
const compare = async (table: Readonly<Record<string, readonly number[]>>, only: string) => {
  const file = join(await temporaryFolder(), 'table.json');
  writeFileSync(file, JSON.stringify(table));
  const script = ['--import', 'tsx', 'benchmarks/regressions.ts'];
  const argv = [...script, '--only', only, '--rounds', `${rounds}`, '--table', file];
  return new Promise<{ readonly code: number | null; readonly out: string }>((resolve) => {
    const child = execFile(process.execPath, argv, { cwd: root }, (_, out) =>
      resolve({ code: child.exitCode, out }),
    );
  });
};

const rowOf = (out: string, name: string): string =>
  out.split('\n').find((line) => line.includes(name)) ?? '';

const bundle = 'function bundle: bytes / 30 KB';
const recording = 'recording a sample: CPU / one value in the HDR library';

it('ends with 1 when a measured ratio is above the stored ones for sure, and says which', async () => {
  const { [bundle]: bytes = Number.NaN } = await openBundleCell().round();
  // A whole sample costs more than a hundredth of one value.
  const table = { [bundle]: Array(rounds).fill(bytes), [recording]: Array(rounds).fill(0.01) };
  const { code, out } = await compare(table, 'bundle,record');
  expect(code).toBe(1);
  expect(rowOf(out, recording)).toContain("'worse'");
  expect(rowOf(out, bundle)).toContain("'same'");
});

it('ends with 0 when one is below them, or when the rounds are too few to tell', async () => {
  const { [bundle]: bytes = Number.NaN } = await openBundleCell().round();
  const better = await compare({ [bundle]: Array(rounds).fill(bytes * 1.1) }, 'bundle');
  expect([better.code, rowOf(better.out, bundle)]).toEqual([
    0,
    expect.stringContaining("'better'"),
  ]);
  expect(rowOf((await compare({}, 'bundle')).out, bundle)).toContain("'not stored'");
  const few = await compare({ [bundle]: [bytes / 2] }, 'bundle');
  expect([few.code, rowOf(few.out, bundle)]).toEqual([0, expect.stringContaining('undecided')]);
});
