import { describe, expect, it } from 'vitest';
import { flagOf, type Option, variablesOf } from '../../src/config/declaration.ts';
import { createProblems } from '../../src/config/problems.ts';
import { resolveOptions, type Sources } from '../../src/config/resolve-options.ts';
import { type SettingKey, settingKeys, settingOptions } from '../../src/config/settings.ts';

const durations = ['1s', '2s', '3s', '4s'] as const;
const urls = ['http://a', 'http://b', 'http://c', 'http://d'] as const;
const names = ['a', 'b', 'c', 'd'] as const;

const samples: Readonly<Record<SettingKey, readonly [string, string, unknown, unknown]>> = {
  dataDir: ['/flag', '/env', '/project', '/user'],
  source: ['picsum', 'generated', 'auto', 'picsum'],
  originUrl: urls,
  timeout: durations,
  functionTimeout: durations,
  awsTimeout: durations,
  originTimeout: durations,
  throttlePatience: durations,
  ca: ['a.pem', 'b.pem', 'c.pem', 'd.pem'],
  insecure: ['true', 'false', true, false],
  stack: names,
  url: urls,
  function: names,
  table: names,
  bucket: names,
  profile: names,
  region: names,
  endpointUrl: urls,
};

const place = { env: {}, home: '/home/x', platform: 'linux' };
const file = (path: string, values: Readonly<Record<string, unknown>>) => ({
  path,
  values: new Map(Object.entries(values)),
  where: () => path,
});
const none = () => [];

const resolve = async (sources: Partial<Sources>) => {
  const problems = createProblems('config');
  const settings = await resolveOptions(
    settingOptions,
    { given: none, place, files: [], ...sources },
    problems,
  );
  problems.throwIfAny();
  return settings;
};

describe.each(settingKeys)('%s', (key) => {
  const option: Option = settingOptions[key];
  const [env = ''] = variablesOf(key, option);
  const [byFlag, byEnv, byProject, byUser] = samples[key];
  const project = file('/p/fibimg.config.json', { [key]: byProject });
  const user = file('/u/config.json', { [key]: byUser });
  const flags = (name: string) => (name === key ? [byFlag] : []);

  it.each([
    ['flag', byFlag, flags, { [env]: byEnv }, [project, user]],
    ['env', byEnv, none, { [env]: byEnv }, [project, user]],
    ['file', byProject, none, {}, [project, user]],
    ['file', byUser, none, { [env]: '' }, [user]],
  ] as const)('is taken from the strongest: %s', async (kind, text, given, variables, files) => {
    const settings = await resolve({ given, place: { ...place, env: variables }, files });
    expect(settings[key].value).toEqual(option.parse(String(text)));
    expect(settings[key].origin.kind).toBe(kind);
  });

  it('has a default that says so, and names of its own', async () => {
    expect((await resolve({}))[key].origin).toEqual({ kind: 'default' });
    expect(
      [flagOf(key, option), env].map((name) => /^(--[a-z-]+|FIBIMG_[A-Z_]+)$/.test(name)),
    ).toEqual([true, true]);
  });
});

describe('time-outs', () => {
  it('follow --timeout where they are not given, but for the function', async () => {
    const settings = await resolve({ given: (key) => (key === 'timeout' ? ['5s'] : []) });
    const { awsTimeout, originTimeout, throttlePatience, functionTimeout } = settings;
    expect([awsTimeout, originTimeout, throttlePatience].map(({ value }) => value)).toEqual([
      ...[5000, 5000, 5000],
    ]);
    expect(functionTimeout.value).toBe(28_000);
    const given = (key: string) => ({ timeout: ['5s'], awsTimeout: ['7s'] })[key] ?? [];
    expect((await resolve({ given })).awsTimeout.value).toBe(7000);
  });

  it.each([
    ['timeout', '0s'],
    ['timeout', '600h'],
    ['timeout', '99999h'],
    ['functionTimeout', '901s'],
    ['awsTimeout', '0ms'],
    ['originTimeout', '2h'],
    ['throttlePatience', '61m'],
  ])('%s of %s is out of bounds', async (name, text) => {
    const given = (key: string) => (key === name ? [text] : []);
    await expect(resolve({ given })).rejects.toThrow(
      /expected a duration such as 10s or 500ms, \d/,
    );
  });
});

it.each([
  ['region', 'AWS_REGION'],
  ['region', 'AWS_DEFAULT_REGION'],
  ['profile', 'AWS_PROFILE'],
  ['endpointUrl', 'AWS_ENDPOINT_URL'],
] as const)('%s is known from %s, behind its own variable', async (key, name) => {
  const env = { [name]: 'http://aws' };
  expect((await resolve({ place: { ...place, env } }))[key]).toEqual({
    ...{ value: 'http://aws', origin: { kind: 'env', name } },
  });
  const [own = ''] = variablesOf(key, settingOptions[key]);
  const both = { ...env, [own]: 'http://own' };
  expect((await resolve({ place: { ...place, env: both } }))[key].value).toBe('http://own');
});

describe('what is wrong', () => {
  it('is told at once, with file, key, got and expected', async () => {
    const files = [
      file('/p/fibimg.config.json', { timeout: 'soon', sauce: 'x', stack: ['a', []] }),
    ];
    const env = { FIBIMG_URL: 'ftp://x' };
    await expect(resolve({ place: { ...place, env }, files })).rejects.toThrow(
      expect.objectContaining({
        kind: 'config',
        why: [
          '/p/fibimg.config.json: unknown key sauce (did you mean source?)',
          '/p/fibimg.config.json: timeout is "soon", expected a duration such as 10s or 500ms, 1ms to 1h',
          '/p/fibimg.config.json: stack is ["a",[]], expected the name of a CloudFormation stack',
          'FIBIMG_URL is "ftp://x", expected an http or https URL',
        ].join('\n'),
      }),
    );
  });

  it('is a usage error when a flag is', async () => {
    const given = (key: string) => (key === 'timeout' ? ['soon'] : []);
    await expect(resolve({ given })).rejects.toThrow(expect.objectContaining({ kind: 'usage' }));
  });

  it('is a flag that is given twice', async () => {
    const given = (key: string) => (key === 'stack' ? ['a', 'b'] : []);
    await expect(resolve({ given })).rejects.toThrow('--stack was given more than once');
  });
});
