import { Agent } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { FibimgError } from '../../src/core/error.ts';
import { createGeneratedOrigin } from '../../src/origin/generated.ts';
import { OriginUnreachable } from '../../src/origin/origin-error.ts';
import { createPicsumOrigin, type PicsumOptions } from '../../src/origin/picsum.ts';
import { type Answer, likePicsum, startServer, type TestServer } from './picsum-server.ts';

const jpeg = async (pixels: number): Promise<Uint8Array> =>
  (await createGeneratedOrigin().fetch(pixels)).image;
const image = await jpeg(20);

const running: TestServer[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

const serve = async (answer: Answer): Promise<TestServer> => {
  const server = await startServer(answer);
  running.push(server);
  return server;
};

const originOf = (baseUrl: string, options: Partial<PicsumOptions> = {}) =>
  createPicsumOrigin({ baseUrl, timeoutMs: 5000, userAgent: 'fibimg-test', ...options });

const failureOf = async (
  answer: Answer,
  options: Partial<PicsumOptions> = {},
): Promise<FibimgError> => {
  const server = await serve(answer);
  const failure = await originOf(server.url, options)
    .fetch(20)
    .then(
      () => undefined,
      (error: FibimgError) => error,
    );
  expect(failure).toMatchObject({ name: 'FibimgError', kind: 'origin' });
  expect(failure?.hint).toBeTruthy();
  return failure as FibimgError;
};

describe('picsum', () => {
  it('follows the redirect, records where it led and keeps the headers as arrays', async () => {
    const server = await serve(likePicsum(image));
    const fetched = await originOf(server.url).fetch(20);
    expect(fetched).toEqual({
      image: Buffer.from(image),
      finalUrl: `${server.url}/id/13/20/20.jpg?hmac=abc`,
      contentType: ['image/jpeg'],
      contentDisposition: ['inline; filename="13-20x20.jpg"'],
    });
    expect(server.requests).toEqual(['/20', '/id/13/20/20.jpg?hmac=abc']);
  });

  it('gives null for headers that were not sent, and sends its user agent', async () => {
    const agents: (string | undefined)[] = [];
    const server = await serve((request, response) => {
      agents.push(request.headers['user-agent']);
      response.end(image);
    });
    const fetched = await originOf(server.url).fetch(20);
    expect(fetched).toMatchObject({ contentType: null, contentDisposition: null });
    expect(agents).toEqual(['fibimg-test']);
  });

  it('follows a redirect to another host', async () => {
    const target = await serve(likePicsum(image));
    const server = await serve((_, response) => {
      response.writeHead(301, { location: `${target.url}/x.jpg` }).end();
    });
    expect((await originOf(server.url).fetch(20)).finalUrl).toBe(`${target.url}/x.jpg`);
  });

  it('keeps its connection for the next image', async () => {
    const server = await serve(likePicsum(image));
    const origin = originOf(server.url);
    await origin.fetch(20);
    await origin.fetch(20);
    expect(server.connections().opened).toBe(1);
  });

  it('replaces a kept connection that the server closed, without repeating an answered request', async () => {
    let answered = 0;
    const server = await serve((request, response) => {
      answered += 1;
      // The third request arrives on a kept connection and finds it dead.
      if (answered === 3) request.socket.destroy();
      else likePicsum(image)(request, response);
    });
    const origin = originOf(server.url);
    await origin.fetch(20);
    expect((await origin.fetch(20)).image).toHaveLength(image.length);
    expect(server.requests.filter((url) => url === '/20')).toHaveLength(3);
  });
});

describe('picsum, a bad answer', () => {
  const cases: readonly (readonly [string, Answer, RegExp])[] = [
    ['404', (_, r) => r.writeHead(404).end('no'), /status 404/],
    ['500', (_, r) => r.writeHead(500).end('no'), /status 500/],
    [
      'another type',
      (_, r) => r.setHeader('content-type', 'text/html').end('<p>hello</p>'),
      /did not send a JPEG \(12 bytes, content type text\/html\)/,
    ],
    ['nothing', (_, r) => r.end(), /did not send a JPEG \(0 bytes, no content type\)/],
    ['an image cut short', (_, r) => r.end(image.subarray(0, image.length - 2)), /cut short/],
    ['a redirect loop', (q, r) => r.writeHead(302, { location: `${q.url}` }).end(), /more than 5/],
    ['a redirect to nowhere', (_, r) => r.writeHead(302).end(), /to nowhere/],
    [
      'a redirect to a file',
      (_, r) => r.writeHead(302, { location: 'file:///etc/passwd' }).end(),
      /not a web address/,
    ],
    [
      'less than announced',
      (_, r) => {
        r.writeHead(200, { 'content-length': image.length });
        r.write(image.subarray(0, 100), () => r.socket?.destroy());
      },
      /connection to .* failed/,
    ],
    ['a closed connection', (q) => q.socket.destroy(), /connection to .* failed/],
  ];
  it.each(cases)('%s', async (_, answer, why) => {
    const failure = await failureOf(answer);
    expect(failure.message).toBe('the image origin did not deliver the 20 px image');
    expect(failure.why).toMatch(why);
    expect(failure).not.toBeInstanceOf(OriginUnreachable);
  });

  it('an image of another size', async () => {
    const other = await jpeg(30);
    const failure = await failureOf((_, response) => response.end(other));
    expect(failure.why).toMatch(/30 x 30 pixels/);
  });

  it('an endless answer ends at the size cap', async () => {
    const server = await serve((_, response) => {
      const chunk = Buffer.alloc(64 * 1024, 1);
      const more = (): void => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', more);
      more();
    });
    const failing = originOf(server.url, { maxBytes: 2 ** 20 }).fetch(20);
    await expect(failing).rejects.toMatchObject({ why: expect.stringMatching(/larger than/) });
    await expect.poll(() => server.connections().open).toBe(0);
  });

  it('a slow answer ends at the time-out, and its connection with it', async () => {
    const server = await serve((_, response) => {
      response.writeHead(200);
      response.write(image.subarray(0, 10));
    });
    const failing = originOf(server.url, { timeoutMs: 100 }).fetch(20);
    await expect(failing).rejects.toMatchObject({
      kind: 'origin',
      why: 'no complete answer within 0.1 s',
    });
    await expect.poll(() => server.connections().open).toBe(0);
  });
});

describe('picsum, aborted', () => {
  it('throws the reason and leaves no connection', async () => {
    const stop = new AbortController();
    const server = await serve(() => stop.abort(new Error('enough')));
    await expect(originOf(server.url).fetch(20, stop.signal)).rejects.toThrow('enough');
    await expect.poll(() => server.connections().open).toBe(0);
  });

  it('asks nothing when it is aborted already', async () => {
    const server = await serve(likePicsum(image));
    const failing = originOf(server.url).fetch(20, AbortSignal.abort(new Error('before')));
    await expect(failing).rejects.toThrow('before');
    expect(server.requests).toEqual([]);
  });
});

describe('picsum, unreachable', () => {
  it.each([
    ['a closed port', 'http://127.0.0.1:1', /ECONNREFUSED/],
    ['a name that does not exist', 'http://picsum.invalid', /picsum\.invalid/],
  ])('%s', async (_, baseUrl, why) => {
    const failing = originOf(baseUrl).fetch(20);
    await expect(failing).rejects.toBeInstanceOf(OriginUnreachable);
    await expect(originOf(baseUrl).fetch(20)).rejects.toMatchObject({
      kind: 'origin',
      why: expect.stringMatching(why),
    });
  });

  it('a connection that is never made ends after the connect time-out', async () => {
    // A name server that never answers.
    const agent = new Agent({ lookup: () => undefined });
    const failing = originOf('http://picsum.invalid', {
      connectTimeoutMs: 50,
      agentFor: () => agent,
    }).fetch(20);
    await expect(failing).rejects.toMatchObject({
      name: 'OriginUnreachable',
      why: 'no connection within 0.05 s',
    });
  });
});
