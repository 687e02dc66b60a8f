import { type AddressInfo, createServer, type LookupFunction, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createNetworkProbe } from '../../../src/bench/network/network-probe.ts';

/** A server that takes its time to say anything, and what came in on its connections. */
const startSilentServer = async () => {
  const sockets: Socket[] = [];
  const received: Buffer[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    socket.on('data', (bytes) => received.push(bytes));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, sockets, received };
};

const lookupOf = (address: string, waitMs = 0): LookupFunction => {
  return (_host, _options, callback) => {
    setTimeout(() => callback(null, [{ address, family: 4 }]), waitMs);
  };
};

const probeAt = (port: number, more: { host?: string; lookup?: LookupFunction } = {}) =>
  createNetworkProbe({
    ...{ host: '127.0.0.1', port, lookup: lookupOf('127.0.0.1'), ...more },
    ...{ to: 'target', clientRegion: null, targetRegion: 'eu-west-1', pauseMs: 5 },
    nowUs: () => performance.now() * 1000,
  });

describe('a network probe', () => {
  it('times connects alone: not the look-up before them, nor a server that says nothing', async () => {
    const { port, sockets, received } = await startSilentServer();
    const probe = probeAt(port, { host: 'target.invalid', lookup: lookupOf('127.0.0.1', 100) });
    const stop = probe.start();
    await vi.waitFor(() => expect(probe.summary()?.roundTripMs.count).toBeGreaterThan(2), 10_000);
    stop();
    const { roundTripMs, ...rest } = probe.summary() ?? {};
    expect(rest).toEqual({
      ...{ failed: 0, to: 'target', addressFamily: 'IPv4' },
      ...{ clientRegion: null, targetRegion: 'eu-west-1' },
    });
    expect(roundTripMs?.min).toBeLessThan(100);
    expect(roundTripMs?.min).toBeLessThanOrEqual(roundTripMs?.med ?? 0);
    expect(roundTripMs?.med).toBeLessThanOrEqual(roundTripMs?.p95 ?? 0);
    expect(received).toEqual([]);
    await vi.waitFor(() => expect(sockets.length).toBeGreaterThan(2));
    for (const socket of sockets) await vi.waitFor(() => expect(socket.readableEnded).toBe(true));
  });

  it('makes one connect at a time, none once it is stopped, and goes on when started again', async () => {
    const { port, sockets } = await startSilentServer();
    const probe = probeAt(port);
    probe.start()();
    await sleep(30);
    expect([sockets.length, probe.summary()]).toEqual([0, undefined]);
    const stop = probe.start();
    await vi.waitFor(() => expect(sockets.length).toBeGreaterThan(1));
    stop();
    await sleep(30);
    const count = sockets.length;
    await sleep(30);
    expect(sockets).toHaveLength(count);
  });

  it('has nothing to say of a port that nobody answers, or a name without an address', async () => {
    const { port } = await startSilentServer();
    const refuse: LookupFunction = (_host, _options, callback) => {
      callback(new Error('ENOTFOUND'), '');
    };
    const probe = probeAt(port, { host: 'target.invalid', lookup: refuse });
    const stop = probe.start();
    await sleep(30);
    stop();
    expect(probe.summary()).toBeUndefined();
  });

  it('counts connects that came to nothing', async () => {
    const { port } = await startSilentServer();
    let turn = 0;
    const sometimes: LookupFunction = (_host, _options, callback) => {
      turn += 1;
      if (turn === 1) callback(new Error('ENOTFOUND'), '');
      else callback(null, '127.0.0.1', 4);
    };
    const probe = probeAt(port, { host: 'target.invalid', lookup: sometimes });
    const stop = probe.start();
    await vi.waitFor(() => expect(probe.summary()).toMatchObject({ failed: 1 }));
    stop();
  });
});
