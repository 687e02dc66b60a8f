/**
 * Whether the headline of `fibimg bench` is one that can be relied on: its effects at 5, 10 and 30 s a phase, and of
 * identical runs how many intervals hold the median of all. With --burst 1 and 10: what starting many at once costs.
 * Run after a build: npx tsx benchmarks/bench-agreement.ts [runs a duration] [identical runs]
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchDocument } from '../src/bench/record/document.ts';
import type { Effect } from '../src/bench/record/effect.ts';
import { median, timed } from './rounds.ts';

const folder = mkdtempSync(join(tmpdir(), 'bench-agreement-'));

const bench = async (...argv: readonly string[]) => {
  const file = join(folder, 'run.json');
  const args = ['bin/fibimg.js', 'bench', '--quiet', '--save', file, ...argv];
  const ms = await timed(async () => void execFileSync(process.execPath, args, { stdio: 'pipe' }));
  const document: BenchDocument = JSON.parse(readFileSync(file, 'utf8'));
  return { document, seconds: ms / 1000 };
};

const effectOf = ({ effects }: BenchDocument, of: Effect['of']) =>
  effects.find((effect) => effect.of === of);

const text = (document: BenchDocument): string =>
  (['cold-start', 'missing-image'] as const)
    .map((of) => {
      const effect = effectOf(document, of);
      const range = effect?.interval?.map((ms) => ms.toFixed(1)).join(' to ') ?? 'no interval';
      return `${of} ${effect?.ms.toFixed(1) ?? '-'} ms (${range})`;
    })
    .join('; ');

const show = (name: string, { document, seconds }: Awaited<ReturnType<typeof bench>>): void =>
  console.log(
    `${name.padEnd(12)} ${text(document)}; ${document.selfCheck.tainted ? 'tainted' : 'clean'}, ${seconds.toFixed(0)} s in all`,
  );

const agreement = (documents: readonly BenchDocument[], of: Effect['of']): string => {
  const effects = documents.flatMap((document) => effectOf(document, of) ?? []);
  const middle = median(effects.map(({ ms }) => ms));
  const held = effects.filter(
    ({ interval }) => interval && interval[0] <= middle && middle <= interval[1],
  );
  return `${of}: ${held.length} of ${documents.length} intervals hold the median of all, ${middle.toFixed(1)} ms`;
};

const [, , each = '3', identical = '20'] = process.argv;
try {
  for (const duration of ['5s', '10s', '30s']) {
    for (let run = 0; run < Number(each); run += 1) {
      show(duration, await bench('--duration', duration));
    }
  }
  for (const burst of ['1', '10']) {
    show(`burst ${burst}`, await bench('--burst', burst, '--concurrency', '10'));
  }
  const documents: BenchDocument[] = [];
  for (let run = 1; run <= Number(identical); run += 1) {
    const one = await bench();
    show(`run ${run}`, one);
    documents.push(one.document);
  }
  for (const of of ['cold-start', 'missing-image'] as const) console.log(agreement(documents, of));
} finally {
  rmSync(folder, { recursive: true });
}
