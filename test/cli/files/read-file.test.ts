import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { listRunFiles, readCa, readUserFile } from '../../../src/cli/files/read-file.ts';
import { Interruption } from '../../../src/process/io.ts';
import { temporaryFolder } from '../../support/cli/run-fibimg.ts';

const pipe = async (): Promise<string> => {
  const path = join(await temporaryFolder(), 'pipe');
  execFileSync('mkfifo', [path]);
  return path;
};

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

it('reads a file, and a pipe until its writer ends', async () => {
  const never = new AbortController().signal;
  const file = join(await temporaryFolder(), 'file');
  await writeFile(file, 'from a file');
  expect(text(await readUserFile(file, never))).toBe('from a file');
  const path = await pipe();
  const reading = readUserFile(path, never);
  await writeFile(path, 'from a pipe');
  expect(text(await reading)).toBe('from a pipe');
});

it.each([
  ['a file', readUserFile],
  ['certificates', readCa],
])('stops waiting for a pipe that nobody writes to when it is interrupted: %s', async (_, read) => {
  const interrupt = new AbortController();
  const reading = read(await pipe(), interrupt.signal);
  setTimeout(() => interrupt.abort(new Interruption('SIGINT')), 50);
  await expect(reading).rejects.toThrow('interrupted by SIGINT');
});

it('gives up on what has no end', async () => {
  const reading = readUserFile('/dev/zero', AbortSignal.timeout(5_000));
  await expect(reading).rejects.toMatchObject({ kind: 'usage', why: 'it is over 16 MB' });
});

it('lists what of a folder is a file, and no pipe that nobody writes to', async () => {
  const waiting = await pipe();
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'run.json'), '{}');
  await symlink(join(folder, 'run.json'), join(folder, 'link.json'));
  await symlink(waiting, join(folder, 'pipe.json'));
  await symlink(join(folder, 'loop.json'), join(folder, 'loop.json'));
  await mkdir(join(folder, 'folder.json'));
  expect(await listRunFiles(folder)).toEqual(
    ['link.json', 'run.json'].map((name) => join(folder, name)),
  );
  expect(await listRunFiles(waiting)).toBeUndefined();
});
