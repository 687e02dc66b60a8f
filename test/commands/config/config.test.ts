import { writeFile } from 'node:fs/promises';
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
