import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** moto_server on a free port; only for `npm run test:moto`, since it comes from Python's registry. */
export const startMoto = async () => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const failed = new Promise<never>((_, reject) => child.once('error', reject));
  for (let attempt = 0; attempt < 200 && !(await answers(url)); attempt += 1) {
    await Promise.race([
      sleep(50),
      failed,
      ended.then(() => Promise.reject(new Error('moto_server ended'))),
    ]);
  }
  const close = async () => {
    child.kill();
    await ended;
  };
  return { url, close };
};

const answers = (url: string): Promise<boolean> =>
  fetch(`${url}/moto-api/`).then(
    (response) => response.ok,
    () => false,
  );

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
};
