import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '../../../src/cli/argv/commands.ts';
import { runFibimg, spawnFibimg, temporaryFolder } from '../../support/cli/run-fibimg.ts';

const template = join(import.meta.dirname, '../../fixtures/own.template.json');
const nowhere = ['--endpoint-url', 'http://127.0.0.1:1', '--region', 'us-east-1'];
const short = ['bench', '--phase', 'cold', '--iterations', '2', '--vus', '1', '--ints', '5-6'];

describe('without a terminal', () => {
  it.each([
    ['get', '--int', '5'],
    ['seed', '--ints', '5-9'],
    ['purge', '--yes'],
    ['config'],
    ['stack', '--from', template],
    ['seed', '--ints', 'nothing'],
    short,
  ])('%s %s %s has no escape and no carriage return on either stream', async (...argv) => {
    const env = {
      TERM: 'xterm-256color',
      FIBIMG_SOURCE: 'generated',
      FIBIMG_DATA_DIR: await temporaryFolder(),
    };
    await spawnFibimg(['get', '--int', '6'], { env }).done;
    const { out, err } = await spawnFibimg(argv, { env }).done;
    expect(out + err).not.toBe('');
    expect([out, err].filter((text) => text.includes('\x1b') || text.includes('\r'))).toEqual([]);
  });

  it('a reader that has had enough of bench --json is a normal end', async () => {
    const { child, done } = spawnFibimg([...short, '--json', '--quiet']);
    child.stdout.once('data', () => child.stdout.destroy());
    expect(await done).toMatchObject({ code: 0, err: '' });
  });
});

describe('what goes wrong', () => {
  it.each([
    [2, ['get', '--int', '0']],
    [2, ['get', '--int', '5', '--ca', '/nonexistent/ca.pem', '--source', 'picsum']],
    [2, ['get', '--int', '5', '--source', './nothing']],
    [1, ['get', '--url', 'http://127.0.0.1:1']],
    [1, ['bench', '--save', '/nonexistent/folder/x.json']],
    [2, ['bench', '--scenario', '/nonexistent/x.yaml']],
    [2, ['bench', '--url', 'http://192.0.2.1', '--rate', '5000/s']],
    [2, ['invoke']],
    [2, ['invoke', '--function', 'f', '--payload', '{', ...nowhere]],
    [2, ['invoke', '--function', 'f', '--payload', '@/nonexistent/x', ...nowhere]],
    [1, ['stack', 'mine', ...nowhere]],
    [2, ['stack', '--from', '/nonexistent/x.json']],
    [2, ['seed', '--ints', '5', '--source', './nothing']],
    [2, ['seed', '--ints', '/nonexistent/x']],
    [2, ['purge']],
    [2, ['serve', '--port', 'x']],
    [2, ['config', '--timeout', 'x']],
  ] as const)('exits %d and ends with what to try: %j', async (exitCode, argv) => {
    const env = {
      FIBIMG_DATA_DIR: await temporaryFolder(),
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 'b',
    };
    const { code, err } = await spawnFibimg(argv, { env }).done;
    const lines = err.trimEnd().split('\n');
    expect(code).toBe(exitCode);
    expect(lines.some((line) => line.startsWith(`fibimg ${argv[0]}: `))).toBe(true);
    expect(lines.at(-1)).toMatch(/^ {2}try {3}\S/);
    expect(err).not.toMatch(/^\s+at /m);
  });

  it('is JSON on standard error under --json, and nothing on standard output', async () => {
    const { code, out, err } = await runFibimg(['get', '--url', 'http://127.0.0.1:1', '--json']);
    expect([code, out]).toEqual([1, '']);
    expect(JSON.parse(err).error).toMatchObject({ kind: 'network', hint: expect.any(String) });
  });

  it('in a configuration file is told by every command, before it does anything', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'fibimg.config.json'), '{"timeouts": "1s"}');
    for (const { name } of commands) {
      const { code, out, err } = await runFibimg([name], { cwd });
      expect([name, code, out]).toEqual([name, 2, '']);
      expect(err).toContain('unknown key timeouts (did you mean timeout?)');
    }
  });
});

describe.each(commands.map(({ name, options }) => [name, options] as const))(
  '%s',
  (name, options) => {
    it('is either quiet or verbose', async () => {
      const { code, out, err } = await runFibimg([name, '-q', '-v']);
      expect([code, out]).toEqual([2, '']);
      expect(err).toContain('--quiet and --verbose exclude each other');
    });

    it('suggests the option that was meant, and takes no more arguments than it names', async () => {
      const misspelt = await runFibimg([name, '--verbos']);
      expect(misspelt).toMatchObject({ code: 2, out: '' });
      expect(misspelt.err).toContain("Did you mean '--verbose'?");
      const takesMany = Object.values(await options()).some(
        ({ kind, positional }) => kind === 'list' && positional !== undefined,
      );
      if (takesMany) return;
      const crowded = await runFibimg([name, 'x', 'y']);
      expect(crowded).toMatchObject({
        code: 2,
        err: expect.stringContaining('too many arguments'),
      });
    });
  },
);
