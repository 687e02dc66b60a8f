import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { type Upload, watchUploads } from '../../../src/local/events/upload-watcher.ts';
import { temporaryFolder } from '../../support/cli/run-fibimg.ts';

/** A watcher whose looks are made by hand: each call lets it look once. */
const start = async () => {
  const dir = await temporaryFolder();
  await mkdir(join(dir, 'upload', 'sub'), { recursive: true });
  const uploads: Upload[] = [];
  let wake: () => void = () => {};
  let asleep: () => void = () => {};
  const sleep = (_: number, signal?: AbortSignal) =>
    new Promise<void>((resolve) => {
      wake = resolve;
      signal?.addEventListener('abort', () => resolve());
      asleep();
    });
  const put = (name: string, text: string) => writeFile(join(dir, 'upload', name), text);
  return {
    ...{ dir, uploads, put },
    keys: () => uploads.map(({ key }) => key),
    watch: async () => {
      const watcher = await watchUploads({
        dir,
        onUpload: (upload) => uploads.push(upload),
        sleep,
      });
      onTestFinished(() => watcher.close());
      return watcher;
    },
    look: async () => {
      const slept = new Promise<void>((resolve) => {
        asleep = resolve;
      });
      wake();
      await slept;
    },
  };
};

it('tells of a new file once it has stayed the same, with its size and MD5', async () => {
  const { put, watch, look, uploads } = await start();
  await put('old.jpg', 'old');
  await watch();
  await put('sub/a b.jpg', 'x');
  await look();
  await put('sub/a b.jpg', 'hello');
  await look();
  expect(uploads).toEqual([]);
  await look();
  await look();
  const eTag = '5d41402abc4b2a76b9719d911017c592';
  expect(uploads).toEqual([{ key: 'upload/sub/a b.jpg', bytes: 5, eTag }]);
});

it('tells of a file that is written over, replaced, or comes again', async () => {
  const { dir, put, watch, look, keys } = await start();
  await put('a.jpg', 'one');
  await watch();
  const twice = async () => {
    await look();
    await look();
  };
  await put('a.jpg', 'other');
  await twice();
  await put('a.tmp', 'another');
  await rename(join(dir, 'upload/a.tmp'), join(dir, 'upload/a.jpg'));
  await twice();
  await rm(join(dir, 'upload/a.jpg'));
  await look();
  await put('a.jpg', 'another');
  await twice();
  expect(keys()).toEqual(['upload/a.jpg', 'upload/a.jpg', 'upload/a.jpg']);
});

it('leaves alone what others have told of, links, and names that are no keys', async () => {
  const { dir, put, watch, look, keys } = await start();
  const watcher = await watch();
  await put('wire.jpg', 'wire');
  watcher.seen('upload/wire.jpg');
  watcher.seen('upload/never-there.jpg');
  await put('plain.jpg', 'x');
  await put('a\\b.jpg', 'x');
  await symlink('/etc/hostname', join(dir, 'upload/link.jpg'));
  await look();
  await look();
  await look();
  expect(keys()).toEqual(['upload/plain.jpg']);
});

it('waits for the folder to be there', async () => {
  const { dir, put, watch, look, keys } = await start();
  await rm(join(dir, 'upload'), { recursive: true });
  await watch();
  await look();
  await mkdir(join(dir, 'upload'));
  await put('a.jpg', 'x');
  await look();
  await look();
  expect(keys()).toEqual(['upload/a.jpg']);
});

it('goes on where a folder cannot be read, and forgets nothing by that', async () => {
  const { dir, put, watch, look, keys } = await start();
  await put('old.jpg', 'old');
  await watch();
  // Together a path that is longer than a system call takes.
  const half = Array.from({ length: 14 }, () => 'x'.repeat(200)).join('/');
  const lower = join(dir, 'upload', 'sub', half, 'lower');
  await mkdir(join(dir, 'upload', 'sub', half), { recursive: true });
  await mkdir(join(dir, 'apart', half), { recursive: true });
  await rename(join(dir, 'apart'), lower);
  await put('new.jpg', 'new');
  for (let looks = 0; looks < 3; looks += 1) await look();
  await rename(lower, join(dir, 'apart'));
  for (let looks = 0; looks < 3; looks += 1) await look();
  expect(keys()).toEqual(['upload/new.jpg']);
});
