import { once } from 'node:events';
import { request } from 'node:http';
import { connect, createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serveLivePage } from '../../../src/local/live-page/serve-live-page.ts';

const serve = async () => {
  const server = await serveLivePage(0, { page: () => '<p>page</p>', first: () => '{"first":1}' });
  onTestFinished(() => server.close());
  return server;
};

/** All that is sent until the server ends it. */
const listenTo = async (url: string) => {
  const response = await fetch(new URL('news', url));
  return { response, text: response.text() };
};

describe('the live page', () => {
  it('is served on loopback, with what brings a listener up to date and what is sent after it', async () => {
    const server = await serve();
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect(await (await fetch(server.url)).text()).toBe('<p>page</p>');
    const { response, text } = await listenTo(server.url);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    server.send('{"next":2}');
    await server.close();
    expect(await text).toBe('data: {"first":1}\n\ndata: {"next":2}\n\n');
  });

  it.each(['stops reading', 'goes away while the page closes'])(
    'closes although a listener %s',
    async (what) => {
      const server = await serve();
      const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
      onTestFinished(() => void socket.destroy());
      await once(socket, 'connect');
      socket.write('GET /news HTTP/1.1\r\nHost: localhost\r\n\r\n');
      await once(socket, 'readable');
      for (let at = 0; at < 30; at += 1) server.send('x'.repeat(500_000));
      const closed = server.close().then(() => true);
      if (what !== 'stops reading') socket.destroy();
      const late = new Promise<false>((resolve) => setTimeout(() => resolve(false), 4000));
      expect(await Promise.race([closed, late])).toBe(true);
    },
  );

  it.each([
    ['another Host', { host: 'evil.invalid' }],
    ['an Origin', { origin: 'https://evil.invalid' }],
    ['a cross-site fetch', { 'sec-fetch-site': 'cross-site' }],
  ])('refuses %s', async (_, headers) => {
    const server = await serve();
    for (const path of ['', 'news']) {
      const asked = request(new URL(path, server.url), { headers });
      asked.end();
      const [response] = await once(asked, 'response');
      response.resume();
      expect(response.statusCode).toBe(403);
    }
  });

  it('has nothing else, and takes nothing', async () => {
    const server = await serve();
    expect((await fetch(new URL('etc/passwd', server.url))).status).toBe(404);
    expect((await fetch(server.url, { method: 'POST', body: 'x' })).status).toBe(405);
  });

  it('says which port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const address = other.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const failed = serveLivePage(port, { page: () => '', first: () => '' });
    await expect(failed).rejects.toThrow(`cannot be served on port ${port}`);
  });
});
