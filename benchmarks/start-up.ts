/**
 * Wall time of the built command line beside a bare `node -e 0`, in alternating rounds.
 * Run: npm run build && npx tsx benchmarks/start-up.ts [rounds]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const rounds = Number(process.argv[2] ?? 25);
const binary = join(import.meta.dirname, '../bin/fibimg.js');
const folder = mkdtempSync(join(tmpdir(), 'fibimg-bench-'));
const node = process.execPath;

interface Candidate {
  readonly name: string;
  readonly command: readonly string[];
}

const stored = [
  node,
  binary,
  'get',
  '--int',
  '500',
  '--json',
  '--source',
  'generated',
  '--data-dir',
  folder,
];
const candidates: readonly Candidate[] = [
  { name: 'node -e 0', command: [node, '-e', '0'] },
  { name: 'fibimg --version', command: [node, binary, '--version'] },
  { name: 'fibimg --help', command: [node, binary, '--help'] },
  { name: 'fibimg help bench', command: [node, binary, 'help', 'bench'] },
  { name: 'fibimg get --int 500 --json (stored)', command: stored },
  { name: 'aws --version', command: ['aws', '--version'] },
].filter(({ command: [file = '', ...args] }) => spawnSync(file, args).status === 0);

const timeMs = ([file = '', ...args]: readonly string[]): number => {
  const startedMs = performance.now();
  const { status } = spawnSync(file, args, { stdio: 'ignore' });
  if (status !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${status}`);
  return performance.now() - startedMs;
};

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

const times = new Map(candidates.map(({ name }) => [name, [] as number[]]));
for (let round = 0; round < rounds; round += 1) {
  for (const { name, command } of candidates) times.get(name)?.push(timeMs(command));
}
rmSync(folder, { recursive: true });

const bare = times.get('node -e 0') ?? [];
console.log(`${rounds} rounds, node ${process.version}\n`);
console.log(
  `${'command'.padEnd(38)} ${'median ms'.padStart(10)} ${'ratio to node -e 0'.padStart(20)}`,
);
for (const [name, measured] of times) {
  const ratio = median(measured.map((ms, round) => ms / (bare[round] ?? Number.NaN)));
  console.log(
    `${name.padEnd(38)} ${median(measured).toFixed(1).padStart(10)} ${ratio.toFixed(2).padStart(20)}`,
  );
}
