/**
 * Duets of the local Lambda: against itself, which should find nothing, and against a build made 5 ms slower, which should be
 * found. Exits 1 with more than 5 verdicts of worse or better in 40 duets of equals, or when the slower build is not found.
 * Run: node scripts/build.mjs && npx tsx benchmarks/duet-proof.ts [duets of equals] [milliseconds]
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { CompareDocument } from '../src/bench/compare/compare-document.ts';

const duets = Number(process.argv[2] ?? 40);
const slowerMs = Number(process.argv[3] ?? 5);
const root = resolve(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'fibimg-duet-proof-'));

/** Six pairs without a pilot, warm only, one user so that the machine is no bottleneck. */
const quick = [
  ...['--pairs', '6', '--pilot', '0', '--phase', 'warm', '--duration', '400ms', '--vus', '1'],
  ...['--rounds', '1', '--int', '400', '--no-keep', '--quiet', '--json'],
];

const duet = (a: string, b: string, seed: number): CompareDocument => {
  const argv = [join(root, 'bin/fibimg.js'), 'bench', '--duet', a, b, '--seed', String(seed)];
  const { stdout, stderr, status } = spawnSync(process.execPath, [...argv, ...quick], {
    encoding: 'utf8',
  });
  if (status !== 0 && status !== 99) throw new Error(stderr);
  return JSON.parse(stdout);
};

const show = (name: string, { verdict, primary: { ratio, interval } }: CompareDocument) =>
  console.log(
    `${name.padEnd(8)} ${verdict.is.padEnd(10)} ${ratio.toFixed(3)} (${interval?.map((end) => end.toFixed(3)).join(' to ')})`,
  );

/** The deployable bundle behind a handler that waits first. */
const slowBundle = (): string => {
  const place = join(folder, 'slow');
  cpSync(join(root, 'dist/lambda'), place, { recursive: true });
  writeFileSync(join(place, 'inner.mjs'), readFileSync(join(place, 'index.mjs')));
  writeFileSync(
    join(place, 'index.mjs'),
    `import { handler as inner } from './inner.mjs';
export const handler = async (...given) => {
  await new Promise((resolve) => setTimeout(resolve, ${slowerMs}));
  return inner(...given);
};
`,
  );
  return place;
};

try {
  const startedMs = performance.now();
  let alarms = 0;
  for (let seed = 1; seed <= duets; seed += 1) {
    const document = duet('local', 'local', seed);
    show(`A/A ${seed}`, document);
    if (['worse', 'better'].includes(document.verdict.is)) alarms += 1;
  }
  const seconds = (performance.now() - startedMs) / 1000;
  console.log(
    `${alarms} of ${duets} duets of equals found a difference; ${(seconds / Math.max(1, duets)).toFixed(1)} s each`,
  );
  const found = duet('local', `bundle:${slowBundle()}`, 1);
  show('A/B', found);
  if (alarms > Math.ceil(duets / 8) || found.verdict.is !== 'worse') process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
