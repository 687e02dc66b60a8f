import { expect, it } from 'vitest';
import { runFibimg, temporaryFolder } from '../support/cli/run-fibimg.ts';

const errOf = async (env: Readonly<Record<string, string>>, ...argv: readonly string[]) => {
  const place = ['--source', 'generated', '--data-dir', await temporaryFolder()];
  const { code, err } = await runFibimg(['get', '--int', '5', ...place, ...argv], { env });
  expect(code).toBe(0);
  return err;
};

it('a variable of ours that sets nothing is named once, with what it may have meant', async () => {
  expect(await errOf({ FIBIMG_TIMEOUTT: '5s' })).toBe(
    'fibimg: the variable FIBIMG_TIMEOUTT is not known, and sets nothing; did you mean FIBIMG_TIMEOUT?\n',
  );
});

it('one that is like none has no guess', async () => {
  expect(await errOf({ FIBIMG_WEATHER_FORECAST: 'x' })).toMatch(/sets nothing\n$/);
});

it.each([
  ['what others set', { FIBER: 'x', AWS_PROFIL: 'x' }, []],
  ['an empty one, which counts as not set', { FIBIMG_TIMEOUTT: '' }, []],
  ['those that are known', { FIBIMG_TIMEOUT: '5s', FIBIMG_DEBUG: '1' }, []],
  ['anything, with --quiet', { FIBIMG_TIMEOUTT: '5s' }, ['--quiet']],
] as const)('nothing is said of %s', async (_, env, argv) => {
  expect(await errOf(env, ...argv)).toBe('');
});
