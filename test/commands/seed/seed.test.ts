import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { isIntList } from '../../../src/commands/seed/options.ts';
import { secrets } from '../../support/aws/aws-env.ts';
import { deployOriginal } from '../../support/aws/deployed-stack.ts';
import { originalName } from '../../support/aws/original-stack.ts';
import { runFibimg, temporaryFolder } from '../../support/cli/run-fibimg.ts';
import { schemaErrors } from '../../support/cli/schema.ts';
import { createTestIo } from '../../support/cli/test-io.ts';
import type { Fault } from '../../support/faults/fault-proxy.ts';
import { realClock } from '../../support/load/real-clock.ts';

afterEach(() => vi.unstubAllEnvs());

const embedded = async () => {
  const dir = await temporaryFolder();
  const run = (...argv: string[]) => runFibimg(['seed', '--data-dir', dir, ...argv]);
  return { dir, run };
};

test('on a terminal says that it is offline, over the bar, and keeps within its width', async () => {
  const { dir } = await embedded();
  const argv = ['seed', '--ints', '5,6', '--origin-url', 'http://127.0.0.1:9', '--data-dir', dir];
  const tty = { stdoutIsTTY: true, stderrIsTTY: true, columns: 40 };
  const { code, out, err } = await runFibimg(argv, tty);
  expect(code).toBe(0);
  expect(err.replaceAll('\u001b[K', '\n')).toMatch(/^offline \(/m);
  expect(out).toMatch(/^seeded the embedded store\n/);
});

describe('of the embedded store', () => {
  test('writes a range, and a second run writes nothing', async () => {
    const { dir, run } = await embedded();
    const argv = ['--source', 'generated', '--from', '10', '--to', '14'];
    const first = await run(...argv);
    expect([first.code, first.err]).toEqual([0, '']);
    expect(first.out).toMatch(/written +5 \([\d.]+ kB\)\n +skipped +0\n +failed +0\n/);
    const second = await run(...argv, '--json');
    expect(schemaErrors('seed', JSON.parse(second.out))).toEqual([]);
    expect(JSON.parse(second.out)).toMatchObject({ asked: 5, written: 0, skipped: 5, bytes: 0 });
    expect(readdirSync(join(dir, 'image')).length).toBe(5);
  });

  test('takes its numbers from a list, a file or standard input', async () => {
    const { dir, run } = await embedded();
    const file = join(dir, 'ints.txt');
    writeFileSync(file, '# two\n5, 7\n');
    const json = ['--source', 'generated', '--json'];
    expect(JSON.parse((await run('--ints', '3,5-6', ...json)).out).written).toBe(3);
    expect(JSON.parse((await run('--ints', file, ...json)).out)).toMatchObject({
      written: 1,
      skipped: 1,
    });
    const argv = ['seed', '--data-dir', dir, '--ints', '-', ...json];
    const { out } = await runFibimg(argv, { stdin: '8-9\n10' });
    expect(JSON.parse(out)).toMatchObject({ written: 3 });
  });

  test('images of a directory that are not what they should be are named, the others written', async () => {
    const { dir, run } = await embedded();
    await run('--source', 'generated', '--ints', '20-25');
    const pictures = join(dir, 'image');
    writeFileSync(join(pictures, '26.jpg'), 'not a JPEG');
    const other = await embedded();
    const argv = ['--source', pictures, '--ints', '20-27', '--json'];
    const { code, out, err } = await other.run(...argv);
    expect([code, schemaErrors('seed', JSON.parse(out))]).toEqual([1, []]);
    expect(JSON.parse(err).error.message).toBe('2 of 8 images could not be stored');
    expect(JSON.parse(out)).toMatchObject({
      written: 6,
      failed: 2,
      failures: [
        { pixels: 26, kind: 'origin', why: 'it is not a JPEG' },
        { pixels: 27, kind: 'origin', why: 'there is no such file' },
      ],
    });
    expect((await other.run('--source', pictures, '--ints', '20-27')).out).toContain(
      `  26: ${join(pictures, '26.jpg')} is not the 26 px image (it is not a JPEG)\n`,
    );
  });

  test('progress goes to standard error, once a second at most, and not with --quiet', async () => {
    let elapsedMs = 0;
    const clock = {
      now: () => new Date('2026-11-21T10:11:12Z'),
      elapsedMs: () => {
        elapsedMs += 100;
        return elapsedMs;
      },
    };
    const seeding = (dir: string, ...argv: string[]) =>
      runFibimg(['seed', '--source', 'generated', '--ints', '1-30', '--data-dir', dir, ...argv], {
        clock,
      });
    const { err } = await seeding(await temporaryFolder());
    const lines = err.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.length).toBeLessThan(30);
    expect(lines.at(-1)).toMatch(/^seeded \d+ of 30, [\d.]+\/s, \d+ s left$/);
    expect((await seeding(await temporaryFolder(), '--quiet')).err).toBe('');
  });

  test('on a terminal a bar is drawn, and gone at the end', async () => {
    const dir = await temporaryFolder();
    const io = createTestIo({ stderrIsTTY: true, env: { TERM: 'xterm' } });
    const argv = ['seed', '--source', 'generated', '--ints', '1-3', '--data-dir', dir];
    const { code, out, err } = await runFibimg(argv, { io });
    expect([code, out]).toEqual([0, expect.stringContaining('written   3')]);
    expect(err).toContain('\u001b[?25l');
    expect(err).toContain('\u001b[?25h');
  });
});

test.each([
  [['--from', '0'], /--from is "0", expected a plain whole number from 1 to 5000/],
  [['--from', 'x', '--to', 'y'], /2 problems(.|\n)*--from is "x"(.|\n)*--to is "y"/],
  [['--ints', '0,a'], /"0" is not a plain whole number/],
  [['--ints', './nothing.txt'], /cannot read .\/nothing.txt(.|\n)*try +check the path \//],
  [['--to', '5001'], /from 1 to 5000/],
  [['--from', '500', '--to', '499'], /range 500 to 499 is empty/],
  [['--verify', '--force'], /--verify and --force exclude each other/],
  [['--ints', '1,2', '--to', '5'], /exclude each other/],
  [['--ints', '1,5001'], /"5001" is not a plain whole number from 1 to 5000/],
  [['--source', 'pictures'], /--source is "pictures"/],
])('%j is exit 2', async (argv, message) => {
  const { code, err } = await runFibimg(['seed', ...argv]);
  expect([code, err]).toEqual([2, expect.stringMatching(message)]);
});

test('a URL cannot be seeded', async () => {
  const { code, err } = await runFibimg(['seed'], { env: { FIBIMG_URL: 'http://127.0.0.1:1/' } });
  expect([code, err]).toEqual([2, expect.stringContaining('cannot be seeded')]);
});

test('the text of a list is told from the name of a file', () => {
  expect(['1', '1,2 3-4', '-', 'a1', './5', ''].map(isIntList)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});

describe('of a stack', () => {
  const onStack = (...argv: string[]) =>
    runFibimg(['seed', '--stack', originalName, '--json', ...argv], { clock: realClock });
  const generated = ['--source', 'generated'] as const;

  test('stores images that the service then finds, and a second run writes nothing', async () => {
    const { images, metadata, s3Proxy } = await deployOriginal();
    const first = await onStack(...generated, '--ints', '30-39');
    expect(JSON.parse(first.out)).toMatchObject({ written: 10, failed: 0 });
    expect(await metadata.find(33)).toEqual(await images.findMetadata(33));
    const writes = s3Proxy.count('PutObject');
    expect(JSON.parse((await onStack(...generated, '--ints', '30-39')).out)).toMatchObject({
      written: 0,
      skipped: 10,
    });
    expect([writes, s3Proxy.count('PutObject')]).toEqual([20, 20]);
  });

  test('gets no generated images unless they are asked for by name', async () => {
    const { s3Proxy } = await deployOriginal();
    const argv = ['--ints', '30-33', '--origin-url', 'http://127.0.0.1:9'];
    const { code, out } = await onStack(...argv, '--source', 'auto');
    expect([code, s3Proxy.count('PutObject')]).toEqual([1, 0]);
    expect(JSON.parse(out)).toMatchObject({ source: 'picsum', written: 0, failed: 4 });
  });

  test('a table that throttles is waited for', async () => {
    const { dynamoProxy } = await deployOriginal();
    const throttled: Fault = {
      kind: 'error',
      status: 400,
      code: 'ProvisionedThroughputExceededException',
    };
    dynamoProxy.plan = ({ operation, nth }) =>
      operation === 'PutItem' && nth % 3 === 0 && nth < 12 ? throttled : undefined;
    const { code, out } = await onStack(...generated, '--ints', '30-39');
    expect([code, JSON.parse(out)]).toEqual([0, expect.objectContaining({ written: 10 })]);
  });

  test.each<[string, Fault, number, string]>([
    ['expired', { kind: 'error', status: 400, code: 'ExpiredTokenException' }, 4, 'credentials'],
    ['denied', { kind: 'error', status: 400, code: 'AccessDeniedException' }, 4, 'denied'],
    ['no table', { kind: 'error', status: 400, code: 'ResourceNotFoundException' }, 1, 'not_found'],
    ['a hung endpoint', { kind: 'hang' }, 1, 'timeout'],
    ['resets', { kind: 'reset' }, 1, 'network'],
  ])('%s for ever ends it, with a summary', async (_, fault, exit, kind) => {
    const { dynamoProxy } = await deployOriginal();
    dynamoProxy.plan = ({ operation }) => (operation === 'GetItem' ? fault : undefined);
    const argv = [...generated, '--ints', '30-60', '--timeout', '600ms', '--verbose'];
    const { code, out, err } = await onStack(...argv, '--concurrency', '2');
    const document = JSON.parse(out);
    expect([code, schemaErrors('seed', document)]).toEqual([exit, []]);
    expect(document).toMatchObject({ written: 0, stoppedBy: { kind } });
    expect(document.left).toBeGreaterThan(20);
    for (const secret of Object.values(secrets)) expect(out + err).not.toContain(secret);
  });

  test('throttling for ever ends it when patience does', async () => {
    const { dynamoProxy } = await deployOriginal();
    dynamoProxy.plan = ({ operation }) =>
      operation === 'GetItem'
        ? { kind: 'error', status: 400, code: 'ThrottlingException' }
        : undefined;
    const argv = [...generated, '--ints', '30-60', '--timeout', '600ms', '--concurrency', '2'];
    const { code, out } = await onStack(...argv);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ written: 0, stoppedBy: { kind: 'throttled' } });
  });

  test('Ctrl-C ends it after the images under way, and the next run does the rest', async () => {
    const { s3Proxy } = await deployOriginal();
    const io = createTestIo();
    s3Proxy.plan = ({ operation, nth }) => {
      if (operation === 'PutObject' && nth === 5) io.interruptWith('SIGTERM');
      return undefined;
    };
    const argv = ['seed', '--stack', originalName, '--json', ...generated, '--ints', '30-49'];
    const { code, out } = await runFibimg([...argv, '--concurrency', '2'], { io });
    const { written, left, interrupted } = JSON.parse(out);
    expect([code, interrupted, written + left]).toEqual([143, true, 20]);
    expect(written).toBeGreaterThan(0);
    expect(left).toBeGreaterThan(10);
    s3Proxy.plan = undefined;
    const again = JSON.parse((await onStack(...generated, '--ints', '30-49')).out);
    expect(again).toMatchObject({ written: left, skipped: written, failed: 0 });
  });
});
