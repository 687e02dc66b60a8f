import { execFileSync } from 'node:child_process';
import { chownSync, lchownSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfigFiles } from '../../src/config/config-file.ts';
import { temporaryFolder } from '../support/cli/run-fibimg.ts';

const userId = process.getuid?.();
const place = { env: {}, home: '/nowhere', platform: 'linux', userId };

describe('configuration files', () => {
  it('are the nearest project file and the XDG one', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'a/b'), { recursive: true });
    await mkdir(join(folder, 'xdg/fibimg'), { recursive: true });
    await writeFile(join(folder, 'fibimg.config.json'), '{"timeout": "1s", "$schema": "x"}');
    await writeFile(join(folder, 'xdg/fibimg/config.json'), '{"insecure": true}');
    const env = { XDG_CONFIG_HOME: join(folder, 'xdg') };
    const { files, warnings } = await readConfigFiles({ ...place, env, cwd: join(folder, 'a/b') });
    expect(files.map(({ path, values }) => [path, ...values])).toEqual([
      [join(folder, 'fibimg.config.json'), ['timeout', '1s']],
      [join(folder, 'xdg/fibimg/config.json'), ['insecure', true]],
    ]);
    expect(warnings).toEqual([]);
  });

  it.each([
    ['{', 'it is not JSON'],
    ['[]', 'it must hold one JSON object'],
  ])('that hold %s are refused', async (text, why) => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'fibimg.config.json'), text);
    await expect(readConfigFiles({ ...place, cwd })).rejects.toMatchObject({
      kind: 'config',
      why: expect.stringContaining(why),
    });
  });

  it('of more than a megabyte are refused unread', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'fibimg.config.json'), `{"timeout": "1s"}${' '.repeat(1_000_000)}`);
    await expect(readConfigFiles({ ...place, cwd })).rejects.toMatchObject({
      kind: 'config',
      why: 'it is over 1 MB',
    });
  });

  it('that are pipes are refused rather than waited for', async () => {
    const cwd = await temporaryFolder();
    execFileSync('mkfifo', [join(cwd, 'fibimg.config.json')]);
    await expect(readConfigFiles({ ...place, cwd })).rejects.toMatchObject({
      kind: 'config',
      why: 'it is not a regular file',
    });
  });
});

/** A user who is neither the one that runs this nor root. */
const other = 65_534;

/** A folder with a project file that both belong to this user; root can give them away, others become someone else. */
const planted = async (whose: 'file' | 'folder' | 'both') => {
  const cwd = await temporaryFolder();
  const path = join(cwd, 'fibimg.config.json');
  await writeFile(path, '{"endpointUrl": "http://evil", "insecure": true}');
  if (userId !== 0) return { cwd, path, userId: other };
  if (whose !== 'folder') chownSync(path, other, other);
  if (whose !== 'file') chownSync(cwd, other, other);
  return { cwd, path, userId: 0 };
};

describe('a configuration file of another user', () => {
  it.each(['file', 'folder', 'both'] as const)('is not read: the %s', async (whose) => {
    const { cwd, path, userId: asUser } = await planted(whose);
    const { files, warnings } = await readConfigFiles({ ...place, cwd, userId: asUser });
    expect(files).toEqual([]);
    expect(warnings).toEqual([expect.stringMatching(/ is not read: .* belongs to another user$/)]);
    expect(warnings[0]).toContain(path);
  });

  it.each([
    ['pipe', (path: string) => execFileSync('mkfifo', [path])],
    ['folder', (path: string) => mkdir(path)],
    ['link to a device', (path: string) => symlink('/dev/zero', path)],
    ['link to nothing', (path: string) => symlink('/nowhere/at/all', path)],
    [
      'link to a file of ours',
      async (path: string) => {
        await writeFile(`${path}.ours`, '{"stack": "prod"}');
        await symlink(`${path}.ours`, path);
      },
    ],
  ])('stops nothing and steers nothing as a %s', async (_, plant) => {
    const cwd = await temporaryFolder();
    const path = join(cwd, 'fibimg.config.json');
    await plant(path);
    if (userId === 0) lchownSync(path, other, other);
    const asUser = userId === 0 ? 0 : other;
    const { files, warnings } = await readConfigFiles({ ...place, cwd, userId: asUser });
    expect(files).toEqual([]);
    expect(warnings).toEqual([`${path} is not read: it belongs to another user`]);
  });
});

it('names on every run what a project file says of whom to trust', async () => {
  const cwd = await temporaryFolder();
  const path = join(cwd, 'fibimg.config.json');
  await writeFile(path, '{"endpointUrl": "http://x", "insecure": true, "ca": "a", "stack": "s"}');
  const { warnings } = await readConfigFiles({ ...place, cwd });
  expect(warnings).toEqual([
    `endpointUrl "http://x" comes from ${path}`,
    `insecure true comes from ${path}`,
    `ca "a" comes from ${path}`,
  ]);
});
