import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { Sample } from '../../../src/bench/engine/sample.ts';
import { parseOutput } from '../../../src/bench/output/output-spec.ts';
import type { SampleLines } from '../../../src/bench/output/sample-lines.ts';
import { openSampleOutput, writeSamples } from '../../../src/bench/output/sample-output.ts';
import { prepareFile } from '../../../src/cli/files/output-file.ts';
import { createTestIo } from '../../support/cli/test-io.ts';

const folder = mkdtempSync(join(tmpdir(), 'fibimg-output-'));
afterAll(() => rmSync(folder, { recursive: true }));

const fileAt = async (path: string) => (await prepareFile(path, createTestIo())).begin();

const context = {
  method: 'GET',
  urlOf: (pixels: number | undefined) =>
    `http://127.0.0.1:1/${pixels === undefined ? '' : `?int=${pixels}`}`,
  // 2026-11-21T00:34:39Z
  epochUsOf: (us: number) => 1_795_221_279_000_000 + us,
};

const timings = {
  ...{ blocked: 324.12, dns: 0, connecting: 311.74, tlsHandshaking: 0 },
  ...{ sending: 553.47, waiting: 31_649.533, receiving: 77.43, newConnection: true },
};
const sample: Sample = {
  ...{ class: 'ok', start: 'cold', outcome: 'fetched', intendedUs: 0, startedUs: 0 },
  ...{ endedUs: 635_468, timings, status: 200, bytesSent: 71, bytesReceived: 620 },
  ...{ connectionRetries: 0, pixels: 500 },
};
const lost: Sample = {
  ...{ class: 'network_error', start: 'unknown', outcome: 'unknown', intendedUs: 0 },
  ...{ startedUs: 0, endedUs: 1000, status: 0, errorCode: 'ECONNRESET' },
  ...{ bytesSent: 0, bytesReceived: 0, connectionRetries: 0 },
};

const write = async (name: string, samples: readonly Sample[]) => {
  const path = join(folder, name);
  const spec = parseOutput(`${name.startsWith('csv') ? 'csv' : 'json'}=${path}`);
  if (spec === undefined) throw new Error('a spec that is right');
  const output = openSampleOutput(spec, await fileAt(path), context);
  for (const one of samples) output.sample(one, 'cold');
  await output.close();
  expect(output.dropped()).toBe(0);
  return readFileSync(path);
};

describe("k6's NDJSON", () => {
  const system = {
    ...{ expected_response: 'true', group: '', method: 'GET', name: 'http://127.0.0.1:1/' },
    ...{ proto: 'HTTP/1.1', scenario: 'cold', status: '200', url: 'http://127.0.0.1:1/?int=500' },
  };

  it('declares a metric once, before its first point', async () => {
    const text = (await write('k6.json', [sample, sample])).toString();
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines[0]).toEqual({
      type: 'Metric',
      data: {
        ...{ name: 'http_reqs', type: 'counter', contains: 'default' },
        ...{ thresholds: [], submetrics: null },
      },
      metric: 'http_reqs',
    });
    expect(lines[1]).toEqual({
      metric: 'http_reqs',
      type: 'Point',
      data: {
        ...{ time: '2026-11-21T00:34:39.635468Z', value: 1 },
        tags: { ...system, start: 'cold', outcome: 'fetched' },
      },
    });
    const declared = lines.filter(({ type }) => type === 'Metric').map(({ metric }) => metric);
    expect(declared).toEqual([
      ...['http_reqs', 'http_req_duration', 'http_req_blocked', 'http_req_connecting'],
      ...['http_req_tls_handshaking', 'http_req_sending', 'http_req_waiting'],
      ...['http_req_receiving', 'http_req_failed', 'data_sent', 'data_received'],
      ...['iteration_duration', 'iterations'],
    ]);
    const points = lines.filter(({ type }) => type === 'Point');
    expect(points).toHaveLength(26);
    const duration = points.find(({ metric }) => metric === 'http_req_duration');
    expect(duration.data.value).toBeCloseTo(32.280433, 9);
    expect(points.at(-1).data.tags).toEqual({ group: '', scenario: 'cold' });
  });

  it('says what went wrong, and gives no times to a request that had none', async () => {
    const text = (await write('lost.json', [lost])).toString();
    const points = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const failed = points.find(
      ({ metric, type }) => metric === 'http_req_failed' && type === 'Point',
    );
    expect(failed.data.value).toBe(1);
    expect(failed.data.tags).toMatchObject({
      ...{ error: 'ECONNRESET', error_code: '1220', status: '0', class: 'network_error' },
    });
    expect(points.some(({ metric }) => metric === 'http_req_waiting')).toBe(false);
  });

  it('is compressed where the name says so', async () => {
    const packed = await write('k6.json.gz', [sample]);
    const plain = await write('k6-plain.json', [sample]);
    expect(gunzipSync(packed).equals(plain)).toBe(true);
  });
});

it("writes k6's CSV", async () => {
  const rows = (await write('csv', [sample, lost])).toString().split('\n');
  expect(rows.slice(0, 3)).toEqual([
    'metric_name,timestamp,metric_value,check,error,error_code,expected_response,group,method,name,proto,scenario,service,status,subproto,tls_version,url,extra_tags,metadata',
    'http_reqs,1795221279,1.000000,,,,true,,GET,http://127.0.0.1:1/,HTTP/1.1,cold,,200,,,http://127.0.0.1:1/?int=500,start=cold&outcome=fetched,',
    'http_req_duration,1795221279,32.280433,,,,true,,GET,http://127.0.0.1:1/,HTTP/1.1,cold,,200,,,http://127.0.0.1:1/?int=500,start=cold&outcome=fetched,',
  ]);
  expect(new Set(rows.slice(0, -1).map((row) => row.split(',').length))).toEqual(new Set([19]));
});

describe('writeSamples', () => {
  const format: SampleLines = { header: () => [], lines: () => ['x'.repeat(99)] };

  it('drops and counts what finds no room, and never waits', async () => {
    const path = join(folder, 'full.json');
    const output = writeSamples(await fileAt(path), false, format, 200_000);
    for (let at = 0; at < 10_000; at += 1) output.sample(sample, 'load');
    await output.close();
    expect(output.dropped()).toBeGreaterThan(7_000);
    const kept = readFileSync(path, 'utf8').split('\n').length - 1;
    expect(kept + output.dropped()).toBe(10_000);
  });

  it('leaves out requests that were cut off', async () => {
    const path = join(folder, 'cut.json');
    const output = writeSamples(await fileAt(path), false, format);
    output.sample({ ...lost, class: 'interrupted' }, 'load');
    await output.close();
    expect(readFileSync(path, 'utf8')).toBe('');
  });

  it.runIf(process.platform === 'linux')('tells of a full disk at the end', async () => {
    const output = writeSamples(await fileAt('/dev/full'), false, format);
    output.sample(sample, 'load');
    await expect(output.close()).rejects.toMatchObject({ kind: 'output' });
  });
});

it.each([
  ['json=a.json', { format: 'json', path: 'a.json', gzip: false }],
  ['json=a=b.json.gz', { format: 'json', path: 'a=b.json.gz', gzip: true }],
  ['csv=a.csv', { format: 'csv', path: 'a.csv', gzip: false }],
  ['xml=a', undefined],
  ['json=-', { format: 'json', path: '-', gzip: false }],
  ['csv=/dev/stdout', { format: 'csv', path: '-', gzip: false }],
  ['json=', undefined],
  ['json', undefined],
])('reads --out %s', (text, expected) => expect(parseOutput(text)).toEqual(expected));
