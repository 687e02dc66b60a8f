import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createGeneratedOrigin } from '../../../src/origin/generated.ts';
import { likePicsum, startServer } from '../../origin/picsum-server.ts';
import { deployOriginal } from '../../support/aws/deployed-stack.ts';
import { originalName } from '../../support/aws/original-stack.ts';
import { runFibimg, spawnFibimg, temporaryFolder } from '../../support/cli/run-fibimg.ts';

/** A server as a person starts it; `listening` is its address once it listens. */
const serve = async (argv: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const dataDir = await temporaryFolder();
  const target = argv.includes('--stack') ? [] : ['--data-dir', dataDir];
  const server = spawnFibimg(['serve', '--port', '0', ...target, ...argv], { env });
  onTestFinished(() => {
    server.child.kill('SIGKILL');
  });
  const [said] = (await once(server.child.stdout, 'data')) as [Buffer];
  return {
    ...server,
    dataDir,
    said: said.toString(),
    url: /http:\/\/[\d.:]+/.exec(`${said}`)?.[0],
  };
};

describe('fibimg serve', () => {
  it('answers the contract, keeps what it fetched where get finds it, and drains on Ctrl-C', async () => {
    const { url, said, dataDir, child, done } = await serve([]);
    expect(said).toMatch(/^listening on http:\/\/127\.0\.0\.1:\d+\n$/);
    const answers = [await fetch(`${url}/?int=400`), await fetch(`${url}/?int=400`)];
    expect(answers.map(({ headers }) => headers.get('x-fibimg-outcome'))).toEqual([
      'fetched',
      'stored',
    ]);
    const body = await answers[0]?.json();
    expect(Object.keys(body as object)).toEqual(['context', 'now', 'int', 'fibonacci', 'metadata']);
    child.kill('SIGINT');
    const { code, out, err } = await done;
    expect(code).toBe(130);
    expect(out.match(/^REPORT RequestId: .*\t$/gm)).toHaveLength(2);
    expect(err).toContain('served 2 invocations: 1 cold, 0 failed; 0 throttled');
    const got = await runFibimg(['get', '--int', '400', '--data-dir', dataDir]);
    expect(got.out).toContain('stored');
  });

  it('lets a request in flight end before it ends itself', async () => {
    const { url, child, done } = await serve(['--origin-latency', '700ms']);
    const running = fetch(`${url}/?int=401`);
    await new Promise((resolve) => setTimeout(resolve, 400));
    child.kill('SIGTERM');
    expect((await running).status).toBe(200);
    expect((await done).code).toBe(143);
  });

  it('has an origin that fails as often as asked, the same way for the same seed', async () => {
    const statuses = async (): Promise<readonly number[]> => {
      const { url, child } = await serve([
        '--origin-failures',
        '0.5',
        '--seed',
        '7',
        '--quiet',
        '--json',
      ]);
      const got: number[] = [];
      for (let int = 400; int < 420; int += 1) got.push((await fetch(`${url}/?int=${int}`)).status);
      child.kill('SIGINT');
      return got;
    };
    const first = await statuses();
    expect(new Set(first)).toEqual(new Set([200, 502]));
    expect(await statuses()).toEqual(first);
  });

  it('with --json prints one document, and the reports on standard error', async () => {
    const { url, said, child, done } = await serve(['--json', '--verbose']);
    expect(JSON.parse(said)).toEqual({
      schemaVersion: 1,
      url,
      invokeEndpoint: url,
      functionName: 'GetFibonacciImage',
    });
    await fetch(`${url}/?int=400`);
    child.kill('SIGINT');
    const { out, err } = await done;
    expect(out).toBe(said);
    expect(err).toMatch(
      /START RequestId[\s\S]*"outcome":"fetched"[\s\S]*END RequestId[\s\S]*REPORT/,
    );
  });

  it("uses a deployed stack's store when one is named, and a real origin with it", async () => {
    const { metadata } = await deployOriginal();
    const { image } = await createGeneratedOrigin().fetch(20);
    const origin = await startServer(likePicsum(image));
    onTestFinished(() => origin.close());
    const aws = Object.entries(process.env).filter(([name]) => name.startsWith('AWS_'));
    const env = Object.fromEntries(aws.map(([name, value]) => [name, value ?? '']));
    const { url } = await serve(['--stack', originalName, '--origin-url', origin.url], env);
    const answer = await fetch(`${url}/?int=20`);
    expect([answer.status, answer.headers.get('x-fibimg-outcome')]).toEqual([200, 'fetched']);
    expect(await metadata.find(20)).toMatchObject({
      redirectedUrl: `${origin.url}/id/13/20/20.jpg?hmac=abc`,
    });
    vi.unstubAllEnvs();
  });

  it('tells of a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => {
      other.close();
    });
    const { port } = other.address() as AddressInfo;
    const dataDir = await temporaryFolder();
    const { code, err } = await spawnFibimg(['serve', '--port', `${port}`, '--data-dir', dataDir])
      .done;
    expect(code).toBe(1);
    expect(err).toContain(`port ${port} is taken`);
  });
});

describe('fibimg serve, a wrong command line', () => {
  it.each([
    [['--port', '70000'], '--port is "70000"'],
    [['--concurrency', '0'], '--concurrency is "0"'],
    [['--memory', '64'], '--memory is "64"'],
    [['--idle', '5'], '--idle is "5"'],
    [['--origin-failures', '2'], '--origin-failures is "2"'],
    [['--origin-latency', 'long'], '--origin-latency is "long"'],
    [
      ['--timeout', '16m'],
      '--timeout is "16m", expected a duration such as 10s or 500ms, 1ms to 15m',
    ],
    [['--url', 'http://x'], '--url'],
  ])('%j', async (argv, what) => {
    const { code, err } = await runFibimg(['serve', ...argv]);
    expect(code).toBe(2);
    expect(err).toContain(what);
  });
});
