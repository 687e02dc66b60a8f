import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FibimgError } from '../../../src/core/error.ts';
import { createImageService } from '../../../src/core/service/image-service.ts';
import { markedName } from '../../../src/local/store/process-mark.ts';
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

  it('shows what one opening put to every other one, at once', async () => {
    const dir = temporaryDir();
    const [first, second] = [await openTestStore(dir), await openTestStore(dir)];
    await first.metadata.put(1, metadataOf(1));
    expect(await second.metadata.find(1)).toEqual(metadataOf(1));
  });

  it('is closed to other users', async () => {
    const dir = join(temporaryDir(), 'share', 'fibimg');
    const { metadata, images } = await openTestStore(dir);
    await images.putImage(7, bytes);
    await metadata.put(7, metadataOf(7));
    const folders = ['..', '.', 'image', 'incoming', 'table', 'table/IMAGE'];
    const modes = folders.map((folder) => statSync(join(dir, folder)).mode & 0o777);
    expect(modes).toEqual(folders.map(() => 0o700));
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
    expect((await collect(metadata.list())).toSorted((a, b) => a - b)).toEqual([1, 200, 5000]);
    const listed = await collect(images.list());
    expect(listed.toSorted((a, b) => a.pixels - b.pixels)).toEqual(
      [1, 30, 5000].map((pixels) => ({ pixels, bytes: pixels })),
    );
    expect(await images.findMetadata(200)).toBeUndefined();
  });

  it('ignores files that are not its own', async () => {
    const dir = temporaryDir();
    const { images } = await openTestStore(dir);
    mkdirSync(join(dir, 'image'));
    writeFileSync(join(dir, 'image', 'holiday.jpg'), 'x');
    expect(await collect(images.list())).toEqual([]);
  });

  it('sweeps what a killed process left, but nothing that may be in flight', async () => {
    const dir = temporaryDir();
    const { images } = await openTestStore(dir);
    const killed = spawnSync(process.execPath, ['-e', '0']).pid;
    const [left, inFlight] = [markedName(killed), markedName(process.ppid)];
    mkdirSync(join(dir, 'incoming', 'a-folder'), { recursive: true });
    for (const name of [left, inFlight, 'old', 'new']) {
      writeFileSync(join(dir, 'incoming', name), 'half');
    }
    const twoHoursAgo = Date.now() / 1000 - 7200;
    utimesSync(join(dir, 'incoming', 'old'), twoHoursAgo, twoHoursAgo);
    utimesSync(join(dir, 'incoming', 'a-folder'), twoHoursAgo, twoHoursAgo);
    await images.putImage(1, bytes);
    expect(readdirSync(join(dir, 'incoming')).toSorted()).toEqual([inFlight, 'new'].toSorted());
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
    mkdirSync(locate(5), { recursive: true });
    await expect(images.readImage(5)).rejects.toMatchObject({
      kind: 'storage',
      why: 'it is not a regular file',
    });
    await expect(images.putImage(5, bytes)).rejects.toMatchObject({ kind: 'storage' });
    expect(existsSync(locate(5))).toBe(true);
  });

  it('named pipes in place of files: an error, never a wait', async () => {
    const dir = temporaryDir();
    const { metadata, images, locate } = await openTestStore(dir);
    const paths = [locate(5), join(dir, 'metadata/5.json'), join(dir, 'table/IMAGE/PIXELS#5.json')];
    for (const path of paths) {
      mkdirSync(dirname(path), { recursive: true });
      spawnSync('mkfifo', [path]);
    }
    await expect(images.readImage(5)).rejects.toMatchObject({ kind: 'storage' });
    await expect(images.findMetadata(5)).rejects.toMatchObject({ message: /metadata\/5.json/ });
    await expect(metadata.find(5)).rejects.toMatchObject({ message: /PIXELS#5.json/ });
  });
});

describe('the embedded store, damaged', () => {
  it('a metadata document that is not one', async () => {
    const dir = temporaryDir();
    const { images } = await openTestStore(dir);
    const path = join(dir, 'metadata', '5.json');
    mkdirSync(join(dir, 'metadata'));
    writeFileSync(path, '{"originalUrl":');
    await expect(images.findMetadata(5)).rejects.toMatchObject({
      kind: 'corrupt',
      message: `the metadata in ${path} cannot be read`,
    });
    expect(readFileSync(path, 'utf8')).toBe('{"originalUrl":');
  });

  it.each([
    ['nothing', ''],
    ['half an item', '{"PK":{"S":"IMAGE"},"SK":{"S":"PIX'],
    ['zeros', '\0'.repeat(300)],
    ['another document', '[1]'],
    ['an item without metadata', '{"PK":{"S":"IMAGE"},"SK":{"S":"PIXELS#5"}}'],
    ['metadata of another kind', '{"metadata":{"S":"[]"}}'],
  ])('an item that is %s, and stays so until it is put again', async (_, content) => {
    const dir = temporaryDir();
    const { metadata } = await openTestStore(dir);
    const path = join(dir, 'table', 'IMAGE', 'PIXELS#5.json');
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, content);
    await expect(metadata.find(5)).rejects.toMatchObject({
      kind: 'corrupt',
      message: expect.stringContaining(path),
    });
    expect(readFileSync(path, 'utf8')).toBe(content);
    expect(await collect(metadata.list())).toEqual([5]);
    await metadata.put(5, metadataOf(5));
    expect(await metadata.find(5)).toEqual(metadataOf(5));
  });

  it('any bytes in place of an item are an item or a clear error', async () => {
    const dir = temporaryDir();
    const { metadata } = await openTestStore(dir);
    await metadata.put(5, metadataOf(5));
    const path = join(dir, 'table', 'IMAGE', 'PIXELS#5.json');
    const sound = readFileSync(path);
    const changes = fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(changes, fc.nat(sound.length), async (hits, length) => {
        const damaged = Buffer.from(sound);
        for (const [place, value] of hits) damaged[place] = value;
        writeFileSync(path, damaged.subarray(0, length));
        const outcome = await metadata.find(5).catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome).toMatchObject({ kind: 'corrupt' });
        else expect(outcome).toHaveProperty('imageLocation');
      }),
    );
  });
});
