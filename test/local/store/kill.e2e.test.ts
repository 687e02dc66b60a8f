import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, expect, it } from 'vitest';
import { collect, openTestStore, temporaryDir } from './store-fixture.ts';

const pixelsEach = 20;

/** Compiled once: 52 processes start several times as fast. It lies where it finds the installed packages. */
const writer = join(import.meta.dirname, '..', '..', '..', 'dist', 'test', 'write-store.mjs');
beforeAll(async () => {
  await build({
    entryPoints: [join(import.meta.dirname, 'write-store.ts')],
    outfile: writer,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
  });
});

const startWriter = (dir: string, firstPixels: number, rounds: string) => {
  const args = [writer, dir, `${firstPixels}`, `${pixelsEach}`, rounds];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk;
  });
  return { child, acknowledged: () => said.split('\n').slice(0, -1) };
};

/** Runs a writer and kills it some time after its first acknowledgement. */
const writeAndKill = async (dir: string, firstPixels: number, lifeMs: number) => {
  const { child, acknowledged } = startWriter(dir, firstPixels, 'endless');
  await once(child.stdout, 'data');
  await new Promise((resolve) => setTimeout(resolve, lifeMs));
  child.kill('SIGKILL');
  const [, signal] = await once(child, 'close');
  expect(signal).toBe('SIGKILL');
  return acknowledged();
};

const expectWhole = async (dir: string, acknowledged: ReadonlyMap<number, number>) => {
  const { metadata, images } = await openTestStore(dir);
  for (const [pixels, sequence] of acknowledged) {
    const [item, document] = [await metadata.find(pixels), await images.findMetadata(pixels)];
    expect(Number(item?.created)).toBeGreaterThanOrEqual(sequence);
    expect(Number(document?.created)).toBeGreaterThanOrEqual(Number(item?.created));
  }
  // Everything that has metadata has an image, and every image is whole.
  for (const pixels of await collect(metadata.list())) {
    const image = (await images.readImage(pixels)) ?? new Uint8Array();
    const digest = createHash('sha256').update(image.subarray(32)).digest();
    expect(digest.equals(image.subarray(0, 32))).toBe(true);
  }
};

it('52 processes killed in the middle of writing lose nothing acknowledged, leave nothing half-written', async () => {
  const dir = temporaryDir();
  const acknowledged = new Map<number, number>();
  for (let round = 0; round < 13; round += 1) {
    const writers = [0, 1, 2, 3].map((writer) =>
      writeAndKill(
        dir,
        1 + (round * 4 + writer) * pixelsEach,
        5 + ((round * 37 + writer * 11) % 60),
      ),
    );
    for (const line of (await Promise.all(writers)).flat()) {
      const [pixels = 0, sequence = 0] = line.split(' ').map(Number);
      acknowledged.set(pixels, sequence);
    }
  }
  // Each writer had images of its own, so what any of the kills broke is still broken.
  await expectWhole(dir, acknowledged);
  expect(acknowledged.size).toBeGreaterThanOrEqual(52);
}, 60_000);

it('two processes write the same images at once, while a third reads', async () => {
  const dir = temporaryDir();
  const { metadata, images } = await openTestStore(dir);
  const writers = [startWriter(dir, 1, '4'), startWriter(dir, 1, '4')];
  let running = writers.length;
  const ends = writers.map(async ({ child }) => {
    const [code] = await once(child, 'close');
    running -= 1;
    return code;
  });
  let reads = 0;
  while (running > 0) {
    const image = await images.readImage(1 + (reads % pixelsEach));
    expect(image === undefined || image.length === 20_032).toBe(true);
    await metadata.find(1 + (reads % pixelsEach));
    reads += 1;
  }
  expect(await Promise.all(ends)).toEqual([0, 0]);
  expect(await collect(metadata.list())).toHaveLength(pixelsEach);
  expect(reads).toBeGreaterThan(10);
  await expectWhole(dir, new Map([[pixelsEach, 4 * pixelsEach - 1]]));
});
