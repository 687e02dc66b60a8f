import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { FibimgError } from '../../../src/core/error.ts';
import { createImageService } from '../../../src/core/service/image-service.ts';
import { createTestOrigin } from '../../support/cli/memory-store.ts';
import { collect, openTestStore, temporaryDir } from './store-fixture.ts';
import { metadataOf, testClock } from './store-values.ts';

const bytes = Uint8Array.of(1, 2, 3);

describe('the embedded store', () => {
  it('gives back what was put, and undefined for what was not', async () => {
    const { metadata, images, locate } = await openTestStore(temporaryDir());
    await images.putImage(500, bytes);
    await images.putMetadata(500, metadataOf(500));
    await metadata.put(500, metadataOf(500));
    expect(await metadata.find(500)).toEqual(metadataOf(500));
    expect(await images.findMetadata(500)).toEqual(metadataOf(500));
    expect(await images.readImage(500)).toEqual(Buffer.from(bytes));
    expect(readFileSync(locate(500))).toEqual(Buffer.from(bytes));
    expect(await metadata.find(501)).toBeUndefined();
    expect(await images.findMetadata(501)).toBeUndefined();
    expect(await images.readImage(501)).toBeUndefined();
  });

  it('lays files out as the bucket does, and leaves nothing else', async () => {
    const dir = temporaryDir();
    const { images } = await openTestStore(dir);
    await images.putImage(7, bytes);
    await images.putMetadata(7, metadataOf(7));
    expect(readdirSync(join(dir, 'image'))).toEqual(['7.jpg']);
    expect(JSON.parse(readFileSync(join(dir, 'metadata', '7.json'), 'utf8'))).toEqual(
      metadataOf(7),
    );
    expect(readdirSync(join(dir, 'incoming'))).toEqual([]);
  });

  it('keeps everything when it is closed and opened again', async () => {
    const dir = temporaryDir();
    const first = await openTestStore(dir);
    await first.metadata.put(1, metadataOf(1));
    await first.close();
    expect(await (await openTestStore(dir)).metadata.find(1)).toEqual(metadataOf(1));
  });

  it('lists and removes; removing what is not there is no error', async () => {
    const { metadata, images } = await openTestStore(temporaryDir());
    for (const pixels of [1, 30, 200, 5000]) {
      await images.putImage(pixels, new Uint8Array(pixels));
      await images.putMetadata(pixels, metadataOf(pixels));
      await metadata.put(pixels, metadataOf(pixels));
    }
    await metadata.remove([30, 31]);
    await images.remove([200, 201]);
    expect(await collect(metadata.list())).toEqual([1, 200, 5000]);
    const listed = await collect(images.list());
    expect(listed.toSorted((a, b) => a.pixels - b.pixels)).toEqual(
      [1, 30, 5000].map((pixels) => ({ pixels, bytes: pixels })),
    );
    expect(await images.findMetadata(200)).toBeUndefined();
  });

  it('ignores files that are not its own', async () => {
    const dir = temporaryDir();
    const { images } = await openTestStore(dir);
    writeFileSync(join(dir, 'image', 'holiday.jpg'), 'x');
    expect(await collect(images.list())).toEqual([]);
  });

  it('sweeps what dead processes left, but nothing recent', async () => {
    const dir = temporaryDir();
    const { images } = await openTestStore(dir);
    for (const name of ['old', 'new']) writeFileSync(join(dir, 'incoming', name), 'half');
    const twoHoursAgo = Date.now() / 1000 - 7200;
    utimesSync(join(dir, 'incoming', 'old'), twoHoursAgo, twoHoursAgo);
    await images.putImage(1, bytes);
    expect(readdirSync(join(dir, 'incoming'))).toEqual(['new']);
  });

  it('serves the use case: fetched, then stored, then fetched again when the item is gone', async () => {
    const { metadata, images } = await openTestStore(temporaryDir());
    const { origin } = createTestOrigin();
    const service = createImageService({ metadata, images, origin, clock: testClock });
    const outcomes = [await service.get(9), await service.get(9)].map(({ outcome }) => outcome);
    await metadata.remove([9]);
    outcomes.push((await service.get(9)).outcome);
    expect(outcomes).toEqual(['fetched', 'stored', 'fetched']);
  });
});

describe('the embedded store, when writing fails', () => {
  const failing = (code: string) => async (): Promise<void> => {
    throw Object.assign(new Error(`${code}: nope`), { code });
  };

  it.each([
    ['ENOSPC', 'the disk is full'],
    ['EDQUOT', 'your disk quota is used up'],
    ['EACCES', 'you may not write or read there'],
    ['EROFS', 'it lies on a read-only file system'],
    ['EIO', 'EIO: nope'],
  ])('%s is a storage error, and the old bytes stay', async (code, why) => {
    const dir = temporaryDir();
    const good = await openTestStore(dir);
    await good.images.putImage(5, bytes);
    const { images, locate } = await openTestStore(dir, { writeBytes: failing(code) });
    await expect(images.putImage(5, new Uint8Array(99))).rejects.toMatchObject({
      kind: 'storage',
      message: `${locate(5)} could not be written`,
      why,
      hint: expect.stringContaining('--data-dir'),
    });
    expect(await images.readImage(5)).toEqual(Buffer.from(bytes));
    expect(readdirSync(join(dir, 'incoming'))).toEqual([]);
  });

  it('a full disk half way through leaves the old bytes', async () => {
    const dir = temporaryDir();
    const { images } = await openTestStore(dir, {
      writeBytes: async (file, all) => {
        await file.write(all.subarray(0, all.length / 2));
        throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
      },
    });
    await expect(images.putImage(5, bytes)).rejects.toThrow(FibimgError);
    expect(await images.readImage(5)).toBeUndefined();
    expect(readdirSync(join(dir, 'incoming'))).toEqual([]);
  });
});

it('a table that the system lets grow no further: an error each time, and all that was put stays', async () => {
  const dir = temporaryDir();
  const script = join(import.meta.dirname, 'fill-table.ts');
  // A real limit on the size of files, which this process must not have: 96 blocks, which are whole pages.
  const limited = 'ulimit -f 96; exec "$0" "$@"';
  const { stdout } = await promisify(execFile)('sh', [
    ...['-c', limited, process.execPath, '--import', 'tsx', script, dir],
  ]);
  const { put, failure, again, first, listed } = JSON.parse(stdout);
  expect(put).toBeGreaterThan(10);
  expect(failure).toEqual([
    'storage',
    `the table ${join(dir, 'data.mdb')} could not be written`,
    'the file would be larger than the system allows',
  ]);
  expect(again).toEqual(failure);
  expect(first).toEqual(metadataOf(1));
  expect(listed).toBe(put - 1);
});

describe('the embedded store, where it cannot be', () => {
  it('a data directory that is a file', async () => {
    const file = join(temporaryDir(), 'file');
    writeFileSync(file, 'mine');
    await expect(openTestStore(file)).rejects.toMatchObject({
      kind: 'storage',
      message: `the data directory ${file} cannot be used`,
      why: 'a file lies where a directory should be',
    });
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  it('an image that is a directory', async () => {
    const dir = temporaryDir();
    const { images, locate } = await openTestStore(dir);
    mkdirSync(locate(5));
    await expect(images.readImage(5)).rejects.toMatchObject({
      kind: 'storage',
      why: 'a directory lies where a file should be',
    });
    await expect(images.putImage(5, bytes)).rejects.toMatchObject({ kind: 'storage' });
    expect(existsSync(locate(5))).toBe(true);
  });
});

describe('the embedded store, damaged', () => {
  it('a metadata document that is not one', async () => {
    const dir = temporaryDir();
    const { images } = await openTestStore(dir);
    const path = join(dir, 'metadata', '5.json');
    writeFileSync(path, '{"originalUrl":');
    await expect(images.findMetadata(5)).rejects.toMatchObject({
      kind: 'corrupt',
      message: `the metadata in ${path} cannot be read`,
    });
    expect(readFileSync(path, 'utf8')).toBe('{"originalUrl":');
  });
});
