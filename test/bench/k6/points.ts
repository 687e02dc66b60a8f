import type { K6Run } from '../../../src/bench/k6/k6-run.ts';

export const run: K6Run = {
  version: 1,
  scenario: {
    ...{ target: 'http://example.com/', engine: 'k6', ints: [400], timeoutMs: 1000 },
    ...{ keepAlive: true, check: true, insecure: false },
    load: {
      ...{ executor: 'constant-vus', vus: 2, durationMs: 1000, gracefulStopMs: 0 },
      thinkTimeMs: 0,
    },
  },
  seed: 1,
  thresholds: [],
};

const startMs = Date.parse('2026-11-21T00:00:00Z');

/** A line as k6 writes it, at so many milliseconds of the run. */
export const pointLine = (
  metric: string,
  value: number,
  { atMs = 0, tags = {}, vu = '1', iter = '0' }: PointOptions = {},
): string => {
  const time = `${new Date(startMs + Math.floor(atMs)).toISOString().slice(0, -1)}000000Z`;
  const data = { time, value, tags: { scenario: 'load', ...tags }, metadata: { vu, iter } };
  return JSON.stringify({ metric, type: 'Point', data });
};

interface PointOptions {
  readonly atMs?: number;
  readonly tags?: Readonly<Record<string, string>>;
  readonly vu?: string;
  readonly iter?: string;
}

export const runLine = (of: object = run): string =>
  pointLine('fibimg_run', 1, { tags: { fibimg: JSON.stringify(of) } });

const good = { start: 'warm', outcome: 'stored', class: 'ok', connection: 'kept' };

/** Every point of one request; the total is the last. */
export const requestLines = (
  index: number,
  { vu = '1', tags = good }: { vu?: string; tags?: Readonly<Record<string, string>> } = {},
): readonly string[] => {
  const place = { atMs: 10 * (index + 1), tags, vu, iter: String(index) };
  return [
    pointLine('http_reqs', 1, place),
    pointLine('fibimg_reqs', 1, place),
    pointLine('fibimg_req_duration', 5, place),
    ...['blocked', 'connecting', 'tls_handshaking', 'sending', 'receiving'].map((part) =>
      pointLine(`fibimg_req_${part}`, 0, place),
    ),
    pointLine('fibimg_req_waiting', 5, place),
    pointLine('fibimg_req_total', 5, place),
    pointLine('data_received', 100, place),
    pointLine('iterations', 1, place),
  ];
};
