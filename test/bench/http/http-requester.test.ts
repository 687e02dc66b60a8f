import { type AddressInfo, createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createExecutorEngine } from '../../../src/bench/engine/executor-engine.ts';
import { createRealScheduler } from '../../../src/bench/engine/real-scheduler.ts';
import type { Requester } from '../../../src/bench/engine/requester.ts';
import type { Sample } from '../../../src/bench/engine/sample.ts';
import {
  createHttpRequester,
  type HttpRequesterOptions,
} from '../../../src/bench/http/http-requester.ts';
import type { Load } from '../../../src/bench/load/load.ts';
import { createCertificate } from '../../support/aws/certificate.ts';
import {
  answerText,
  type RawServer,
  type Respond,
  startRawServer,
} from '../../support/faults/raw-server.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const serve = async (respond: Respond, tls?: { key: string; cert: string }): Promise<RawServer> => {
  const server = await startRawServer(respond, tls);
  cleanups.push(server.close);
  return server;
};

const nowUs = () => performance.now() * 1000;

const requesterFor = (
  port: number,
  { base = 'http://127.0.0.1', ...options }: Partial<HttpRequesterOptions> & { base?: string } = {},
): Requester => {
  const requester = createHttpRequester({
    url: new URL(`${base}:${port}/`),
    timeoutMs: 5000,
    keepAlive: true,
    check: false,
    nowUs,
    ...options,
  });
  cleanups.push(() => requester.close());
  return requester;
};

const send = (requester: Requester, pixels?: number): Promise<Sample> =>
  new Promise((resolve) => requester.send({ pixels }, nowUs(), resolve));

const sendAll = (requester: Requester, count: number): Promise<Sample[]> =>
  Promise.all(Array.from({ length: count }, () => send(requester)));

const expectAdditive = ({ timings, startedUs, endedUs }: Sample): void => {
  if (!timings) throw new Error('no timings');
  const { blocked, dns, connecting, tlsHandshaking, sending, waiting, receiving } = timings;
  for (const part of Object.values(timings)) expect(Number(part)).toBeGreaterThanOrEqual(0);
  expect(blocked + 0.001).toBeGreaterThanOrEqual(dns + connecting + tlsHandshaking);
  expect(Math.abs(blocked + sending + waiting + receiving - (endedUs - startedUs))).toBeLessThan(1);
};

const reply: Respond = (socket) => socket.write(answerText('hello'));

describe('the http requester', () => {
  it('times every phase of a request, which add up', async () => {
    const server = await serve((socket) => {
      setTimeout(() => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nab');
        // Not before the requester, in the same process, has read the first part, however late both are.
        setImmediate(() => setTimeout(() => socket.write('cd'), 30));
      }, 20);
    });
    const requester = requesterFor(server.port, { base: 'http://localhost' });
    const first = await send(requester, 7);
    const second = await send(requester, 7);
    expect(server.requests[0]).toMatch(/^GET \/\?int=7 HTTP\/1\.1\r\nhost: localhost:\d+\r\n/);
    for (const sample of [first, second]) {
      expect(sample).toMatchObject({ class: 'ok', status: 200, pixels: 7, bytesReceived: 42 });
      expect(sample.bytesSent).toBe(server.requests[0]?.length);
      expectAdditive(sample);
      expect(sample.timings?.waiting).toBeGreaterThan(15_000);
      expect(sample.timings?.receiving).toBeGreaterThan(20_000);
    }
    expect(first.timings?.newConnection).toBe(true);
    expect(first.timings?.dns).toBeGreaterThan(0);
    expect(first.timings?.connecting).toBeGreaterThan(0);
    expect(second.timings).toMatchObject({
      newConnection: false,
      dns: 0,
      connecting: 0,
      blocked: 0,
    });
  });

  it('opens connections beforehand, which the next requests take', async () => {
    const server = await serve((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}');
    });
    const requester = requesterFor(server.port);
    await requester.connect?.(2);
    await requester.connect?.(2);
    const samples = await Promise.all([send(requester, 1), send(requester, 2)]);
    for (const { class: ended, timings } of samples) {
      expect(ended).toBe('ok');
      expect(timings).toMatchObject({ newConnection: false, blocked: 0 });
    }
    expect((await send(requester, 3)).timings?.newConnection).toBe(false);
  });

  it('leaves a connection that cannot be opened to the request that needs it', async () => {
    const requester = requesterFor(1);
    await requester.connect?.(3);
    expect(await send(requester)).toMatchObject({ class: 'network_error' });
  });

  it('never calls back while send runs', async () => {
    const requester = requesterFor(1);
    let returned = false;
    const sample = await new Promise<Sample>((resolve) => {
      requester.send({ pixels: undefined }, nowUs(), (given) => {
        expect(returned).toBe(true);
        resolve(given);
      });
      returned = true;
    });
    expect(sample).toMatchObject({ class: 'network_error', errorCode: 'ECONNREFUSED', status: 0 });
    expect(sample.timings).toBeUndefined();
  });

  it('keeps one connection for each request in flight', async () => {
    const server = await serve(reply);
    const requester = requesterFor(server.port);
    for (let round = 0; round < 3; round += 1) await sendAll(requester, 4);
    expect(server.connections).toHaveLength(4);
    expect(server.requests).toHaveLength(12);
  });

  it('opens a connection for each request without keep-alive', async () => {
    const server = await serve(reply);
    const requester = requesterFor(server.port, { keepAlive: false });
    const samples = [await send(requester), await send(requester)];
    expect(samples.map(({ timings }) => timings?.newConnection)).toEqual([true, true]);
    expect(server.connections).toHaveLength(2);
    expect(server.requests[0]).toContain('connection: close\r\n');
  });

  it('keeps no connection that says Upgrade, close: no request is sent twice', async () => {
    const server = await serve((socket) =>
      socket.end(answerText('x', '200 OK', 'connection: Upgrade, close\r\n')),
    );
    const requester = requesterFor(server.port);
    for (let round = 0; round < 20; round += 1) {
      expect(await send(requester)).toMatchObject({ class: 'ok', connectionRetries: 0 });
    }
    expect(server.requests).toHaveLength(20);
  });

  it('leaves no idle connection to the next phase', async () => {
    const server = await serve(reply);
    const requester = requesterFor(server.port);
    await sendAll(requester, 3);
    requester.closeIdle();
    const samples = await sendAll(requester, 3);
    expect(samples.map(({ timings }) => timings?.newConnection)).toEqual([true, true, true]);
    expect(server.connections).toHaveLength(6);
  });

  it('begins each run of an engine without connections', async () => {
    const server = await serve(reply);
    const scheduler = createRealScheduler(nowUs);
    const engine = createExecutorEngine('http', requesterFor(server.port), scheduler);
    const load: Load = {
      ...{ executor: 'shared-iterations', vus: 3, iterations: 12, maxDurationMs: 5000 },
      ...{ gracefulStopMs: 1000, thinkTimeMs: 0 },
    };
    const fresh: (boolean | undefined)[][] = [];
    for (let run = 0; run < 2; run += 1) {
      const samples: Sample[] = [];
      const sink = {
        sample: (one: Sample) => samples.push(one),
        dropped: () => {},
        virtualUsers: () => {},
      };
      const plan = { at: () => ({ pixels: 1 }) };
      await engine.run(load, sink, new AbortController().signal, plan);
      fresh.push(samples.map(({ timings }) => timings?.newConnection).filter(Boolean));
    }
    expect(fresh.map(({ length }) => length)).toEqual([3, 3]);
    expect(server.connections).toHaveLength(6);
  });

  it('opens a new connection after an answer that closes the last one', async () => {
    const server = await serve((socket) =>
      socket.end(answerText('x', '200 OK', 'connection: close\r\n')),
    );
    const requester = requesterFor(server.port);
    const samples = [await send(requester), await send(requester)];
    expect(samples.map(({ class: name, connectionRetries }) => [name, connectionRetries])).toEqual([
      ['ok', 0],
      ['ok', 0],
    ]);
    expect(server.connections).toHaveLength(2);
  });

  it('forgets a connection that is closed while idle', async () => {
    const server = await serve(reply);
    const requester = requesterFor(server.port);
    await send(requester);
    server.connections[0]?.end();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await send(requester)).toMatchObject({ class: 'ok', connectionRetries: 0 });
    expect(server.connections).toHaveLength(2);
  });

  it('sends once more when a reused connection closes before any byte of an answer', async () => {
    const server = await serve((socket, _request, nth, connection) => {
      if (connection === 0 && nth === 1) setTimeout(() => socket.destroy(), 20);
      else socket.write(answerText('hello'));
    });
    const requester = requesterFor(server.port);
    await send(requester);
    const sample = await send(requester);
    expect(sample).toMatchObject({ class: 'ok', connectionRetries: 1 });
    expect(sample.bytesSent).toBe(2 * (server.requests[0]?.length ?? 0));
    expect(sample.endedUs - sample.startedUs).toBeGreaterThan(15_000);
    expectAdditive(sample);
    expect(sample.timings?.waiting).toBeGreaterThan(15_000);
    expect(sample.timings?.newConnection).toBe(true);
    expect(server.requests).toHaveLength(3);
  });

  it('never sends twice what a server may act on twice', async () => {
    const server = await serve((socket, _request, nth, connection) => {
      if (connection === 0 && nth === 1) socket.destroy();
      else socket.write(answerText('hello'));
    });
    const bodies = [new Uint8Array([0, 255, 13, 10])];
    const requester = requesterFor(server.port, { method: 'POST', bodies });
    const post = (): Promise<Sample> =>
      new Promise((resolve) => requester.send({ pixels: undefined, body: 0 }, nowUs(), resolve));
    const [first, second] = [await post(), await post()];
    expect([first.class, second]).toMatchObject([
      'ok',
      { class: 'network_error', connectionRetries: 0 },
    ]);
    expect(server.requests).toHaveLength(2);
    expect(server.requests[0]).toMatch(/^POST \/ HTTP.*content-length: 4\r\n/s);
  });

  it('sends no third time', async () => {
    const server = await serve((socket, _request, nth, connection) => {
      if (connection === 0 && nth === 0) socket.write(answerText('hello'));
      else socket.resetAndDestroy();
    });
    const requester = requesterFor(server.port);
    await send(requester);
    expect(await send(requester)).toMatchObject({
      class: 'network_error',
      errorCode: 'ECONNRESET',
      connectionRetries: 1,
    });
    expect(server.requests).toHaveLength(3);
  });

  it('does not repeat a request on a first connection, nor after a byte of an answer', async () => {
    const server = await serve((socket, _request, nth, connection) => {
      if (connection === 0) socket.destroy();
      else if (nth === 0) socket.write(answerText('hello'));
      else socket.end('HTTP/1.1 200');
    });
    const requester = requesterFor(server.port);
    expect(await send(requester)).toMatchObject({
      class: 'network_error',
      errorCode: 'ERR_CONNECTION_CLOSED',
    });
    await send(requester);
    expect(await send(requester)).toMatchObject({
      class: 'network_error',
      errorCode: 'ERR_HTTP_CUT_SHORT',
      connectionRetries: 0,
    });
  });

  it('records a request that timed out as having lasted the time-out', async () => {
    const server = await serve((socket, _request, nth) => {
      if (nth === 0) socket.write(answerText('hello'));
      else socket.write('HTTP/1.1 200 OK\r\n');
    });
    const requester = requesterFor(server.port, { timeoutMs: 60 });
    await send(requester);
    const sample = await send(requester);
    expect(sample).toMatchObject({ class: 'timeout', status: 0 });
    expect(sample.endedUs - sample.startedUs).toBeCloseTo(60_000, 3);
    expectAdditive(sample);
    expect(await send(requester)).toMatchObject({ class: 'ok' });
  });

  it('gives a repeated request only what is left of its time, and the next one all of it', async () => {
    const server = await serve((socket, _request, nth, connection) => {
      const answer = () => socket.write(answerText('hello'));
      if (connection === 0 && nth === 1) setTimeout(() => socket.destroy(), 150);
      else setTimeout(answer, nth === 0 ? 0 : 200);
    });
    const requester = requesterFor(server.port, { timeoutMs: 300 });
    await send(requester);
    expect(await send(requester)).toMatchObject({ class: 'ok', connectionRetries: 1 });
    expect(await send(requester)).toMatchObject({ class: 'ok', connectionRetries: 0 });
  });

  it('ends what is in flight as interrupted', async () => {
    const server = await serve(() => {});
    const requester = requesterFor(server.port);
    const pending = sendAll(requester, 3);
    await new Promise((resolve) => setTimeout(resolve, 30));
    requester.abort();
    expect((await pending).map((sample) => sample.class)).toEqual(Array(3).fill('interrupted'));
  });

  it.each([
    ['HELLO\r\n\r\n', 'ERR_HTTP_STATUS_LINE'],
    ['HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n', 'ERR_HTTP_CONTENT_LENGTH'],
    [`HTTP/1.1 200 OK\r\na: ${'b'.repeat(100_000)}`, 'ERR_HTTP_HEAD_TOO_LARGE'],
  ])('calls %.30j a network error', async (text, errorCode) => {
    const server = await serve((socket) => socket.write(text));
    const requester = requesterFor(server.port);
    expect(await send(requester)).toMatchObject({ class: 'network_error', errorCode, status: 0 });
  });

  it('reads a body that lasts until the connection closes, and one cut off by a reset', async () => {
    const server = await serve((socket, _request, _nth, connection) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\nsome', () => {
        if (connection === 0) socket.end(' more');
        else setTimeout(() => socket.resetAndDestroy(), 20);
      });
    });
    const requester = requesterFor(server.port);
    expect(await send(requester)).toMatchObject({ class: 'ok', bytesReceived: 28 });
    expect(await send(requester)).toMatchObject({
      class: 'network_error',
      errorCode: 'ECONNRESET',
    });
  });

  it('signs each request anew', async () => {
    const server = await serve(reply);
    let signatures = 0;
    const requester = requesterFor(server.port, {
      headers: { 'X-Own': '1' },
      sign: ({ method, path, headers }) => ({
        ...headers,
        authorization: `${method} ${path} ${++signatures}`,
      }),
    });
    await send(requester, 5);
    await send(requester, 5);
    expect(server.requests[0]).toContain('x-own: 1\r\n');
    expect(server.requests[0]).toContain('authorization: GET /?int=5 1\r\n');
    expect(server.requests[1]).toContain('authorization: GET /?int=5 2\r\n');
  });

  it('reads cold start, outcome and environment from the answer', async () => {
    const evidence =
      'X-Fibimg-Cold-Start: true\r\nx-fibimg-outcome: fetched\r\nx-fibimg-environment: e1\r\n';
    const server = await serve((socket) => socket.write(answerText('', '204 None', evidence)));
    expect(await send(requesterFor(server.port))).toMatchObject({
      start: 'cold',
      outcome: 'fetched',
      environmentId: 'e1',
      status: 204,
    });
  });

  it("reads the local Lambda's own times from the answer", async () => {
    const timing = 'Server-Timing: fibimg-queue;dur=0.250, fibimg-handler;dur=1.500\r\n';
    const server = await serve((socket) => socket.write(answerText('', '204 None', timing)));
    const sample = await send(requesterFor(server.port));
    expect(sample).toMatchObject({ queueMs: 0.25, functionDurationMs: 1.5 });
    expect(sample?.initDurationMs).toBeUndefined();
  });
});

it('counts as sending what the system does not take at once', async () => {
  const server = createServer((socket) => {
    socket.pause();
    setTimeout(() => socket.resume(), 150);
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      if (chunk.toString('latin1').endsWith('\r\n\r\n')) socket.write(answerText('hello'));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(async () => void server.close());
  const { port } = server.address() as AddressInfo;
  const requester = requesterFor(port, { headers: { 'x-large': 'x'.repeat(20_000_000) } });
  for (let nth = 0; nth < 2; nth += 1) {
    const sample = await send(requester);
    expect(sample).toMatchObject({ class: 'ok' });
    expectAdditive(sample);
    if (nth === 0) expect(sample.timings?.sending).toBeGreaterThan(100_000);
  }
  requester.closeIdle();
});

it('has no handshake to time without TLS', async () => {
  const server = await serve((socket) => void socket.write(answerText('hello')));
  const first = await send(requesterFor(server.port));
  expect(first.timings).toMatchObject({ newConnection: true, tlsHandshaking: 0 });
  expectAdditive(first);
});

describe('the http requester over TLS', () => {
  const certificate = createCertificate();

  it('verifies the peer, times the handshake and names the host', async () => {
    const names: unknown[] = [];
    const server = await serve((socket) => {
      names.push('servername' in socket && socket.servername);
      socket.write(answerText('hello'));
    }, certificate);
    const requester = requesterFor(server.port, {
      base: 'https://localhost',
      ca: certificate.cert,
    });
    const first = await send(requester);
    const second = await send(requester);
    expect(first).toMatchObject({ class: 'ok', status: 200 });
    expect(first.timings?.tlsHandshaking).toBeGreaterThan(0);
    expect(second.timings).toMatchObject({ newConnection: false, tlsHandshaking: 0 });
    for (const sample of [first, second]) expectAdditive(sample);
    expect(names).toEqual(['localhost', 'localhost']);
    expect(server.connections).toHaveLength(1);
  });

  it('refuses a certificate that nobody vouches for, unless told to', async () => {
    const server = await serve(reply, certificate);
    const base = 'https://127.0.0.1';
    expect(await send(requesterFor(server.port, { base }))).toMatchObject({
      class: 'network_error',
      errorCode: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
    const trusting = requesterFor(server.port, { base, insecure: true });
    expect(await send(trusting)).toMatchObject({ class: 'ok' });
    expect(server.requests).toHaveLength(1);
  });

  it('refuses a certificate of another name', async () => {
    const other = createCertificate('other.example');
    const server = await serve(reply, other);
    const requester = requesterFor(server.port, { base: 'https://localhost', ca: other.cert });
    expect(await send(requester)).toMatchObject({
      class: 'network_error',
      errorCode: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
    expect(server.requests).toHaveLength(0);
  });
});
