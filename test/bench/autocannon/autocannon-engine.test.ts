import { createRequire } from 'node:module';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type AutocannonOptions,
  createAutocannonEngine,
} from '../../../src/bench/autocannon/autocannon-engine.ts';
import { createRequestPlan } from '../../../src/bench/engine/request-plan.ts';
import { type Sample, sampleClasses } from '../../../src/bench/engine/sample.ts';
import type { Load } from '../../../src/bench/load/load.ts';
import { FibimgError } from '../../../src/core/error.ts';
import { createCertificate } from '../../support/aws/certificate.ts';
import {
  answerText,
  type RawServer,
  type Respond,
  startRawServer,
} from '../../support/faults/raw-server.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

const serve = async (respond: Respond, tls?: { key: string; cert: string }): Promise<RawServer> => {
  const server = await startRawServer(respond, tls);
  cleanups.push(server.close);
  return server;
};

interface Setting extends Partial<AutocannonOptions> {
  readonly base?: string;
  readonly drainAfter?: number;
}

/** Runs a load to its end; requests ask for 1, 2 or 3. */
const run = async (port: number, load: Load, setting: Setting = {}) => {
  const { base = 'http://127.0.0.1', drainAfter, ...options } = setting;
  const engine = createAutocannonEngine({
    url: new URL(`${base}:${port}/`),
    timeoutMs: 5000,
    check: false,
    nowUs: () => performance.now() * 1000,
    ...options,
  });
  const drain = new AbortController();
  const samples: Sample[] = [];
  let dropped = 0;
  const vus: number[] = [];
  const sink = {
    sample: (sample: Sample) => {
      samples.push(sample);
      if (samples.length === drainAfter) drain.abort();
    },
    dropped: (count: number) => {
      dropped += count;
    },
    virtualUsers: (active: number) => vus.push(active),
  };
  const report = await engine.run(
    load,
    sink,
    drain.signal,
    createRequestPlan({ from: 1, to: 3 }, 1),
  );
  const classes: Partial<Record<string, number>> = {};
  for (const name of sampleClasses) {
    const count = samples.filter((sample) => sample.class === name).length;
    if (count > 0) classes[name] = count;
  }
  expect(samples).toHaveLength(report.started);
  return { report, samples, classes, dropped, vus };
};

const iterations = (count: number, vus = 1, more: Partial<Load> = {}): Load => ({
  executor: 'shared-iterations',
  vus,
  iterations: count,
  maxDurationMs: 20_000,
  gracefulStopMs: 1000,
  thinkTimeMs: 0,
  ...(more as object),
});

const lasting = (durationMs: number, vus: number, gracefulStopMs = 1000): Load => ({
  executor: 'constant-vus',
  vus,
  durationMs,
  gracefulStopMs,
  thinkTimeMs: 0,
});

const answerAfter =
  (ms: number, text: string): Respond =>
  (socket) => {
    setTimeout(() => socket.write(text), ms);
  };

const medianMs = (samples: readonly Sample[]): number => {
  const sorted = samples.map((sample) => sample.endedUs - sample.startedUs).sort((a, b) => a - b);
  return (sorted[Math.floor(sorted.length / 2)] ?? 0) / 1000;
};

describe('the autocannon engine', () => {
  it('relies on members of autocannon 9.0.0 that are not documented', () => {
    const require = createRequire(import.meta.url);
    expect(require('autocannon/package.json').version).toBe('9.0.0');
    const client = require('autocannon/lib/httpClient.js').prototype;
    expect(client).toMatchObject({
      _connect: expect.any(Function),
      _doRequest: expect.any(Function),
      _destroyConnection: expect.any(Function),
      getRequestBuffer: expect.any(Function),
      destroy: expect.any(Function),
    });
    expect(require('autocannon/lib/pipelinedRequestsQueue.js').prototype).toMatchObject({
      addBody: expect.any(Function),
      size: expect.any(Function),
    });
  });

  it('shares iterations among connections, each request drawn from the plan', async () => {
    const evidence = 'x-fibimg-cold-start: true\r\nX-Fibimg-Outcome: stored\r\n';
    const server = await serve(answerAfter(5, answerText('hello', '200 OK', evidence)));
    const { report, samples, classes, vus } = await run(server.port, iterations(100, 4));
    expect(report).toMatchObject({ started: 100, planned: 100 });
    expect(classes).toEqual({ ok: 100 });
    expect(server.requests).toHaveLength(100);
    expect(server.connections).toHaveLength(4);
    const asked = server.requests.map((request) => Number(/int=(\d) /.exec(request)?.[1]));
    expect(asked.sort()).toEqual(samples.map(({ pixels }) => pixels ?? 0).sort());
    expect(samples.filter(({ timings }) => timings?.newConnection)).toHaveLength(4);
    expect(vus).toEqual([4, 3, 2, 1, 0]);
    for (const { timings, startedUs, endedUs, ...sample } of samples) {
      expect(sample).toMatchObject({ start: 'cold', outcome: 'stored', status: 200 });
      if (!timings) throw new Error('no timings');
      const { blocked, sending, waiting, receiving } = timings;
      expect(blocked + sending + waiting + receiving).toBeCloseTo(endedUs - startedUs, 1);
      expect(waiting).toBeGreaterThan(3000);
    }
  });

  it('loads for a duration and lets what is in flight end', async () => {
    const server = await serve(answerAfter(60, answerText('x')));
    const { report, classes } = await run(server.port, lasting(150, 2));
    expect(classes).toEqual({ ok: report.started });
    expect(server.requests).toHaveLength(report.started);
    expect(report.endedUs - report.startedUs).toBeGreaterThan(149_000);
  });

  it('ends what outlasts the graceful stop as interrupted', async () => {
    const server = await serve(() => {});
    const { classes, report } = await run(server.port, lasting(50, 3, 50));
    expect(classes).toEqual({ interrupted: 3 });
    expect(report.started).toBe(3);
  });

  it('drains and stops when told to', async () => {
    const server = await serve(answerAfter(5, answerText('x')));
    const drained = await run(server.port, iterations(1000, 2), { drainAfter: 10 });
    expect(drained.classes).toEqual({ ok: drained.report.started });
    expect(drained.report).toMatchObject({ planned: drained.report.started });
    expect(drained.report.started).toBeLessThan(1000);
  });

  it('drops the iterations that the time is too short for', async () => {
    const server = await serve(answerAfter(30, answerText('x')));
    const load = { ...iterations(1000, 2), maxDurationMs: 100 };
    const { classes, report, dropped } = await run(server.port, load);
    expect(classes).toEqual({ ok: report.started });
    expect(report.planned).toBe(1000);
    expect(dropped).toBe(1000 - report.started);
  });

  it('starts no more than the most requests allowed', async () => {
    const server = await serve(answerAfter(1, answerText('x')));
    const load = { ...lasting(5000, 3), maxRequests: 2 };
    expect((await run(server.port, load)).classes).toEqual({ ok: 2 });
    expect(server.requests).toHaveLength(2);
  });

  it('keeps latencies right where every answer closes the connection', async () => {
    const server = await serve((socket) => {
      setTimeout(() => socket.end(answerText('x', '200 OK', 'connection: close\r\n')), 20);
    });
    const { classes, samples } = await run(server.port, iterations(50, 5));
    expect(classes).toEqual({ ok: 50 });
    expect(server.requests).toHaveLength(50);
    expect(medianMs(samples)).toBeLessThan(40);
    expect(samples.every(({ timings }) => timings?.newConnection)).toBe(true);
  });

  it('reads bodies that last until the connection closes', async () => {
    const server = await serve((socket) => socket.end('HTTP/1.0 200 OK\r\n\r\nhello'));
    expect((await run(server.port, iterations(6, 2))).classes).toEqual({ ok: 6 });
    expect(server.requests).toHaveLength(6);
  });

  it('counts resets and keeps the latencies of the others', async () => {
    let count = 0;
    const server = await serve((socket) => {
      count += 1;
      if (count % 5 === 0) socket.write('HTTP/1.1 200', () => socket.resetAndDestroy());
      else setTimeout(() => socket.write(answerText('x')), 10);
    });
    const { classes, samples } = await run(server.port, iterations(50, 2));
    expect(classes).toEqual({ ok: 40, network_error: 10 });
    expect(server.requests).toHaveLength(50);
    expect(medianMs(samples.filter((sample) => sample.class === 'ok'))).toBeLessThan(30);
  });

  it('sends once more where a reused connection closed unanswered', async () => {
    const server = await serve((socket, _request, nth) => {
      if (nth === 1) socket.destroy();
      else socket.write(answerText('x'));
    });
    const { classes, samples } = await run(server.port, iterations(4));
    expect(classes).toEqual({ ok: 4 });
    expect(samples.map(({ connectionRetries }) => connectionRetries)).toEqual([0, 1, 1, 1]);
    expect(server.requests).toHaveLength(7);
  });

  it('records time-outs as lasting the time-out', async () => {
    const server = await serve((socket, _request, _nth, connection) => {
      if (connection !== 1) socket.write(answerText('x'));
    });
    const { classes, samples } = await run(server.port, iterations(20, 2), { timeoutMs: 200 });
    expect(classes['timeout']).toBe(1);
    expect(classes['ok']).toBe(19);
    const late = samples.find((sample) => sample.class === 'timeout');
    expect((late?.endedUs ?? 0) - (late?.startedUs ?? 0)).toBeCloseTo(200_000, 3);
  });

  it.each([
    ['HELLO\r\n\r\n', 'HPE_INVALID_CONSTANT'],
    ['HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhell', 'ERR_HTTP_CUT_SHORT'],
    ['HTTP/1.1 103 Early\r\n\r\n', 'ERR_HTTP_INTERIM'],
    ['HTTP/1.1 200 OK\r\ncontent-length: -3\r\n\r\n', 'ERR_HTTP_CONTENT_LENGTH'],
    ['HTTP/1.1 200 OK\r\ncontent-length: 3x\r\n\r\nabc', 'ERR_HTTP_CONTENT_LENGTH'],
  ])('calls %j a network error', async (text, errorCode) => {
    const server = await serve((socket) => socket.end(text));
    const { classes, samples } = await run(server.port, iterations(4, 2));
    expect(classes).toEqual({ network_error: 4 });
    expect(samples[0]).toMatchObject({ errorCode, status: 0 });
  });

  it('counts no answer that nobody asked for', async () => {
    const server = await serve((socket) => socket.write(answerText('x').repeat(2)));
    const { classes, report } = await run(server.port, iterations(40, 4));
    expect(server.requests).toHaveLength(40);
    expect([classes, report.started]).toEqual([{ ok: 40 }, 40]);
    expect(server.connections.length).toBeGreaterThanOrEqual(40);
  });

  it('keeps no connection that says Upgrade, close', async () => {
    const server = await serve((socket) =>
      socket.end(answerText('x', '200 OK', 'connection: Upgrade, close\r\n')),
    );
    const { classes, samples } = await run(server.port, iterations(20, 2));
    expect(classes).toEqual({ ok: 20 });
    expect(samples.every(({ connectionRetries }) => connectionRetries === 0)).toBe(true);
    expect(server.requests).toHaveLength(20);
  });

  it('survives answers that nobody asked for', async () => {
    const server = await serve((socket) =>
      socket.end(answerText('x', '200 OK', 'connection: close\r\n').repeat(2)),
    );
    const { report } = await run(server.port, iterations(5));
    expect(report.started).toBe(5);
  });

  it('pauses between connections that are refused, and says that all failed', async () => {
    const { classes, report, samples } = await run(1, lasting(300, 2));
    expect(classes).toEqual({ network_error: report.started });
    expect(samples[0]?.errorCode).toBe('ECONNREFUSED');
    expect(report.started).toBeGreaterThan(5);
    expect(report.started).toBeLessThan(40);
  });

  it('checks answers', async () => {
    const server = await serve((socket) => socket.write(answerText('{}')));
    const { classes } = await run(server.port, iterations(3), { check: true });
    expect(classes).toEqual({ wrong_answer: 3 });
  });

  it('verifies certificates, before a byte of a request is sent', async () => {
    const certificate = createCertificate();
    const server = await serve((socket) => socket.write(answerText('x')), certificate);
    const base = 'https://localhost';
    const distrusting = await run(server.port, iterations(3), { base });
    expect(distrusting.classes).toEqual({ network_error: 3 });
    expect(distrusting.samples[0]?.errorCode).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
    expect(server.requests).toHaveLength(0);
    const trusting = await run(server.port, iterations(3), { base, ca: certificate.cert });
    expect(trusting.classes).toEqual({ ok: 3 });
    expect(trusting.samples[0]?.timings?.tlsHandshaking).toBeGreaterThan(0);
    const careless = await run(server.port, iterations(3), { base, insecure: true });
    expect(careless.classes).toEqual({ ok: 3 });
    const other = createCertificate('other.example');
    const impostor = await serve((socket) => socket.write(answerText('x')), other);
    const fooled = await run(impostor.port, iterations(2), { base, ca: other.cert });
    expect(fooled.classes).toEqual({ network_error: 2 });
    expect(impostor.requests).toHaveLength(0);
  });

  it('refuses to open a connection for each request', async () => {
    const refused = run(1, lasting(100, 1), { keepAlive: false });
    await expect(refused).rejects.toThrow(FibimgError);
  });

  it.each<Load>([
    {
      executor: 'constant-arrival-rate',
      rate: 10,
      durationMs: 1000,
      preAllocatedVus: 1,
      maxVus: 1,
      gracefulStopMs: 0,
      thinkTimeMs: 0,
    },
    { executor: 'ramping-vus', startVus: 1, stages: [], gracefulStopMs: 0, thinkTimeMs: 0 },
    { ...lasting(100, 1), thinkTimeMs: 5 },
  ])('refuses a $executor load that it would get wrong', async (load) => {
    await expect(run(1, load)).rejects.toThrow(FibimgError);
  });
});
