import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openItemTable } from '../../../src/local/store/item-table.ts';
import { checkTableFile } from '../../../src/local/store/table-check.ts';
import { collect, temporaryDir } from './store-fixture.ts';
import { metadataOf } from './store-values.ts';

const filledTable = async (count: number): Promise<string> => {
  const dir = temporaryDir();
  const table = openItemTable(dir);
  const sizes = Array.from({ length: count }, (_, index) => index + 1);
  await Promise.all(sizes.map((pixels) => table.put(pixels, metadataOf(pixels))));
  await table.close();
  return join(dir, 'data.mdb');
};

const corrupt = { name: 'FibimgError', kind: 'corrupt' };
const expectCorrupt = (file: string): void => {
  const before = readFileSync(file);
  let failure: unknown;
  try {
    openItemTable(join(file, '..'));
  } catch (error) {
    failure = error;
  }
  expect(failure).toMatchObject({ ...corrupt, message: `the table ${file} is damaged` });
  expect(readFileSync(file).equals(before)).toBe(true);
};

describe('a damaged table is told, never mapped', () => {
  it.each([
    ['garbage', () => Buffer.from('this is not a database'.repeat(1000))],
    ['a short file', () => Buffer.alloc(100)],
    ['zeros', () => Buffer.alloc(65536)],
  ])('%s', (_, content) => {
    const file = join(temporaryDir(), 'data.mdb');
    writeFileSync(file, content());
    expectCorrupt(file);
  });

  it.each([3000, 4096, 8192, 12_288, 60_000])('cut short after %i bytes', async (length) => {
    const file = await filledTable(500);
    writeFileSync(file, readFileSync(file).subarray(0, length));
    expectCorrupt(file);
  });

  it('a page in the middle overwritten', async () => {
    const file = await filledTable(500);
    const content = readFileSync(file);
    content.fill(0xa5, content.length - 8192, content.length);
    writeFileSync(file, content);
    expectCorrupt(file);
  });

  it('a directory where the file should be', () => {
    const dir = temporaryDir();
    mkdirSync(join(dir, 'data.mdb'));
    expect(() => checkTableFile(join(dir, 'data.mdb'))).toThrow(
      expect.objectContaining({ kind: 'storage', why: 'a directory lies where a file should be' }),
    );
  });
});

describe('a sound table passes', () => {
  it('when it is not there or empty yet', () => {
    const dir = temporaryDir();
    checkTableFile(join(dir, 'data.mdb'));
    writeFileSync(join(dir, 'data.mdb'), '');
    checkTableFile(join(dir, 'data.mdb'));
  });

  it('after any sequence of puts and removals', async () => {
    const runs = fc.array(
      fc.record({
        remove: fc.boolean(),
        from: fc.integer({ min: 1, max: 900 }),
        count: fc.nat(400),
      }),
      { minLength: 1, maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(runs, async (steps) => {
        const dir = temporaryDir();
        const table = openItemTable(dir);
        for (const { remove, from, count } of steps) {
          const sizes = Array.from({ length: count }, (_, index) => from + index);
          if (remove) await table.remove(sizes);
          else await Promise.all(sizes.map((pixels) => table.put(pixels, metadataOf(pixels))));
          checkTableFile(join(dir, 'data.mdb'));
        }
        await table.close();
      }),
      { numRuns: 25 },
    );
  });
});

/** Reads everything from a table that may be damaged, in a process of its own. */
const readInChild = async (dir: string): Promise<string> => {
  const child = join(import.meta.dirname, 'read-table.ts');
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', child, dir]);
  return stdout;
};

it('no damage ends the process: 40 files with a few bytes changed anywhere', async () => {
  const file = await filledTable(300);
  const sound = readFileSync(file);
  const dir = temporaryDir();
  for (let copy = 0; copy < 40; copy += 1) {
    mkdirSync(join(dir, `${copy}`));
    const damaged = Buffer.from(sound);
    // Spread over the file, with some emphasis on the head of each page, where its structure lies.
    for (let hit = 0; hit < 4; hit += 1) {
      const place = (copy * 7919 + hit * 104_729) % damaged.length;
      damaged[hit % 2 === 0 ? place : place - (place % 4096) + (place % 32)] =
        (copy * 31 + hit) % 256;
    }
    writeFileSync(join(dir, `${copy}`, 'data.mdb'), damaged);
  }
  copyFileSync(file, join(dir, 'sound.mdb'));
  const outcomes = JSON.parse(await readInChild(dir)) as readonly string[];
  expect(outcomes).toHaveLength(40);
  expect(outcomes.filter((outcome) => !/^(corrupt|storage|read \d+)$/.test(outcome))).toEqual([]);
  expect(outcomes).toContain('corrupt');
});

it('lists nothing from an empty table', async () => {
  const table = openItemTable(temporaryDir());
  expect(await collect(table.list())).toEqual([]);
  await table.close();
});
