import { expect, it } from 'vitest';
import { awsOptionsOf } from '../../src/cli/wiring/aws-options.ts';
import { createProblems } from '../../src/config/problems.ts';
import { resolveOptions } from '../../src/config/resolve-options.ts';
import { settingOptions } from '../../src/config/settings.ts';
import { createTestIo } from '../support/cli/test-io.ts';

const optionsWith = async (env: Readonly<Record<string, string>>) => {
  const sources = { given: () => [], place: { env, home: '/', platform: 'linux' }, files: [] };
  const settings = await resolveOptions(settingOptions, sources, createProblems('get'));
  return awsOptionsOf(createTestIo({ env }), settings);
};

it('leaves to the SDK what its own variables say: it knows which beats which', async () => {
  const own = { AWS_REGION: 'r', AWS_PROFILE: 'p', AWS_ENDPOINT_URL: 'http://e' };
  expect(await optionsWith(own)).toMatchObject({
    ...{ region: undefined, profile: undefined, endpointUrl: undefined },
  });
  const ours = { FIBIMG_REGION: 'r', FIBIMG_PROFILE: 'p', FIBIMG_ENDPOINT_URL: 'http://e' };
  expect(await optionsWith({ ...own, ...ours })).toMatchObject({
    ...{ region: 'r', profile: 'p', endpointUrl: 'http://e' },
  });
});

it('has the time-out of AWS calls, which follows --timeout where it is not given', async () => {
  expect((await optionsWith({ FIBIMG_TIMEOUT: '3s' })).timeoutMs).toBe(3000);
  expect((await optionsWith({ FIBIMG_TIMEOUT: '3s', FIBIMG_AWS_TIMEOUT: '9s' })).timeoutMs).toBe(
    9000,
  );
});
