import { Agent } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { sendRequest, targetOf } from '../../src/net/send-request.ts';
import { getFunctionUrl } from '../../src/origin/function-url-client.ts';
import { createPicsumOrigin } from '../../src/origin/picsum.ts';

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

/** Answers every request by switching protocols, which leaves the bare connection to the client. */
const startSwitching = async () => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    socket.once('data', () =>
      socket.write('HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'),
    );
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  cleanUps.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((done) => server.close(done));
  });
  const { port } = portOf(server.address());
  return { url: `http://127.0.0.1:${port}`, sockets };
};

const portOf = (address: string | AddressInfo | null): AddressInfo => {
  if (address === null || typeof address === 'string') throw new TypeError('no port');
  return address;
};

describe('an answer that switches protocols', () => {
  it('is an error at once, and its connection is closed', async () => {
    const { url, sockets } = await startSwitching();
    const agent = new Agent({ keepAlive: true });
    const closed = (): boolean => sockets.every(({ destroyed }) => destroyed);
    await expect(
      sendRequest(targetOf(new URL(url)), { method: 'GET', headers: {}, agent, maxBytes: 100 }),
    ).rejects.toThrow('101');
    await expect.poll(closed).toBe(true);
  });

  it("is an error of a function's URL", async () => {
    const { url } = await startSwitching();
    const agentFor = () => new Agent();
    await expect(
      getFunctionUrl(new URL(url), { timeoutMs: 2000, userAgent: 'test', agentFor }),
    ).rejects.toMatchObject({ kind: 'network', why: expect.stringContaining('101') });
  });

  it('is an error of an image origin', async () => {
    const { url } = await startSwitching();
    const origin = createPicsumOrigin({ baseUrl: url, timeoutMs: 2000, userAgent: 'test' });
    await expect(origin.fetch(500)).rejects.toMatchObject({
      kind: 'origin',
      why: expect.stringContaining('101'),
    });
  });
});
