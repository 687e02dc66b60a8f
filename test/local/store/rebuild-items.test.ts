import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeMetadata } from '../../../src/core/service/metadata.ts';
import { collect, openTestStore, temporaryDir } from './store-fixture.ts';
import { metadataOf } from './store-values.ts';

const database = Buffer.from('pages of a database '.repeat(1000));

/** A store as it was when a database kept its items. */
const oldStore = (sizes: readonly number[]): string => {
  const dir = temporaryDir();
  for (const folder of ['image', 'metadata', 'incoming', 'table']) mkdirSync(join(dir, folder));
  for (const pixels of sizes) {
    writeFileSync(join(dir, 'image', `${pixels}.jpg`), 'jpeg');
    writeFileSync(join(dir, 'metadata', `${pixels}.json`), encodeMetadata(metadataOf(pixels)));
  }
  writeFileSync(join(dir, 'table', 'data.mdb'), database);
  return dir;
};

const openNoting = async (dir: string) => {
  const notes: string[] = [];
  const store = await openTestStore(dir, { note: (text) => notes.push(text) });
  return { ...store, notes };
};

describe('a store whose items were in a database', () => {
  it('gets them from its documents, keeps the database, and is told of once', async () => {
    const dir = oldStore([5, 400, 401]);
    const { metadata, notes } = await openNoting(dir);
    expect(await metadata.find(400)).toEqual(metadataOf(400));
    expect((await collect(metadata.list())).toSorted()).toEqual([400, 401, 5]);
    expect(notes).toEqual([
      `3 items were read anew from ${join(dir, 'metadata')}; ${join(dir, 'table/data.mdb')} is of no use now`,
    ]);
    expect(readFileSync(join(dir, 'table/data.mdb'))).toEqual(database);
    expect(readdirSync(join(dir, 'incoming'))).toEqual([]);
    await metadata.remove([400]);
    const again = await openNoting(dir);
    expect([await again.metadata.find(400), again.notes]).toEqual([undefined, []]);
  });

  it('leaves out a damaged document and files that are not ours', async () => {
    const dir = oldStore([5, 6]);
    writeFileSync(join(dir, 'metadata', '6.json'), '{');
    writeFileSync(join(dir, 'metadata', 'schema.json'), '{}');
    const { metadata, images } = await openNoting(dir);
    expect(await collect(metadata.list())).toEqual([5]);
    await expect(images.findMetadata(6)).rejects.toMatchObject({ kind: 'corrupt' });
  });

  it('is rebuilt once by many processes at a time, and loses nothing that one of them puts', async () => {
    const dir = oldStore(Array.from({ length: 60 }, (_, at) => 400 + at));
    const stores = await Promise.all([1, 2, 3, 4].map(() => openNoting(dir)));
    for (const { metadata } of stores) {
      expect(await collect(metadata.list())).toHaveLength(60);
    }
    expect(stores.flatMap(({ notes }) => notes)).toHaveLength(1);
    expect(readdirSync(join(dir, 'incoming'))).toEqual([]);
  });

  it('can be used, and says so, where they cannot be written', async () => {
    const dir = oldStore([5]);
    rmSync(join(dir, 'incoming'), { recursive: true });
    writeFileSync(join(dir, 'incoming'), 'a file where a folder should be');
    const { metadata, images, notes } = await openNoting(dir);
    expect(await metadata.find(5)).toBeUndefined();
    expect(await images.findMetadata(5)).toEqual(metadataOf(5));
    expect(notes).toEqual([expect.stringContaining('could not be read anew')]);
  });

  it('is not taken for one where there is no database', async () => {
    const dir = oldStore([5]);
    rmSync(join(dir, 'table', 'data.mdb'));
    const { metadata, notes } = await openNoting(dir);
    expect([await collect(metadata.list()), notes]).toEqual([[], []]);
  });
});
