import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { lightStoresOn } from './light-stores.ts';

const names = { bucket: 'images', table: 'BrefStory-table' };
const empty = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}';

let server: Server;
const sockets: Socket[] = [];
const closed: Promise<unknown>[] = [];
let light: ReturnType<typeof lightStoresOn>;

/** A server that answers each request, on the connection of the given number, by hand. */
const start = async (answer: (socket: Socket, connection: number) => void) => {
  server = createServer((socket) => {
    const connection = sockets.push(socket);
    closed.push(new Promise((resolve) => socket.once('close', resolve)));
    socket.on('error', () => {});
    socket.on('data', () => answer(socket, connection));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  light = lightStoresOn(`http://127.0.0.1:${port}`, { ...names, silenceMs: 2000 });
};
afterEach(async () => {
  light.close();
  for (const socket of sockets.splice(0)) socket.destroy();
  closed.length = 0;
  await new Promise((resolve) => server.close(resolve));
});

test('an idle connection that the server ends is let go, and not tried', async () => {
  await start((socket) => socket.write(empty));
  await light.repository.find(1);
  sockets[0]?.end();
  await closed[0];
  await light.repository.find(2);
  expect(sockets).toHaveLength(2);
});

test('bytes that nobody asked for end the connection', async () => {
  await start((socket) => socket.write(empty));
  await light.repository.find(1);
  sockets[0]?.write(empty);
  await closed[0];
  expect(await light.repository.find(2)).toBeUndefined();
  expect(sockets).toHaveLength(2);
});

test('an answer that says close, or has more after it, is the last on its connection', async () => {
  const last = [empty.replace('OK\r\n', 'OK\r\nConnection: close\r\n'), `${empty}x`];
  await start((socket, connection) => socket.write(last[connection - 1] ?? empty));
  for (let pixels = 1; pixels <= 4; pixels += 1) await light.repository.find(pixels);
  expect(sockets).toHaveLength(3);
});

test('an answer in many pieces is put together, letters of several bytes too', async () => {
  const item = { Item: { metadata: { S: '{"é' } } };
  const bytes = Buffer.from(JSON.stringify(item));
  await start((socket) => {
    socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
    for (const byte of bytes) socket.write(Buffer.from([0x31, 13, 10, byte, 13, 10]));
    socket.write('0\r\n\r\n');
  });
  await expect(light.repository.find(1)).rejects.toMatchObject({
    kind: 'corrupt',
    hint: expect.stringContaining('it is 3 characters'),
  });
});

test('an answer cut short, and one too large, are failures of the store', async () => {
  await start((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}'));
  await expect(light.repository.find(1)).rejects.toMatchObject({
    kind: 'storage',
    why: expect.stringContaining('closed before the end of the answer'),
  });
  light.close();
  server.close();
  const megabyte = Buffer.alloc(2 ** 20, 'x');
  await start((socket) => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    for (let each = 0; each < 5; each += 1) socket.write(megabyte);
  });
  await expect(light.repository.find(1)).rejects.toMatchObject({
    kind: 'storage',
    why: expect.stringContaining('larger than 4 MB'),
  });
});

test('nothing is sent of a header that would begin another', async () => {
  await start((socket) => socket.write(empty));
  light.close();
  const credentials = () => ({ accessKeyId: 'A', secretAccessKey: 's', sessionToken: 'a\r\nb: c' });
  const { port } = server.address() as AddressInfo;
  light = lightStoresOn(`http://127.0.0.1:${port}`, { ...names, credentials });
  await expect(light.repository.find(1)).rejects.toMatchObject({ kind: 'storage' });
  expect(sockets).toHaveLength(0);
});
