import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { HttpHandler } from '../../../src/local/http/http-connection.ts';
import { startHttpServer } from '../../../src/local/http/http-server.ts';

const start = async (handler: HttpHandler) => {
  const server = await startHttpServer({
    port: 0,
    maxKeptBytes: 1000,
    now: () => new Date(0),
    tellsKeepAlive: true,
    refuse: () => ({ status: 403 }),
    handler,
  });
  onTestFinished(() => server.close(0));
  return server;
};

/** A connection that keeps what it is sent. */
const dial = async (port: number) => {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1');
  onTestFinished(() => void socket.destroy());
  let received = '';
  socket.on('data', (text: string) => {
    received += text;
  });
  await once(socket, 'connect');
  const closed = once(socket, 'close');
  return { socket, closed, received: () => received };
};

const get = (path: string, headers = ''): string =>
  `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`;

const echo: HttpHandler = ({ target }) => ({ status: 200, body: target });

describe('startHttpServer', () => {
  it('answers on one connection, in the order of the requests, those sent ahead as well', async () => {
    const waiting: (() => void)[] = [];
    const { port } = await start(async ({ target }) => {
      if (target === '/slow') await new Promise<void>((resolve) => waiting.push(resolve));
      return { status: 200, body: target };
    });
    const { socket, received } = await dial(port);
    socket.write(get('/slow') + get('/one'));
    await expect.poll(() => waiting.length).toBe(1);
    socket.write(get('/two'));
    waiting[0]?.();
    await expect.poll(() => received()).toContain('/two');
    expect(received().match(/\/(slow|one|two)$|\/(slow|one)(?=HTTP)/gm)).toEqual([
      ...['/slow', '/one', '/two'],
    ]);
  });

  it('answers no further than a client reads, and all once it does', async () => {
    let answered = 0;
    const body = 'x'.repeat(65_536);
    const { port } = await start(() => {
      answered += 1;
      return { status: 200, body };
    });
    const socket = connect(port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    await once(socket, 'connect');
    const count = 600;
    socket.write(get('/').repeat(count));
    let before = -1;
    for (; before !== answered; await new Promise((resolve) => setTimeout(resolve, 200))) {
      before = answered;
    }
    expect(answered).toBeLessThan(count / 2);
    let bytes = 0;
    socket.on('data', (chunk) => {
      bytes += chunk.length;
    });
    await expect.poll(() => answered, { timeout: 20_000 }).toBe(count);
    await expect.poll(() => bytes, { timeout: 20_000 }).toBeGreaterThan(count * body.length);
  });

  it('writes an answer as HTTP has it', async () => {
    const { port } = await start(() => ({
      status: 201,
      headers: { 'content-type': 'text/plain', 'set-cookie': ['a=1', 'b=2'], 'x-n': 5 },
      body: 'hé',
    }));
    const { socket, closed, received } = await dial(port);
    socket.write(get('/', 'Connection: close\r\n'));
    await closed;
    expect(received()).toBe(
      'HTTP/1.1 201 Created\r\ncontent-type: text/plain\r\nset-cookie: a=1\r\nset-cookie: b=2\r\n' +
        'x-n: 5\r\ndate: Thu, 01 Jan 1970 00:00:00 GMT\r\nconnection: close\r\ncontent-length: 3\r\n\r\n' +
        'h\xc3\xa9',
    );
  });

  it('keeps bytes and text of any kind intact', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, at) => at);
    const { port } = await start(({ target }) =>
      target === '/bytes'
        ? { status: 200, body: bytes }
        : { status: 200, headers: { 'x-latin': 'é' }, body: 'ü€' },
    );
    const url = `http://127.0.0.1:${port}`;
    const answer = await fetch(`${url}/bytes`);
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(bytes);
    const text = await fetch(`${url}/text`);
    expect([text.headers.get('x-latin'), await text.text()]).toEqual(['é', 'ü€']);
  });

  it('tells the length to HEAD, and sends neither body nor length with 204', async () => {
    const { port } = await start(({ method }) =>
      method === 'HEAD' ? { status: 200, body: 'four' } : { status: 204, body: 'none' },
    );
    const head = await fetch(`http://127.0.0.1:${port}`, { method: 'HEAD' });
    expect([head.headers.get('content-length'), await head.text()]).toEqual(['4', '']);
    const empty = await fetch(`http://127.0.0.1:${port}`);
    expect([empty.status, empty.headers.get('content-length')]).toEqual([204, null]);
  });

  it('gives leave to a client that waits for it', async () => {
    const { port } = await start(({ body }) => ({ status: 200, body: body.toString() }));
    const { socket, received } = await dial(port);
    socket.write('POST / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n');
    socket.write('Content-Length: 5\r\n\r\n');
    await expect.poll(() => received()).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    socket.write('hello');
    await expect.poll(() => received()).toMatch(/HTTP\/1\.1 200 OK.*hello$/s);
  });

  it('refuses what is no request, closes that connection, and lives on', async () => {
    const { port } = await start(echo);
    const { socket, closed, received } = await dial(port);
    socket.write('nonsense\r\n\r\n');
    await closed;
    expect(received()).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
  });

  it('answers 500 where the handler fails, or would split the answer', async () => {
    const { port } = await start(({ target }) => {
      if (target === '/throw') throw new Error('it broke');
      return { status: 200, headers: { 'x-a': 'b\r\nx-injected: c' } };
    });
    const broken = await fetch(`http://127.0.0.1:${port}/throw`);
    expect([broken.status, await broken.text()]).toEqual([500, 'it broke']);
    const split = await fetch(`http://127.0.0.1:${port}/split`);
    expect([split.status, split.headers.get('x-injected')]).toEqual([500, null]);
  });

  it('answers a client that has said all and closed its side', async () => {
    const { port } = await start(async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      return { status: 200, body: 'late' };
    });
    const { socket, closed, received } = await dial(port);
    socket.end(get('/'));
    await closed;
    expect(received()).toMatch(/late$/);
  });

  it('lets a request under way end when it closes, and takes no other', async () => {
    const waiting: (() => void)[] = [];
    const server = await start(async () => {
      await new Promise<void>((resolve) => waiting.push(resolve));
      return { status: 200, body: 'done' };
    });
    const idle = await dial(server.port);
    const busy = await dial(server.port);
    busy.socket.write(get('/') + get('/'));
    await expect.poll(() => waiting.length).toBe(1);
    const closing = server.close(5000);
    await idle.closed;
    waiting[0]?.();
    await closing;
    await busy.closed;
    expect(busy.received().match(/HTTP\/1\.1 200 OK/g)).toHaveLength(1);
    expect(waiting).toHaveLength(1);
  });
});
