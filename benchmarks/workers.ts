/**
 * A bench in one process, and with one and two workers, beside wrk with one thread and two: requests a second, and
 * processor time a request of all processes together. The target has the first core to itself as far as others leave it.
 * Run: node scripts/build.mjs && npx tsx benchmarks/workers.ts [ROUNDS] [SECONDS] [CONNECTIONS]
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTarget, takeRecord } from './load-peers/target.ts';
import { median } from './rounds.ts';

const [, , rounds = 3, seconds = 4, connections = 50] = process.argv.map(Number);

const bench = (url: string, ...more: readonly string[]): readonly string[] => [
  ...['node', 'bin/fibimg.js', 'bench', '--url', url, '--quiet', '--no-keep', '--no-check'],
  ...['-u', String(connections), '-d', `${seconds}s`, ...more],
];
const wrk = (url: string, threads: number): readonly string[] => [
  ...['wrk', `-t${threads}`, `-c${connections}`, `-d${seconds}s`, url],
];
const ways: Readonly<Record<string, (url: string) => readonly string[]>> = {
  'one process': (url) => bench(url),
  '--workers 1': (url) => bench(url, '--workers', '1'),
  '--workers 2': (url) => bench(url, '--workers', '2'),
  'wrk -t1': (url) => wrk(url, 1),
  'wrk -t2': (url) => wrk(url, 2),
};

const timeFile = join(mkdtempSync(join(tmpdir(), 'fibimg-workers-')), 'time');

const target = await startTarget(0);

/** Requests that the target saw, and the user and system time that they took here. */
const measure = async (command: readonly string[]) => {
  await takeRecord(target);
  execFileSync('time', ['-f', '%U %S', '-o', timeFile, ...command], { stdio: 'ignore' });
  const [user = 0, system = 0] = readFileSync(timeFile, 'utf8').trim().split(' ').map(Number);
  const { requests } = await takeRecord(target);
  return { perSecond: requests / seconds, cpuUs: ((user + system) * 1e6) / requests };
};

const found = new Map(
  Object.keys(ways).map((name) => [name, [] as { perSecond: number; cpuUs: number }[]]),
);
for (let round = 0; round < rounds; round += 1) {
  for (const [name, way] of Object.entries(ways)) {
    found.get(name)?.push(await measure(way(target.url)));
  }
}
target.stop();
console.table(
  [...found].map(([way, runs]) => ({
    way,
    'req/s': Math.round(median(runs.map(({ perSecond }) => perSecond))),
    'CPU us/req': median(runs.map(({ cpuUs }) => cpuUs)).toFixed(1),
  })),
);
