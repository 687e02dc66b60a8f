import { chownSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runFibimg, temporaryFolder } from '../../support/cli/run-fibimg.ts';

it('prints each value with its origin', async () => {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, 'fibimg.config.json'), '{"stack": "mine"}');
  const env = { FIBIMG_TIMEOUT: '5s' };
  const { code, out } = await runFibimg(['config', '--source', 'generated'], {
    cwd,
    env,
    home: '/h',
  });
  expect(code).toBe(0);
  expect(out).toMatch(/^dataDir +\/h\/\.local\/share\/fibimg +default$/m);
  expect(out).toMatch(/^source +generated +flag --source$/m);
  expect(out).toMatch(/^timeout +5s +env FIBIMG_TIMEOUT$/m);
  expect(out).toMatch(new RegExp(`^stack +mine\\s+${join(cwd, 'fibimg.config.json')}$`, 'm'));
});

it('keeps its columns when the origin of one value is a long path', async () => {
  const folder = join(await temporaryFolder(), 'a-folder');
  await mkdir(folder);
  await writeFile(join(folder, 'fibimg.config.json'), '{"stack": "mine"}');
  const { out } = await runFibimg(['config'], { cwd: folder, columns: 80, home: '/h' });
  const lines = out.split('\n').filter((line) => /^\w+ +\S+ {2,}\S/.test(line));
  const columns = lines.map((line) => /^\w+ +\S+ {2,}/.exec(line)?.[0].length);
  expect(new Set(columns)).toEqual(new Set([46]));
});

it('is versioned JSON with --json', async () => {
  const cwd = await temporaryFolder();
  const { out } = await runFibimg(['config', '--json', '--insecure'], { cwd });
  expect(JSON.parse(out)).toMatchObject({
    schemaVersion: 1,
    settings: {
      insecure: { value: true, origin: { kind: 'flag', name: '--insecure' } },
      stack: { value: null, origin: { kind: 'default' } },
    },
  });
});

it('refuses a bad file with its path, key, got and expected', async () => {
  const cwd = await temporaryFolder();
  const file = join(cwd, 'fibimg.config.json');
  await writeFile(file, '{"soruce": "x"}');
  const { code, err } = await runFibimg(['config'], { cwd });
  expect(code).toBe(2);
  expect(err).toContain(`${file}: unknown key soruce (did you mean source?)`);
});

it('says which variable decided, those of AWS included', async () => {
  const env = {
    AWS_REGION: 'eu-west-1',
    AWS_PROFILE: 'mine',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  };
  const { out } = await runFibimg(['config'], { env });
  expect(out).toMatch(/^region +eu-west-1 +env AWS_REGION$/m);
  expect(out).toMatch(/^profile +mine +env AWS_PROFILE$/m);
  expect(out).toMatch(/^endpointUrl +http:\/\/127\.0\.0\.1:9 +env AWS_ENDPOINT_URL$/m);
});

it('names on every run, with --quiet too, whom a project file makes it trust', async () => {
  const cwd = await temporaryFolder();
  const file = join(cwd, 'fibimg.config.json');
  await writeFile(file, '{"endpointUrl": "http://alice:pw@127.0.0.1:9", "insecure": true}');
  const { code, err } = await runFibimg(['config', '--quiet'], { cwd });
  expect([code, err]).toEqual([
    0,
    `fibimg: endpointUrl "http://****:****@127.0.0.1:9" comes from ${file}\nfibimg: insecure true comes from ${file}\n`,
  ]);
});

it('does not read what another user planted', async () => {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, 'fibimg.config.json'), '{"endpointUrl": "http://127.0.0.1:9"}');
  // To root everything is of root or of someone else; others need only be someone else.
  if (process.getuid?.() === 0) chownSync(join(cwd, 'fibimg.config.json'), 65_534, 65_534);
  const { out, err } = await runFibimg(['config', '--json'], { cwd, userId: 12_345 });
  expect(JSON.parse(out).settings.endpointUrl).toEqual({
    value: null,
    origin: { kind: 'default' },
  });
  expect(err).toContain('is not read: it belongs to another user');
});
