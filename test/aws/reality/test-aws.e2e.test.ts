import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { awsEnv } from '../../support/aws/aws-env.ts';
import { startControlPlane } from '../../support/aws/control-plane.ts';
import { originalFunction, originalName, originalStack } from '../../support/aws/original-stack.ts';
import { standInForReplay } from '../../support/aws/reality/stand-in-for-replay.ts';
import { temporaryFolder } from '../../support/cli/run-fibimg.ts';

/** `npm run test:aws` as a process of its own, on stand-ins alone. */
const setUp = async () => {
  const plane = await startControlPlane({ stacks: [originalStack] });
  onTestFinished(() => plane.close());
  const { record, server } = await standInForReplay(originalFunction);
  const folder = await temporaryFolder();
  const state = await temporaryFolder();
  const run = async (extra: Readonly<Record<string, string>>, ...argv: readonly string[]) => {
    const env = {
      ...awsEnv,
      PATH: process.env['PATH'],
      AWS_ENDPOINT_URL_CLOUDFORMATION: plane.url,
      AWS_ENDPOINT_URL_LAMBDA: server.url,
      FIBIMG_TEST_AWS_TRANSCRIPTS: folder,
      XDG_STATE_HOME: state,
      ...extra,
    };
    const args = ['--import', 'tsx', 'scripts/test-aws.ts', ...argv];
    return promisify(execFile)(process.execPath, args, { env }).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
    );
  };
  const changes = () =>
    server.operations.filter((one) => /^(Update|Publish|Create|Delete|Invoke)/.test(one));
  return { record, server, folder, run, changes, original: record.remembered() };
};

const named = { FIBIMG_TEST_AWS_STACK: originalName };

describe('npm run test:aws', { timeout: 120_000 }, () => {
  it('asks for nothing without the stack, and changes nothing without --yes', async () => {
    const rig = await setUp();
    const silent = await rig.run({});
    expect([silent.code, silent.stderr]).toEqual([
      2,
      expect.stringContaining('FIBIMG_TEST_AWS_STACK'),
    ]);
    expect(rig.server.operations).toEqual([]);
    const told = await rig.run(named);
    expect(told.code).toBe(2);
    expect(told.stderr).toMatch(/expected price: at most \$0\.\d{4}/);
    expect(told.stderr).toContain('add --yes');
    expect([rig.changes(), await readdir(rig.folder)]).toEqual([[], []]);
  });

  it('records what was said, without anything of the account, and leaves the function as it was', async () => {
    const rig = await setUp();
    const { code, stderr } = await rig.run(named, '--yes');
    expect([code, stderr]).toEqual([0, expect.stringContaining(`of stack ${originalName}`)]);
    expect(rig.record.remembered()).toBe(rig.original);
    const names = (await readdir(rig.folder)).toSorted();
    expect(names).toEqual(['by-variable.json', 'by-version.json', 'refusals.json']);
    for (const name of names) {
      const text = await readFile(join(rig.folder, name), 'utf8');
      expect(text).not.toMatch(/nobody-may-see-this|API_TOKEN|arn:aws:iam/);
      expect(text).not.toContain(originalFunction);
      expect(JSON.parse(text).recordedAgainst).toBe('stand-in');
    }
  });
});
