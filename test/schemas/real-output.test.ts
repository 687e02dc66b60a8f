import { expect, it } from 'vitest';
import { runFibimg, temporaryFolder } from '../support/cli/run-fibimg.ts';
import { schemaErrors } from '../support/cli/schema.ts';

it('get --json fits its schema', async () => {
  const dir = await temporaryFolder();
  const { out } = await runFibimg([
    'get',
    '--source',
    'generated',
    '--int',
    '410',
    '--json',
    '--data-dir',
    dir,
  ]);
  expect(schemaErrors('response', JSON.parse(out))).toEqual([]);
  expect(schemaErrors('response', { ...JSON.parse(out), int: 5001, more: 1 })).toHaveLength(2);
});

it('config --json fits its schema', async () => {
  const { out } = await runFibimg(['config', '--json', '--stack', 'x']);
  expect(schemaErrors('config', JSON.parse(out))).toEqual([]);
  expect(schemaErrors('config', { schemaVersion: 2, settings: {} })).toHaveLength(1);
});
