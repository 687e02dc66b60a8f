import { execFile } from 'node:child_process';
import { appendFile, cp, mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import type { BenchDocument } from '../../../src/bench/record/document.ts';
import type { Effect } from '../../../src/bench/record/effect.ts';
import { temporaryFolder } from '../../support/cli/run-fibimg.ts';

const added = { initMs: 200, originMs: 30 } as const;

/** The package as it is built, but for a function that takes so much longer to start. */
const packageWith = async (initMs: number): Promise<string> => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'bin'));
  for (const part of ['dist', 'bin', 'package.json']) {
    await cp(part, join(folder, part), { recursive: true });
  }
  await symlink(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
  const bundle = join(folder, 'dist/lambda/index.mjs');
  if (initMs > 0)
    await appendFile(bundle, `\nawait new Promise((r) => setTimeout(r, ${initMs}));\n`);
  return folder;
};

const bench = async (folder: string, argv: readonly string[]): Promise<BenchDocument> => {
  const file = join(folder, 'run.json');
  const load = ['--vus', '2', '--duration', '6s', '--rounds', '4', '--ints', '400-459'];
  const cold = ['--cold-starts', '16', '--burst', '2', '--seed', '5', '--quiet'];
  const args = [join(folder, 'bin/fibimg.js'), 'bench', ...load, ...cold, '--save', file, ...argv];
  await promisify(execFile)(process.execPath, args, { cwd: folder });
  return JSON.parse(await readFile(file, 'utf8'));
};

const effectOf = ({ effects }: BenchDocument, of: Effect['of']) => {
  const effect = effects.find((one) => one.of === of);
  if (effect?.interval == null) throw new Error(`no interval of ${of}`);
  const [from, to] = effect.interval;
  return { ms: effect.ms, half: (to - from) / 2 };
};

it('a slower start and a farther origin move the effects by what was added', {
  timeout: 280_000,
}, async () => {
  const [plain, slow] = [await packageWith(0), await packageWith(added.initMs)];
  const before = await bench(plain, []);
  const after = await bench(slow, ['--origin-latency', `${added.originMs}ms`]);
  for (const [of, by] of [
    ['cold-start', added.initMs],
    ['missing-image', added.originMs],
  ] as const) {
    const [a, b] = [effectOf(before, of), effectOf(after, of)];
    // Each interval misses in one run of 20; both at once by as much do not.
    expect(Math.abs(b.ms - a.ms - by), `${of}: ${a.ms} to ${b.ms}`).toBeLessThan(
      a.half + b.half + 5,
    );
  }
});
