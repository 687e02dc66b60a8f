import { describe, expect, it, onTestFinished } from 'vitest';
import type { Load } from '../../../src/bench/load/load.ts';
import { announceConnections } from '../../../src/commands/bench/preflight.ts';
import { createCertificate } from '../../support/aws/certificate.ts';
import { answerText, startRawServer } from '../../support/faults/raw-server.ts';
import { runBench } from '../../support/load/bench-run.ts';

const common = { gracefulStopMs: 0, thinkTimeMs: 0 };
const users = (vus: number): Load => ({
  ...common,
  ...{ executor: 'constant-vus', vus, durationMs: 10_000 },
});
const arrivals = (rate: number): Load => ({
  ...common,
  ...{ executor: 'constant-arrival-rate', rate, durationMs: 10_000 },
  ...{ preAllocatedVus: 100, maxVus: 5000 },
});
const ramp = (startVus: number, durationMs: number, target: number): Load => ({
  ...common,
  ...{ executor: 'ramping-vus', startVus, stages: [{ durationMs, target }] },
});

const notesOf = (url: string, load: Load, keepAlive = true): readonly string[] => {
  const notes: string[] = [];
  const report = { note: (text: string) => notes.push(text) };
  announceConnections(new URL(url), { load, generator: { keepAlive } }, report);
  return notes;
};
const https = 'https://function.invalid/';
const http = 'http://127.0.0.1/';

describe('a load that opens connections faster than this client can', () => {
  it.each([
    [https, users(2000), true, /^2,000 TLS connections at once, .* about \d+ a second: the first/],
    [https, ramp(0, 1000, 2000), true, /^2,000 TLS connections at once/],
    [https, arrivals(3000), false, /^3,000 requests a second with a TLS connection each, but/],
    [http, users(20_000), true, /^20,000 connections at once/],
    [http, arrivals(20_000), false, /^20,000 requests a second with a connection each, but/],
  ])('is told of %s', (url, load, keepAlive, note) => {
    expect(notesOf(url, load, keepAlive)).toEqual([expect.stringMatching(note)]);
  });

  it.each([
    [https, users(200), true],
    [https, ramp(0, 60_000, 2000), true],
    [https, arrivals(3000), true],
    [https, arrivals(100), false],
    [https, users(2000), false],
    [https, { ...users(2000), maxRequests: 20 }, true],
    [http, users(2000), true],
    [http, arrivals(3000), false],
    ['lambda://GetFibonacciImage/', users(2000), true],
  ])('is not seen in what it can, or nobody knows: %s', (url, load, keepAlive) => {
    expect(notesOf(url, load, keepAlive)).toEqual([]);
  });

  it('is announced by bench, in one line before the run', async () => {
    const server = await startRawServer(
      (socket) => void socket.write(answerText('{}')),
      createCertificate(),
    );
    onTestFinished(server.close);
    const target = ['--url', `https://127.0.0.1:${server.port}/`, '--insecure', '--no-check'];
    const load = ['--rate', '3000/s', '--duration', '1s', '--max-requests', '2', '--no-keepalive'];
    const { code, err } = await runBench([...target, ...load, '--allow-load']);
    expect(code).toBe(0);
    expect(err.replaceAll(/\s+/g, ' ')).toContain(
      '3,000 requests a second with a TLS connection each',
    );
  });
});
