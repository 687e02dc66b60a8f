/**
 * What fibimg costs beside references that are measured within the same seconds, compared with the stored table: which
 * ratios moved, and which this many rounds cannot tell. Ends with 1 when one got worse for sure. On Linux, with two cores.
 * Run: npm run benchmarks [-- --rounds 7] [--only start,local] [--table FILE] [--update], the last to store this run's
 * rounds as the table
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openBundleCell } from './regressions/bundle-cell.ts';
import type { Cell } from './regressions/cell.ts';
import { changeOf } from './regressions/change.ts';
import { openEngineCell } from './regressions/engine-cell.ts';
import { openLocalCell } from './regressions/local-cell.ts';
import { openRecordCell } from './regressions/record-cell.ts';
import { openStartCell } from './regressions/start-cell.ts';
import { median, spread } from './rounds.ts';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    only: { type: 'string' },
    table: { type: 'string', default: join(import.meta.dirname, 'reference.json') },
    update: { type: 'boolean' },
  },
});
const rounds = Number(options.rounds);
const tableFile = options.table;

/** The ratios of the rounds of the run that was stored, by name. */
const table: Readonly<Record<string, readonly number[]>> =
  options.update || !existsSync(tableFile) ? {} : JSON.parse(readFileSync(tableFile, 'utf8'));

const openers: Readonly<Record<string, () => Cell | Promise<Cell>>> = {
  bundle: openBundleCell,
  record: openRecordCell,
  start: openStartCell,
  engine: () => openEngineCell(0, 50, 60_000),
  'engine-slow': () => openEngineCell(20, 200, 20_000),
  local: openLocalCell,
};
const cells: Cell[] = [];
for (const name of options.only?.split(',') ?? Object.keys(openers)) {
  const open = openers[name];
  if (open === undefined) throw new Error(`no cell is called ${name}`);
  cells.push(await open());
}
const ratios = new Map<string, { readonly tolerance: number; readonly rounds: number[] }>();
for (let round = 1; round <= rounds; round += 1) {
  console.error(`round ${round} of ${rounds}`);
  for (const { round: measure, tolerance } of cells) {
    for (const [name, ratio] of Object.entries(await measure())) {
      const known = ratios.get(name) ?? { tolerance, rounds: [] };
      ratios.set(name, known);
      known.rounds.push(ratio);
    }
  }
}
for (const { close } of cells) close();

if (options.update) {
  const stored = [...ratios].map(([name, { rounds: all }]) => [
    name,
    all.map((ratio) => Number(ratio.toFixed(4))),
  ]);
  writeFileSync(tableFile, JSON.stringify(Object.fromEntries(stored)));
  execFileSync('npx', ['biome', 'format', '--write', tableFile], { stdio: 'ignore' });
}

const shown = (factor: number): string => (Number.isFinite(factor) ? factor.toFixed(2) : '?');

const rows = [...ratios].map(([name, { tolerance, rounds: now }]) => {
  const stored = table[name];
  const ratio = spread(now, 2);
  if (stored === undefined) return { name, ratio, stored: '-', change: '-', verdict: 'not stored' };
  const { factor, low, high, verdict, roundsMore } = changeOf(now, stored, tolerance);
  const more = Number.isFinite(roundsMore)
    ? `undecided, ${roundsMore} more rounds may tell`
    : 'undecided, too near the tolerance or the stored rounds too few';
  return {
    ...{ name, ratio, stored: median(stored).toFixed(2) },
    change: `x${shown(factor)} (${shown(low)} to ${shown(high)}, same within ${tolerance * 100} %)`,
    verdict: verdict === 'undecided' ? more : verdict,
  };
});
console.table(rows);
if (rows.some(({ verdict }) => verdict === 'worse')) process.exitCode = 1;
