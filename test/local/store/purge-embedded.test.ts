import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { createEmbeddedPurgeTarget } from '../../../src/local/store/purge-embedded.ts';
import { createMemoryStore, someMetadata } from '../../support/cli/memory-store.ts';
import { temporaryFolder } from '../../support/cli/run-fibimg.ts';

const open = async (only?: 'table' | 'bucket', events = false) => {
  const dir = await temporaryFolder();
  for (const folder of ['image', 'metadata']) mkdirSync(join(dir, folder));
  writeFileSync(join(dir, 'image/5.jpg'), 'jpeg');
  writeFileSync(join(dir, 'image/05.jpg'), 'not ours');
  writeFileSync(join(dir, 'metadata/5.json'), '{}');
  mkdirSync(join(dir, 'metadata/notes'));
  mkdirSync(join(dir, 'table/IMAGE'), { recursive: true });
  for (const name of ['PIXELS#5.json', 'PIXELS#05.json', 'cat.gif']) {
    writeFileSync(join(dir, 'table/IMAGE', name), '{}');
  }
  const { metadata, items } = createMemoryStore();
  items.set(5, someMetadata(5));
  const { stages } = createEmbeddedPurgeTarget({ dir, metadata, only, events });
  return { dir, items, stages };
};

test('items come first, then documents, then images; what bears other names is not ours', async () => {
  const { stages } = await open();
  const listed = await Promise.all(stages.map((stage) => stage.list(undefined)));
  expect(listed.map(({ others = [] }) => others.map(({ key }) => key).sort())).toEqual([
    ['table/IMAGE/PIXELS#05.json', 'table/IMAGE/cat.gif'],
    ['metadata/notes'],
    ['image/05.jpg'],
  ]);
  expect(listed.map(({ things }) => ({ things }))).toEqual([
    { things: [{ kind: 'item', key: 'IMAGE', id: 'PIXELS#5', bytes: 0 }] },
    { things: [{ kind: 'object', key: 'metadata/5.json', bytes: 2 }] },
    { things: [{ kind: 'object', key: 'image/5.jpg', bytes: 4 }] },
  ]);
});

test('of events, thumbnails go with their items, and uploads only where a bench made them', async () => {
  const { dir, stages } = await open(undefined, true);
  const files = [
    ['thumbnail/dir/a b.jpg', true],
    ['thumbnail/a.png', false],
    ['upload/a.jpg', false],
    ['upload/fibimg-bench/run/1.jpg', true],
    ['upload/fibimg-bench/1.jpg', false],
    ['table/THUMBNAIL/upload%2Fa%2Ejpg.json', true],
    ['table/JOB/warm.json', true],
    ['table/JOB/else.json', false],
  ] as const;
  for (const [path] of files) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), '{}');
  }
  for (const stage of stages) {
    expect(await stage.remove((await stage.list(undefined)).things)).toEqual([]);
  }
  const left = files.filter(([path]) => existsSync(join(dir, path))).map(([path]) => path);
  expect(left).toEqual(files.filter(([, goes]) => !goes).map(([path]) => path));
});

test('what another process has removed meanwhile is no failure', async () => {
  const { dir, items, stages } = await open();
  const listed = await Promise.all(stages.map((stage) => stage.list(undefined)));
  rmSync(join(dir, 'image/5.jpg'));
  items.clear();
  for (const [at, stage] of stages.entries()) {
    expect(await stage.remove(listed[at]?.things ?? [])).toEqual([]);
  }
});

test.each([
  ['table', ['items']],
  ['bucket', ['metadata', 'image']],
] as const)('%s alone', async (only, names) => {
  const { stages } = await open(only);
  expect(stages.map(({ name }) => name)).toEqual(names);
});

test('a folder that is not there has nothing in it; one that is a file is a storage error', async () => {
  const { dir, stages } = await open('bucket');
  rmSync(join(dir, 'metadata'), { recursive: true });
  expect(await stages[0]?.list(undefined)).toEqual({ things: [], others: [] });
  writeFileSync(join(dir, 'metadata'), '');
  await expect(stages[0]?.list(undefined)).rejects.toMatchObject({ kind: 'storage' });
});

test('a directory in the place of an image stays and is named; its neighbours go', async () => {
  const { dir, stages } = await open('bucket');
  mkdirSync(join(dir, 'image/7.jpg'));
  const images = stages[1];
  const { things } = (await images?.list(undefined)) ?? { things: [] };
  expect(things.map(({ key }) => key).sort()).toEqual(['image/5.jpg', 'image/7.jpg']);
  expect(await images?.remove(things)).toEqual([
    {
      thing: expect.objectContaining({ key: 'image/7.jpg' }),
      why: expect.stringContaining('a directory'),
      retryability: 'permanent',
    },
  ]);
  const left = await images?.list(undefined);
  expect(left?.things.map(({ key }) => key)).toEqual(['image/7.jpg']);
});
