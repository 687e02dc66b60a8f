import { execFileSync, spawnSync } from 'node:child_process';
import { createReadStream } from 'node:fs';
import {
  chmod,
  chown,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { prepareFile } from '../../../src/cli/files/output-file.ts';
import { markedName } from '../../../src/local/store/process-mark.ts';
import { temporaryFolder } from '../../support/cli/run-fibimg.ts';
import { createTestIo } from '../../support/cli/test-io.ts';

const prepare = (path: string, io = createTestIo()) => prepareFile(path, io);
const write = async (path: string, content: string) => (await prepare(path)).write(content);
const isRoot = process.getuid?.() === 0;

const pipeIn = async (folder: string): Promise<string> => {
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  return path;
};

describe('a regular file', () => {
  it('is the old one until it is committed, and leaves nothing beside it', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'result.json');
    await writeFile(path, 'old');
    const writer = await (await prepare(path)).begin();
    await writer.write('new ');
    expect(await readFile(path, 'utf8')).toBe('old');
    await writer.write('text');
    await writer.commit();
    expect(await readFile(path, 'utf8')).toBe('new text');
    expect(await readdir(folder)).toEqual(['result.json']);
  });

  it('stays as it was when what was begun is given up', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'result.json');
    await writeFile(path, 'old');
    const writer = await (await prepare(path)).begin();
    await writer.write('half');
    await writer.discard();
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['result.json']);
  });

  it('is written where a killed process left its half, which goes; what may be under way stays', async () => {
    const folder = await temporaryFolder();
    const killed = spawnSync(process.execPath, ['-e', '0']).pid;
    const [left, underWay, theirs] = [
      `.fibimg-${markedName(killed)}.tmp`,
      `.fibimg-${markedName(process.ppid)}.tmp`,
      '.fibimg-notes.tmp',
    ];
    for (const name of [left, underWay, theirs]) await writeFile(join(folder, name), 'half');
    await write(join(folder, 'result.json'), 'whole');
    expect((await readdir(folder)).toSorted()).toEqual(
      [underWay, theirs, 'result.json'].toSorted(),
    );
  });

  it('keeps its mode', async () => {
    const path = join(await temporaryFolder(), 'secret.json');
    await writeFile(path, 'old');
    await chmod(path, 0o600);
    await write(path, 'new');
    expect([(await stat(path)).mode & 0o777, await readFile(path, 'utf8')]).toEqual([0o600, 'new']);
  });

  it.runIf(isRoot)('keeps its owner', async () => {
    const path = join(await temporaryFolder(), 'theirs.json');
    await writeFile(path, 'old');
    await chown(path, 65_534, 65_534);
    await write(path, 'new');
    expect(await stat(path)).toMatchObject({ uid: 65_534, gid: 65_534 });
  });

  it('is written through a link, which stays one', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'elsewhere'));
    const target = join(folder, 'elsewhere', 'target.json');
    await writeFile(target, 'old');
    const link = join(folder, 'link.json');
    await symlink(target, link);
    await write(link, 'new');
    expect(await readlink(link)).toBe(target);
    expect(await readFile(target, 'utf8')).toBe('new');
    const dangling = join(folder, 'dangling.json');
    await symlink('elsewhere/made.json', dangling);
    await write(dangling, 'made');
    expect((await lstat(dangling)).isSymbolicLink()).toBe(true);
    expect(await readFile(join(folder, 'elsewhere', 'made.json'), 'utf8')).toBe('made');
  });

  it('is not overwritten where it is read-only', async () => {
    const path = join(await temporaryFolder(), 'locked.json');
    await writeFile(path, 'old');
    await chmod(path, 0o444);
    await expect(prepare(path)).rejects.toMatchObject({ kind: 'output' });
    expect(await readFile(path, 'utf8')).toBe('old');
  });
});

describe('what is no regular file', () => {
  it('stays the device that it is', async () => {
    const before = await stat('/dev/null');
    await write('/dev/null', 'gone');
    expect((await stat('/dev/null')).ino).toBe(before.ino);
    await expect(write('/dev/full', 'x')).rejects.toMatchObject({
      ...{ kind: 'output', message: 'cannot write /dev/full' },
      why: 'no space is left on the device',
    });
  });

  it.each(['/dev/stdout', '/dev/fd/1', '-'])('%s is standard output', async (path) => {
    const io = createTestIo();
    await (await prepare(path, io)).write('here');
    expect(io.out()).toBe('here');
  });

  it('is a pipe that waits for its reader and stays', async () => {
    const path = await pipeIn(await temporaryFolder());
    const written = write(path, 'through');
    expect(await text(createReadStream(path))).toBe('through');
    await written;
    expect((await stat(path)).isFIFO()).toBe(true);
  });

  it('is a pipe that nobody reads, and can be interrupted', async () => {
    const path = await pipeIn(await temporaryFolder());
    const io = createTestIo();
    const written = (await prepare(path, io)).write('x');
    io.interruptWith('SIGINT');
    await expect(written).rejects.toThrow('interrupted by SIGINT');
  });

  it.each(['a folder', 'a folder that is not there', 'a socket', 'a circle of links'])(
    'is refused: %s',
    async (kind) => {
      const folder = await temporaryFolder();
      const path = join(folder, 'place');
      if (kind === 'a folder') await mkdir(path);
      if (kind === 'a circle of links') await symlink('place', path);
      if (kind === 'a socket') {
        const server = createServer().listen(path);
        onTestFinished(() => void server.close());
        await new Promise((resolve) => server.once('listening', resolve));
      }
      const named = kind === 'a folder that is not there' ? join(path, 'file.json') : path;
      await expect(prepare(named)).rejects.toMatchObject({
        ...{ kind: 'output', message: `cannot write ${named}` },
      });
    },
  );
});

it('knows two paths to one file', async () => {
  const folder = await temporaryFolder();
  await symlink('a.json', join(folder, 'link.json'));
  const identities = async () =>
    Promise.all(
      ['a.json', 'link.json', `../${basename(folder)}/a.json`, 'b.json'].map(
        async (name) => (await prepare(join(folder, name))).identity,
      ),
    );
  for (const exists of [false, true]) {
    if (exists) await writeFile(join(folder, 'a.json'), '');
    const [first, second, third, other] = await identities();
    expect([second, third]).toEqual([first, first]);
    expect(other).not.toBe(first);
  }
  expect((await prepare('/dev/null')).identity).toBeUndefined();
});
