/**
 * Wall and processor time of the built command line beside a bare `node -e 0`, in alternating rounds. An empty file of
 * either kind shows the floor.
 * Run: npm run build && npx tsx benchmarks/start-up.ts [rounds]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from './rounds.ts';

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
const empty = (extension: string): string => {
  const path = join(folder, `empty.${extension}`);
  writeFileSync(path, '');
  return path;
};

const candidates: readonly Candidate[] = [
  { name: 'node -e 0', command: [node, '-e', '0'] },
  { name: 'an empty CommonJS file', command: [node, empty('cjs')] },
  { name: 'an empty ES module', command: [node, empty('mjs')] },
  { name: 'fibimg --version', command: [node, binary, '--version'] },
  { name: 'fibimg --help', command: [node, binary, '--help'] },
  { name: 'fibimg help bench', command: [node, binary, 'help', 'bench'] },
  { name: 'fibimg stack --help', command: [node, binary, 'stack', '--help'] },
  { name: 'fibimg config', command: [node, binary, 'config'] },
  { name: 'fibimg get --int 500 --json (stored)', command: stored },
  { name: 'aws --version', command: ['aws', '--version'] },
].filter(({ command: [file = '', ...args] }) => spawnSync(file, args).status === 0);

const timeMs = ([file = '', ...args]: readonly string[]): number => {
  const startedMs = performance.now();
  const { status } = spawnSync(file, args, { stdio: 'ignore' });
  if (status !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${status}`);
  return performance.now() - startedMs;
};

/** Of all processes that this one has waited for; undefined where the system has no such file. In steps of 10 ms, which a sum of rounds evens out. */
const childrenCpuMs = (): number | undefined => {
  try {
    const [, fields = ''] = readFileSync('/proc/self/stat', 'utf8').split(') ');
    const [user, system] = fields.split(' ').slice(13, 15).map(Number);
    return 10 * ((user ?? Number.NaN) + (system ?? Number.NaN));
  } catch {
    return undefined;
  }
};

const times = new Map(candidates.map(({ name }) => [name, { wallMs: [] as number[], cpuMs: 0 }]));
for (let round = 0; round < rounds; round += 1) {
  for (const { name, command } of candidates) {
    const before = childrenCpuMs() ?? Number.NaN;
    const time = times.get(name);
    time?.wallMs.push(timeMs(command));
    if (time) time.cpuMs += (childrenCpuMs() ?? Number.NaN) - before;
  }
}
rmSync(folder, { recursive: true });

const bare = times.get('node -e 0');
console.log(`${rounds} rounds, node ${process.version}; times and ratios to node -e 0\n`);
console.log(
  `${'command'.padEnd(38)} ${'wall ms (median)'.padStart(22)} ${'CPU ms (mean)'.padStart(22)}`,
);
for (const [name, { wallMs, cpuMs }] of times) {
  const wallRatio = median(wallMs.map((ms, round) => ms / (bare?.wallMs[round] ?? Number.NaN)));
  const wall = `${median(wallMs).toFixed(1)}  ${wallRatio.toFixed(2)}`;
  const cpu = `${(cpuMs / rounds).toFixed(1)}  ${(cpuMs / (bare?.cpuMs ?? Number.NaN)).toFixed(2)}`;
  console.log(`${name.padEnd(38)} ${wall.padStart(22)} ${cpu.padStart(22)}`);
}
