/** The embedded store on disks that are full, may not be written, or belong to somebody else. */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { getuid } from 'node:process';
import { describe, expect, it } from 'vitest';
import { binary, temporaryFolder } from '../support/cli/run-fibimg.ts';

const env = { PATH: process.env['PATH'], HOME: '/nowhere' };
const fibimg = [process.execPath, binary];

const run = (argv: readonly string[], uid?: number): SpawnSyncReturns<string> => {
  const [command = '', ...rest] = argv;
  return spawnSync(command, rest, { env, encoding: 'utf8', ...(uid !== undefined && { uid }) });
};

/** Commands in a shell, each followed by its exit code on standard output. */
const inShell = (setting: string, commands: readonly string[]) => {
  const lines = [setting, ...commands.map((line) => `"$0" "$1" ${line} 2>&1; echo "exit $?"`)];
  const { stdout } = run(['sh', '-c', lines.join('\n'), ...fibimg]);
  const [, ...codes] = stdout.split(/^exit /m).map((part) => Number.parseInt(part, 10));
  return { stdout, codes };
};

/** A file system of so many kilobytes over `dir`, in a mount namespace that goes with its processes. */
const canMount = run(['unshare', '-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;
const onSmallDisk = (kilobytes: number, dir: string, commands: readonly string[]) => {
  const mount = `mount -t tmpfs -o size=${kilobytes}k tmpfs ${dir}`;
  const script = [mount, ...commands.map((line) => `"$0" "$1" ${line} 2>&1; echo "exit $?"`)];
  const { stdout, stderr } = run(['unshare', '-rm', 'sh', '-c', script.join('\n'), ...fibimg]);
  const [, ...codes] = stdout.split(/^exit /m).map((part) => Number.parseInt(part, 10));
  return { stdout: stdout + stderr, codes };
};

describe('a full disk', () => {
  const sizes = canMount ? [4, 8, 16, 32, 64, 256, 512] : [];
  it.each(sizes)('of %i kB is a clear error, and purge makes room', async (kilobytes) => {
    const dir = await temporaryFolder();
    const place = `--data-dir ${dir}`;
    const { stdout, codes } = onSmallDisk(kilobytes, dir, [
      `seed --source generated ${place} --from 400 --to 450 --quiet`,
      `get --source generated ${place} --int 1000`,
      `purge ${place} --yes --json`,
      `get --source generated ${place} --int 1`,
    ]);
    const [seeded, got, purged, small] = codes;
    expect([seeded, got, purged]).toEqual([1, 1, 0]);
    expect(stdout).toContain('the disk is full');
    expect(stdout).toContain('free some space');
    expect(stdout).not.toMatch(/\bat .*\.js:\d+|fault|aborted/i);
    // Three small files, each of which takes a page.
    if (kilobytes >= 32) expect(small).toBe(0);
  });

  it.each([1, 8, 40])(
    'files of at most %i blocks are a clear error, and purge works',
    async (blocks) => {
      const dir = await temporaryFolder();
      const place = `--data-dir ${dir}`;
      const { stdout, codes } = inShell(`ulimit -f ${blocks}`, [
        `get --source generated ${place} --int 1000`,
        `purge ${place} --yes`,
      ]);
      expect(codes).toEqual([1, 0]);
      expect(stdout).toContain('the file would be larger than the system allows');
      expect(readdirSync(join(dir, 'incoming'))).toEqual([]);
      expect(existsSync(join(dir, 'table'))).toBe(false);
    },
  );
});

/** Somebody who may not write where root can; without root, a folder that is closed to its owner. */
const other = getuid?.() === 0 ? 65_534 : undefined;

describe('another user', () => {
  it('reads a store that may only be read, and is told what a write lacks', async () => {
    const dir = await temporaryFolder();
    const place = ['--source', 'generated', '--data-dir', dir];
    expect(run([...fibimg, 'get', '--int', '20', ...place]).status).toBe(0);
    for (const folder of ['.', ...readdirSync(dir, { recursive: true, encoding: 'utf8' })]) {
      const path = join(dir, folder);
      if (statSync(path).isDirectory()) chmodSync(path, 0o555);
    }
    const stored = run([...fibimg, 'get', '--int', '20', '--json', ...place], other);
    expect([stored.status, stored.stderr]).toEqual([0, '']);
    expect(JSON.parse(stored.stdout).metadata.imageLocation).toBe('image/20.jpg');
    const missing = run([...fibimg, 'get', '--int', '21', ...place], other);
    expect(missing.status).toBe(1);
    expect(missing.stderr).toContain('you may not write or read there');
    for (const folder of ['.', 'image', 'incoming', 'metadata', 'table', 'table/IMAGE']) {
      chmodSync(join(dir, folder), 0o700);
    }
  });

  it('sees nothing of a store that was made here', async () => {
    const home = await temporaryFolder();
    chmodSync(home, 0o755);
    const dir = join(home, 'store');
    const place = ['--source', 'generated', '--data-dir', dir];
    expect(run([...fibimg, 'get', '--int', '20', ...place]).status).toBe(0);
    expect(statSync(dir).mode & 0o777).toBe(0o700);
    if (other === undefined) return;
    const seen = run([...fibimg, 'get', '--int', '20', '--json', ...place], other);
    expect([seen.status, seen.stdout]).toEqual([1, '']);
    expect(seen.stderr).toContain('you may not write or read there');
  });
});

it('a folder with nothing of the store in it has nothing to purge', async () => {
  const dir = await temporaryFolder();
  mkdirSync(join(dir, 'image'));
  const { status, stdout } = run([...fibimg, 'purge', '--data-dir', dir, '--yes']);
  expect(status).toBe(0);
  expect(stdout).toContain('nothing');
});
