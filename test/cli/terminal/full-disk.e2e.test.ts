import { spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { binary, runFibimg, spawnFibimg, temporaryFolder } from '../../support/cli/run-fibimg.ts';
import { createTestIo } from '../../support/cli/test-io.ts';
import { startAnswerServer } from '../../support/load/answer-server.ts';

/** The built binary with its standard output on a disk that is full. */
const onFullDisk = async (argv: readonly string[]) => {
  const full = await open('/dev/full', 'w');
  const child = spawn(process.execPath, [binary, ...argv], {
    env: { PATH: process.env['PATH'], HOME: '/nowhere' },
    stdio: ['ignore', full.fd, 'pipe'],
  });
  await full.close();
  const code = new Promise((resolve) => child.once('close', resolve));
  return { err: await text(child.stderr ?? Readable.from([])), code: await code };
};

const template = join(import.meta.dirname, '../../fixtures/own.template.json');

describe.runIf(process.platform === 'linux')('a standard output that is full', () => {
  it.each([[['help']], [['--version']], [['config']], [['stack', '--from', template]]])(
    'is one clear error: %j',
    async (argv) => {
      const { code, err } = await onFullDisk(argv);
      expect(code).toBe(1);
      expect(err.split('\n').slice(0, -1)).toEqual([
        expect.stringMatching(/^fibimg.*: cannot write to standard output$/),
        '  why   no space is left on the device',
        expect.stringMatching(/^ {2}try /),
      ]);
    },
  );

  it('does not lose what bench saves', async () => {
    const { url } = await startAnswerServer();
    const saved = join(await temporaryFolder(), 'saved.json');
    const load = ['--url', url, '--no-check', '--iterations', '5', '--vus', '1'];
    const { code, err } = await onFullDisk(['bench', ...load, '--save', saved]);
    expect(code).toBe(1);
    expect(err).toContain('cannot write to standard output');
    expect(JSON.parse(await readFile(saved, 'utf8')).phases[0].classes.ok).toBe(5);
  });
});

it('keeps the result where the file for it could not be written', async () => {
  const { url } = await startAnswerServer();
  const load = ['--url', url, '--no-check', '--iterations', '5', '--vus', '1'];
  const io = createTestIo();
  const { code, out, err } = await runFibimg(['bench', ...load, '--save', '/dev/full'], { io });
  expect([code, err.includes('cannot write /dev/full')]).toEqual([1, true]);
  expect(out).toContain('0 of 5 failed');
});

it('says that there is no folder for temporary files', async () => {
  const { code, err } = await spawnFibimg(['bench'], { env: { TMPDIR: '/nope' } }).done;
  expect(code).toBe(2);
  expect(err).toBe(
    [
      'fibimg bench: /nope cannot hold temporary files',
      '  why   there is no such file or folder',
      '  try   set TMPDIR to a folder that you may write to\n',
    ].join('\n'),
  );
});
