import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { credentials, lightStoresOn } from './light-stores.ts';

const names = { bucket: 'images', table: 'BrefStory-table' };

/** Answers every GetItem with no item; tests look at who asked, and pull the plug. */
const startServer = async () => {
  const requests: IncomingMessage[] = [];
  const sockets = new Set<Socket>();
  const doomed = new Set<Socket>();
  const server = createServer((request, response) => {
    if (doomed.has(request.socket)) {
      request.socket.resetAndDestroy();
      return;
    }
    requests.push(request);
    request.resume().on('end', () => response.end('{}'));
  });
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, requests, sockets, doomed, close };
};

let server: Awaited<ReturnType<typeof startServer>>;
beforeEach(async () => {
  server = await startServer();
});
afterEach(() => server.close());

test('one connection serves calls that follow each other', async () => {
  const { repository, close } = lightStoresOn(server.url, names);
  for (let pixels = 1; pixels <= 5; pixels += 1) await repository.find(pixels);
  expect(server.requests).toHaveLength(5);
  expect(server.sockets.size).toBe(1);
  close();
});

test('after a freeze every idle connection is dead, and the next call still succeeds', async () => {
  const { repository, close } = lightStoresOn(server.url, names);
  await Promise.all([1, 2, 3, 4].map((pixels) => repository.find(pixels)));
  expect(server.sockets.size).toBe(4);
  for (const socket of server.sockets) server.doomed.add(socket);
  expect(await repository.find(5)).toBeUndefined();
  expect(server.sockets.size).toBe(5);
  close();
});

test('credentials are read at every call', async () => {
  let token = 'first';
  const rotating = () => ({ ...credentials(), sessionToken: token });
  const { repository, close } = lightStoresOn(server.url, { ...names, credentials: rotating });
  await repository.find(1);
  token = 'second';
  await repository.find(1);
  const sent = server.requests.map(({ headers }) => headers['x-amz-security-token']);
  expect(sent).toEqual(['first', 'second']);
  close();
});
