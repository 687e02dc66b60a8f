import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readConfigFiles } from '../../src/config/config-file.ts';
import { parseDurationMs } from '../../src/config/duration.ts';
import { resolveSettings, settingKeys } from '../../src/config/resolve-settings.ts';
import { type SettingKey, settingSpecs } from '../../src/config/settings.ts';
import { temporaryFolder } from '../support/cli/run-fibimg.ts';

const samples: Readonly<Record<SettingKey, readonly [string, string, string, string]>> = {
  dataDir: ['/flag', '/env', '/project', '/user'],
  source: ['picsum', 'generated', 'auto', 'picsum'],
  originUrl: ['http://a', 'http://b', 'http://c', 'http://d'],
  timeout: ['1s', '2s', '3s', '4s'],
  ca: ['a.pem', 'b.pem', 'c.pem', 'd.pem'],
  insecure: ['true', 'false', 'true', 'false'],
  stack: ['a', 'b', 'c', 'd'],
  url: ['http://a', 'http://b', 'http://c', 'http://d'],
  function: ['a', 'b', 'c', 'd'],
  table: ['a', 'b', 'c', 'd'],
  bucket: ['a', 'b', 'c', 'd'],
  profile: ['a', 'b', 'c', 'd'],
  region: ['a', 'b', 'c', 'd'],
  endpointUrl: ['http://a', 'http://b', 'http://c', 'http://d'],
};

const place = { env: {}, home: '/home/x', platform: 'linux' };
const file = (path: string, key: string, text: string) => ({
  path,
  values: new Map([[key, text]]),
});

describe.each(settingKeys)('%s', (key) => {
  const { flag, env, parse } = settingSpecs[key];
  const [byFlag, byEnv, byProject, byUser] = samples[key];
  const project = file('/p/fibimg.config.json', key, byProject);
  const user = file('/u/config.json', key, byUser);
  const none = () => undefined;

  it.each([
    [
      'flag',
      byFlag,
      (name: string) => (name === flag ? byFlag : undefined),
      { [env]: byEnv },
      [project, user],
    ],
    ['env', byEnv, none, { [env]: byEnv }, [project, user]],
    ['file', byProject, none, {}, [project, user]],
    ['file', byUser, none, { [env]: '' }, [user]],
  ] as const)('is taken from the strongest: %s', (kind, text, flags, variables, files) => {
    const settings = resolveSettings({ flag: flags, place: { ...place, env: variables }, files });
    expect(settings[key].value).toEqual(parse(text));
    expect(settings[key].origin.kind).toBe(kind);
  });

  it('has a default that says so', () => {
    const settings = resolveSettings({ flag: none, place, files: [] });
    expect(settings[key].origin).toEqual({ kind: 'default' });
  });
});

describe('what is wrong', () => {
  it('is told at once, with file, key, got and expected', () => {
    const files = [
      {
        path: '/p/fibimg.config.json',
        values: new Map([
          ['timeout', 'soon'],
          ['sauce', 'x'],
        ]),
      },
    ];
    const env = { FIBIMG_URL: 'ftp://x' };
    expect(() =>
      resolveSettings({ flag: () => undefined, place: { ...place, env }, files }),
    ).toThrow(
      expect.objectContaining({
        kind: 'config',
        why: [
          '/p/fibimg.config.json: unknown key sauce (did you mean source?)',
          '/p/fibimg.config.json: timeout is "soon", expected a duration, such as 10s or 500ms',
          'FIBIMG_URL is "ftp://x", expected an http or https URL',
        ].join('\n'),
      }),
    );
  });

  it('is a usage error when a flag is', () => {
    const flag = (name: string) => (name === '--timeout' ? 'soon' : undefined);
    expect(() => resolveSettings({ flag, place, files: [] })).toThrow(
      expect.objectContaining({ kind: 'usage' }),
    );
  });
});

describe('configuration files', () => {
  it('are the nearest project file and the XDG one', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'a/b'), { recursive: true });
    await mkdir(join(folder, 'xdg/fibimg'), { recursive: true });
    await writeFile(join(folder, 'fibimg.config.json'), '{"timeout": "1s", "$schema": "x"}');
    await writeFile(join(folder, 'xdg/fibimg/config.json'), '{"insecure": true}');
    const env = { XDG_CONFIG_HOME: join(folder, 'xdg') };
    const files = await readConfigFiles(join(folder, 'a/b'), { ...place, env });
    expect(files).toEqual([
      { path: join(folder, 'fibimg.config.json'), values: new Map([['timeout', '1s']]) },
      { path: join(folder, 'xdg/fibimg/config.json'), values: new Map([['insecure', 'true']]) },
    ]);
  });

  it.each([
    ['{', 'it is not JSON'],
    ['[]', 'it must hold one JSON object'],
    ['{"stack": ["a"]}', 'stack: expected a string'],
  ])('that hold %s are refused', async (text, why) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'fibimg.config.json'), text);
    await expect(readConfigFiles(folder, { ...place, home: folder })).rejects.toMatchObject({
      kind: 'config',
      why: expect.stringContaining(why),
    });
  });
});

describe('durations', () => {
  it.each([
    ['500ms', 500],
    ['1.5s', 1500],
    ['2m30s', 150_000],
    ['1h', 3_600_000],
    ['0s', 0],
  ])('%s is %d ms', (text, ms) => expect(parseDurationMs(text)).toBe(ms));

  it.each(['', '10', 's', '-1s', '1 s', '1S', '1d', '1e3s', '5m2'])('%j is none', (text) =>
    expect(parseDurationMs(text)).toBeUndefined(),
  );

  it('adds its parts', () => {
    const part = fc.nat({ max: 999 });
    fc.assert(
      fc.property(part, part, part, (minutes, seconds, ms) => {
        expect(parseDurationMs(`${minutes}m${seconds}s${ms}ms`)).toBe(
          minutes * 60_000 + seconds * 1000 + ms,
        );
      }),
    );
  });
});
