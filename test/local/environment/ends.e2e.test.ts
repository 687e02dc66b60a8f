/** Environments that do not end by themselves, and what must not keep or end the local Lambda. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FibimgError } from '../../../src/core/error.ts';
import { useLocalLambda } from '../lambda/local-lambda-fixture.ts';
import { environmentOf, isRunning } from '../lambda/told.ts';
import { temporaryDir } from '../store/store-fixture.ts';

const start = useLocalLambda();

const invoke = (endpoint: string, name: string, type: string) =>
  fetch(`${endpoint}/2015-03-31/functions/${name}/invocations`, {
    method: 'POST',
    headers: { 'x-amz-invocation-type': type },
  });

describe('at its end the local Lambda', () => {
  it('has waited for its idle environments, so that none is left as a zombie', async () => {
    const { ask, close } = await start();
    const pids = await Promise.all(
      [1, 2, 3].map(async () => environmentOf(await ask('sleep&ms=200'))),
    );
    await close();
    expect(pids.filter(isRunning)).toEqual([]);
  });

  it('ends at once when it is told to, busy loops, starts and all', async () => {
    const lambda = await start({ concurrency: 3 });
    const pid = await environmentOf(await lambda.ask('sleep&ms=0'));
    const spinning = lambda.ask('spin').catch(() => undefined);
    const starting = lambda.ask('spin').catch(() => undefined);
    await expect.poll(() => lambda.stats().environments.busy).toBe(2);
    const startedMs = performance.now();
    await lambda.abort();
    expect(performance.now() - startedMs).toBeLessThan(3000);
    expect(isRunning(pid)).toBe(false);
    await lambda.close();
    await Promise.all([spinning, starting]);
  });

  it('waits neither for a connection that asks nothing nor for one that asks by halves', async () => {
    const { url, close, ask } = await start();
    await ask('echo');
    const { port } = new URL(url);
    const parts = [
      '',
      'GET / HTTP/1.1\r\nHo',
      'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhalf',
    ];
    for (const part of parts) {
      const socket = connect(Number(port), '127.0.0.1').on('error', () => {});
      onTestFinished(() => void socket.destroy());
      await once(socket, 'connect');
      socket.write(part);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
    const startedMs = performance.now();
    await close();
    expect(performance.now() - startedMs).toBeLessThan(4000);
  });
});

it.each([
  ['at rest', []],
  ['in a busy loop', ['spin']],
])('no environment %s outlives a parent that was killed', async (_, doing) => {
  const script = join(import.meta.dirname, 'serve-until-killed.ts');
  const parent = spawn(process.execPath, ['--import', 'tsx', script, ...doing], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = (await once(parent.stdout, 'data')) as [Buffer];
  const pids = JSON.parse(said.toString()) as number[];
  expect(pids.map(isRunning)).toEqual([true, true]);
  parent.kill('SIGKILL');
  await expect.poll(() => pids.some(isRunning), { timeout: 5000 }).toBe(false);
});

describe('a handler that talks to its parent', () => {
  it('finds nobody, as on Lambda', async () => {
    const { ask } = await start();
    expect(await (await ask('send')).json()).toBe('undefined undefined');
  });

  it('is not heard where it finds a way', async () => {
    const bootstrap = join(temporaryDir(), 'bootstrap.mjs');
    const odd = ['null', '1', '"ready"', '{}', '{"type":"log"}', '{"type":"broken"}', 'words'];
    const result =
      '{"type":"result","ok":true,"durationMs":1,"maxMemoryMb":1,"cpuMs":1,"payloadLength":1}';
    writeFileSync(
      bootstrap,
      `import { Socket } from 'node:net';
       const channel = new Socket({ fd: 3, readable: true, writable: true });
       const send = (text) => {
         const length = Buffer.alloc(4);
         length.writeUInt32LE(Buffer.byteLength(text));
         channel.write(Buffer.concat([length, Buffer.from(text)]));
       };
       const say = () => ${JSON.stringify(odd)}.forEach(send);
       channel.on('data', () => { say(); send('${result}\\n1'); });
       say(); send('{"type":"ready"}');`,
    );
    const { ask, stats } = await start({ bootstrap });
    for (let nth = 0; nth < 3; nth += 1) expect(await (await ask('echo')).json()).toBe(1);
    expect(stats()).toMatchObject({ invocations: 3, functionErrors: 0, coldStarts: 1 });
  });

  it('and breaks the channel ends its environment, and nothing else', async () => {
    const bundle = join(temporaryDir(), 'index.mjs');
    writeFileSync(
      bundle,
      `import { writeSync } from 'node:fs';
       export const handler = async ({ rawPath }) => {
         if (rawPath === '/break') writeSync(3, Buffer.alloc(100, 0xff));
         return process.pid;
       };`,
    );
    const { url, stats } = await start({ bundle });
    const pid = await (await fetch(url)).json();
    expect((await fetch(`${url}/break`)).status).toBe(502);
    expect(await (await fetch(url)).json()).not.toBe(pid);
    expect(stats()).toMatchObject({ functionErrors: 1, coldStarts: 2 });
  });
});

it('an environment that starts while the others are replaced is replaced after its invocation', async () => {
  const bundle = join(temporaryDir(), 'index.mjs');
  writeFileSync(
    bundle,
    `await new Promise((resolve) => setTimeout(resolve, 400));
     export const handler = async () => ({ environment: process.pid });`,
  );
  const { ask, stats, recycleEnvironments } = await start({ bundle });
  const starting = ask('echo');
  await expect.poll(() => stats().environments.busy).toBe(1);
  recycleEnvironments();
  const old = await environmentOf(await starting);
  expect(stats().environments.idle).toBe(0);
  expect(await environmentOf(await ask('echo'))).not.toBe(old);
});

describe('credentials that have expired', () => {
  const expired = () =>
    start({
      variables: async () => {
        throw new FibimgError('credentials', 'no AWS credentials', {
          why: 'the session has expired',
        });
      },
      delivery: { retryDelayMs: 20 },
    });

  it('are told to whoever asks, and to the log', async () => {
    const { ask, invokeEndpoint, functionName, logs } = await expired();
    const answer = await ask('echo');
    const why = 'no AWS credentials: the session has expired';
    expect([answer.status, await answer.json()]).toEqual([500, { Message: why }]);
    const invoked = await invoke(invokeEndpoint, functionName, 'RequestResponse');
    expect([invoked.status, await invoked.json()]).toEqual([
      500,
      { Type: 'Service', Message: why },
    ]);
    expect(logs).toEqual([
      expect.stringMatching(/^ERROR RequestId: \S+ could not be run: no AWS credentials/),
      expect.stringMatching(/^ERROR/),
    ]);
  });

  it('make an asynchronous event wait, and end nothing', async () => {
    const { invokeEndpoint, functionName, close, logs } = await expired();
    expect((await invoke(invokeEndpoint, functionName, 'Event')).status).toBe(202);
    await expect.poll(() => logs.length).toBeGreaterThan(2);
    expect(await close()).toBe(1);
  });
});
