import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { serverTimesIn } from '../../../src/core/invocation/evidence-headers.ts';
import { temporaryDir } from '../store/store-fixture.ts';
import { type TestLambda, useLocalLambda } from './local-lambda-fixture.ts';
import { environmentOf, isRunning, toldIn } from './told.ts';

const start = useLocalLambda();

const sleepers = async ({ ask }: TestLambda, count: number, ms: number) => {
  const asked = Array.from({ length: count }, () => ask(`sleep&ms=${ms}`));
  return Promise.all(asked);
};

describe('environments', () => {
  it('serve one request after the other, and say which one was cold', async () => {
    const { ask, stats, logs } = await start();
    const responses = [await ask('echo'), await ask('echo'), await ask('echo')];
    const told = await Promise.all(responses.map(toldIn));
    expect(new Set(told.map(({ environment }) => environment)).size).toBe(1);
    expect(told.map(({ invocations }) => invocations)).toEqual([1, 2, 3]);
    expect(stats()).toMatchObject({ coldStarts: 1, environments: { busy: 0, idle: 1 } });
    expect(logs.map((log) => log.includes('Init Duration: '))).toEqual([true, false, false]);
  });

  it('are processes of their own, a new one when all are busy', async () => {
    const lambda = await start({ concurrency: 3 });
    const pids = await Promise.all((await sleepers(lambda, 3, 300)).map(environmentOf));
    expect(new Set(pids).size).toBe(3);
    expect(pids).not.toContain(process.pid);
    expect(lambda.stats()).toMatchObject({ coldStarts: 3, environments: { idle: 3 } });
  });

  it('wait for others that start, which is told apart from their own start', async () => {
    const lambda = await start({ concurrency: 6, cpuCount: 1 });
    const responses = await sleepers(lambda, 6, 1500);
    const times = responses.map(({ headers }) => serverTimesIn(new Map(headers)));
    const cold = times.flatMap((of) => (of?.initMs === undefined ? [] : [of]));
    expect(cold.length).toBeGreaterThan(2);
    expect(cold.every(({ initMs = 0 }) => initMs > 0)).toBe(true);
    expect(Math.max(...cold.map(({ queueMs }) => queueMs))).toBeGreaterThan(10);
    const { spawnQueueMs, initMs, coldStarts } = lambda.stats();
    expect(coldStarts).toBe(cold.length);
    expect(spawnQueueMs.max).toBeGreaterThan(0);
    expect(initMs.total).toBeGreaterThan(initMs.max);
  });

  it('end when they are idle for long enough', async () => {
    const { ask, stats } = await start({ idleMs: 50 });
    const pid = await environmentOf(await ask('sleep&ms=0'));
    await expect.poll(() => isRunning(pid)).toBe(false);
    expect(stats().environments).toEqual({ busy: 0, idle: 0 });
    expect(await environmentOf(await ask('sleep&ms=0'))).not.toBe(pid);
  });

  it('are replaced when asked to, each after the invocation that it has', async () => {
    const { ask, recycleEnvironments, stats } = await start();
    const idlePid = await environmentOf(await ask('sleep&ms=0'));
    const busy = ask('sleep&ms=300');
    await expect.poll(() => stats().environments.busy).toBe(1);
    recycleEnvironments();
    expect(await environmentOf(await busy)).toBe(idlePid);
    expect(await environmentOf(await ask('sleep&ms=0'))).not.toBe(idlePid);
    await expect.poll(() => isRunning(idlePid)).toBe(false);
  });

  it('killed in the middle of a request: a function error, and the next gets a new one', async () => {
    const { ask, stats } = await start();
    const pid = await environmentOf(await ask('sleep&ms=0'));
    const failing = ask('sleep&ms=20000');
    await expect.poll(() => stats().environments.busy).toBe(1);
    process.kill(pid, 'SIGKILL');
    expect((await failing).status).toBe(502);
    expect((await ask('echo')).status).toBe(200);
  });

  it('killed while idle: the next request does not notice', async () => {
    const { ask, stats } = await start();
    process.kill(await environmentOf(await ask('sleep&ms=0')), 'SIGKILL');
    await expect.poll(() => stats().environments.idle).toBe(0);
    expect((await ask('echo')).status).toBe(200);
  });

  it('that cannot start are function errors with the reason', async () => {
    const bundle = join(temporaryDir(), 'index.mjs');
    writeFileSync(bundle, "import 'no-such-package';\nexport const handler = () => null;\n");
    const { ask, logs } = await start({ bundle });
    expect((await ask('echo')).status).toBe(502);
    expect((await ask('echo')).status).toBe(502);
    expect(logs[1]).toMatch(/Status: error\tError Type: Runtime\.ImportModuleError\t/);
  });

  it('that never become ready are ended at the initialisation limit', async () => {
    const bundle = join(temporaryDir(), 'index.mjs');
    writeFileSync(bundle, 'await new Promise(() => setInterval(() => {}, 1000));');
    const { ask, logs } = await start({ bundle, initTimeoutMs: 300 });
    expect((await ask('echo')).status).toBe(502);
    expect(logs[0]).toContain('Error Type: Sandbox.Timedout');
  });
});

describe('the limit', () => {
  it('1,000 requests at once at a limit of 10: exactly the refused ones get 429', async () => {
    const { ask, stats } = await start({ concurrency: 10 });
    const responses = await Promise.all(
      Array.from({ length: 1000 }, async () => {
        const response = await ask('sleep&ms=20');
        return { status: response.status, body: await response.text() };
      }),
    );
    const refused = responses.filter(({ status }) => status === 429);
    const served = responses.filter(({ status }) => status === 200);
    expect(refused.length + served.length).toBe(1000);
    expect(served.length).toBeGreaterThanOrEqual(10);
    expect(stats()).toMatchObject({ throttled: refused.length, invocations: served.length });
    expect(stats().coldStarts).toBeLessThanOrEqual(10);
    expect(JSON.parse(refused[0]?.body ?? '')).toEqual({
      Reason: 'ConcurrentInvocationLimitExceeded',
      Type: 'User',
      message: 'Rate Exceeded.',
    });
  });
});

describe('the end', () => {
  it('lets requests in flight finish, and leaves no process', async () => {
    const { ask, close, url, stats } = await start();
    const running = ask('sleep&ms=400');
    await expect.poll(() => stats().environments.busy).toBe(1);
    await close();
    const response = await running;
    expect(response.status).toBe(200);
    const pid = await environmentOf(response);
    await expect.poll(() => isRunning(pid)).toBe(false);
    await expect(fetch(url)).rejects.toThrow();
  });
});

describe('ports', () => {
  it('a port that is taken is told, with what to do', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await expect(start({ port })).rejects.toMatchObject({
      kind: 'refused',
      message: `port ${port} is taken`,
      hint: expect.stringContaining('--port 0'),
    });
    other.close();
  });

  it('two servers run beside each other', async () => {
    const [first, second] = [await start(), await start()];
    expect(first.url).not.toBe(second.url);
    expect((await first.ask('echo')).status).toBe(200);
    expect((await second.ask('echo')).status).toBe(200);
    expect(first.stats().invocations).toBe(1);
  });

  it('a bundle that is not built is told', async () => {
    await expect(start({ bundle: '/nowhere/index.mjs' })).rejects.toMatchObject({
      kind: 'config',
      hint: 'npm run build',
    });
  });
});
