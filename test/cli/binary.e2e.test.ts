import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { binary, runFibimg, spawnFibimg, temporaryFolder } from '../support/cli/run-fibimg.ts';

const generated = (dir: string) => ['get', '--source', 'generated', '--data-dir', dir];

describe('the built binary', () => {
  it('gets an image into a fresh store, and says nothing else', async () => {
    const dir = await temporaryFolder();
    const result = await spawnFibimg([...generated(dir), '--int', '500', '--json']).done;
    expect([result.code, result.err]).toEqual([0, '']);
    expect(Object.keys(JSON.parse(result.out))).toEqual([
      'context',
      'now',
      'int',
      'fibonacci',
      'metadata',
    ]);
    expect(result.out.endsWith('}\n')).toBe(true);
  });

  it('hands over a large image whole through a pipe', async () => {
    const dir = await temporaryFolder();
    const result = await spawnFibimg([...generated(dir), '--int', '5000', '-o', '-']).done;
    const stored = readFileSync(join(dir, 'image/5000.jpg'));
    expect(stored.byteLength).toBeGreaterThan(130_000);
    expect(result.outBytes.equals(stored)).toBe(true);
  });

  it('takes a reader that closes early for a normal end', async () => {
    const dir = await temporaryFolder();
    const running = spawnFibimg([...generated(dir), '--int', '5000', '-o', '-']);
    running.child.stdout.once('data', () => running.child.stdout.destroy());
    const { code, err } = await running.done;
    expect([code, err]).toEqual([0, '']);
  });

  it('respects COLUMNS, FORCE_COLOR and NO_COLOR', async () => {
    const dir = await temporaryFolder();
    const argv = [...generated(dir), '--int', '100'];
    const forced = await spawnFibimg(argv, { env: { FORCE_COLOR: '1' } }).done;
    const none = await spawnFibimg(argv, { env: { FORCE_COLOR: '1', NO_COLOR: '1' } }).done;
    expect(forced.out).toContain('\x1b[');
    expect(none.out).not.toContain('\x1b[');
  });

  it('keeps to XDG_DATA_HOME and writes nothing to the home or working directory', async () => {
    const home = await temporaryFolder();
    const env = { HOME: home, XDG_DATA_HOME: join(home, 'data') };
    const { code, out } = await spawnFibimg(['get', '--source', 'generated', '--int', '7'], {
      env,
      cwd: home,
    }).done;
    expect(code).toBe(0);
    expect(out).toContain(join(home, 'data/fibimg/image/7.jpg'));
    const { readdirSync } = await import('node:fs');
    expect(readdirSync(home)).toEqual(['data']);
  });

  it('never shows a secret, not even with --verbose', async () => {
    const dir = await temporaryFolder();
    const env = {
      AWS_SECRET_ACCESS_KEY: 'marker-of-a-secret',
      AWS_SESSION_TOKEN: 'marker-of-a-token',
    };
    for (const argv of [
      [...generated(dir), '--int', '5', '--verbose'],
      ['config'],
      ['config', '--json'],
    ]) {
      const { out, err } = await spawnFibimg(argv, { env }).done;
      expect(out + err).not.toContain('marker-of');
    }
  });
});

describe('a signal', () => {
  /** An origin that takes the request and never answers. */
  const hungOrigin = async () => {
    const reached = { resolve: () => {} };
    const asked = new Promise<void>((resolve) => {
      reached.resolve = resolve;
    });
    const server = createServer(() => reached.resolve());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    return { url: `http://127.0.0.1:${port}`, asked };
  };

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)(
    '%s during a fetch ends with %d, says so, and leaves nothing',
    async (signal, code) => {
      const dir = await temporaryFolder();
      const origin = await hungOrigin();
      const argv = [
        'get',
        '--int',
        '300',
        '--source',
        'picsum',
        '--origin-url',
        origin.url,
        '--data-dir',
        dir,
      ];
      const running = spawnFibimg(argv);
      await origin.asked;
      running.child.kill(signal);
      const result = await running.done;
      expect(result).toMatchObject({
        code,
        out: '',
        err: `fibimg get: interrupted by ${signal}\n`,
      });
    },
  );
});

const outputsFile = join(import.meta.dirname, '../fixtures/own.template.json');
const loadLog = new URL('../support/cli/load-log.mjs', import.meta.url).href;

describe('what is loaded', () => {
  const loaded = async (argv: readonly string[]) => {
    const { err, code } = await spawnFibimg(argv, { env: { NODE_OPTIONS: `--import ${loadLog}` } })
      .done;
    expect(code).toBe(0);
    return err
      .split('\n')
      .filter((line) => line.startsWith('LOADED '))
      .map((line) => line.slice(7));
  };

  const inputsOf = (urls: readonly string[]): string[] => {
    const meta: { outputs: Record<string, { inputs: Record<string, unknown> }> } = JSON.parse(
      readFileSync(join(binary, '../../build/cli.meta.json'), 'utf8'),
    );
    return Object.entries(meta.outputs)
      .filter(([file]) => urls.some((url) => url.endsWith(`/${file}`)))
      .flatMap(([, { inputs }]) => Object.keys(inputs));
  };

  it.each([
    [['--version']],
    [['-V']],
    [['--help']],
    [['-h']],
    [['help']],
    [['help', 'get']],
    [['stack', '--help']],
    [['bench', '-h']],
  ])(
    '%j loads nothing: it was written down at the build, as it is printed without that',
    async (argv) => {
      const urls = await loaded(argv);
      expect(urls.filter((url) => url.includes('/dist/'))).toEqual([]);
      const [page, printed] = await Promise.all([spawnFibimg(argv).done, runFibimg(argv)]);
      expect([page.code, page.out, page.err]).toEqual([0, printed.out, '']);
    },
  );

  it.each([
    ['help', 'nothing'],
    ['help', '../help'],
    ['help', 'help'],
    ['get', 'help'],
  ])('%s %s is no page, and is left to the program', async (...argv) => {
    const [built, source] = await Promise.all([spawnFibimg(argv).done, runFibimg(argv)]);
    expect([built.code, built.out, built.err]).toEqual([source.code, source.out, source.err]);
  });

  it.each([
    ['stack --from', ['stack', '--from', outputsFile]],
    ['config', ['config']],
  ])('%s loads no SDK, no image library and no load library', async (_, argv) => {
    const urls = await loaded(argv);
    const inputs = inputsOf(urls);
    expect(inputs).toContain('src/cli/main.ts');
    expect(inputs.filter((input) => /@aws-sdk|@smithy/.test(input))).toEqual([]);
    expect(urls.filter((url) => /node_modules\/(sharp|autocannon)\//.test(url))).toEqual([]);
  });

  it('a stored get loads no SDK and no image library', async () => {
    const dir = await temporaryFolder();
    const argv = [...generated(dir), '--int', '12', '--json'];
    await spawnFibimg(argv).done;
    const urls = await loaded(argv);
    expect(inputsOf(urls)).toContain('src/local/store/embedded-store.ts');
    expect(
      inputsOf(urls).filter((input) => /@aws-sdk|@smithy|node_modules\/ora/.test(input)),
    ).toEqual([]);
    expect(urls.filter((url) => /node_modules\/sharp\//.test(url))).toEqual([]);
  });
});
