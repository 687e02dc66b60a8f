import { afterEach, expect, it, vi } from 'vitest';
import type { BenchDocument } from '../../../src/bench/record/document.ts';
import { stubAwsEnv } from '../../support/aws/aws-env.ts';
import { deployFunction } from '../../support/aws/deployed-function.ts';
import { runFibimg, temporaryFolder } from '../../support/cli/run-fibimg.ts';
import { createTestIo } from '../../support/cli/test-io.ts';
import { realClock } from '../../support/load/real-clock.ts';

afterEach(() => vi.unstubAllEnvs());

it('bench --function --cold-starts on the local Lambda: every cold start is a start of a process', async () => {
  const { lambda } = await deployFunction();
  stubAwsEnv();
  const XDG_STATE_HOME = await temporaryFolder();
  const argv = [
    ...['bench', '--endpoint-url', lambda.invokeEndpoint, '--function', lambda.functionName],
    ...['--cold-starts', '8', '--burst', '2', '--vus', '2', '--iterations', '4', '--ints', '400'],
    ...['--allow-problems', '--yes', '--json'],
  ];
  const io = createTestIo({ clock: realClock, env: { XDG_STATE_HOME } });
  const { code, out } = await runFibimg(argv, { io });
  const document = JSON.parse(out) as BenchDocument;
  expect(code).toBe(0);
  expect(document.coldStarts).toMatchObject({ proven: 8, unproven: 0, failed: 0 });
  expect(document.effects.find(({ of }) => of === 'cold-start')?.ms).toBeGreaterThan(10);
  expect(lambda.stats().coldStarts).toBeGreaterThanOrEqual(8);
  const path = `${lambda.invokeEndpoint}/2015-03-31/functions/${lambda.functionName}/configuration`;
  const configuration = await (await fetch(path)).json();
  expect(configuration).not.toHaveProperty('Environment');
  const outdated = await fetch(path, { method: 'PUT', body: '{"RevisionId":"old"}' });
  expect([outdated.status, outdated.headers.get('x-amzn-errortype')]).toEqual([
    412,
    'PreconditionFailedException',
  ]);
  for (const body of ['{"Timeout":512}', '{"Environment":{"Variables":{"AWS_REGION":"x"}}}']) {
    expect((await fetch(path, { method: 'PUT', body })).status).toBe(400);
  }
});
