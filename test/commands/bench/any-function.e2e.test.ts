import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { BenchDocument } from '../../../src/bench/record/document.ts';
import { startLocalLambda } from '../../../src/local/lambda/start-local-lambda.ts';
import { createGeneratedOrigin } from '../../../src/origin/generated.ts';
import { testRng } from '../../local/lambda/test-rng.ts';
import { stubAwsEnv } from '../../support/aws/aws-env.ts';
import { startLambdaApiServer } from '../../support/aws/lambda-api-server.ts';
import { createMemoryStore } from '../../support/cli/memory-store.ts';
import { runFibimg, spawnFibimg, temporaryFolder } from '../../support/cli/run-fibimg.ts';
import { createTestIo, type TestIoOptions } from '../../support/cli/test-io.ts';
import { realClock } from '../../support/load/real-clock.ts';

afterEach(() => vi.unstubAllEnvs());

const root = join(import.meta.dirname, '../../..');

/** The local Lambda with a function that is nothing of ours. */
const startForeign = async () => {
  const logs: string[] = [];
  const lambda = await startLocalLambda({
    bootstrap: join(root, 'dist/cli/environment-main.js'),
    bundle: join(root, 'test/fixtures/foreign-handler.mjs'),
    store: createMemoryStore(),
    origin: createGeneratedOrigin(),
    ...{ clock: realClock, rng: testRng, cpuCount: 2, onLog: (text: string) => logs.push(text) },
  });
  onTestFinished(async () => {
    await lambda.close();
  });
  stubAwsEnv();
  return lambda;
};

const setUp = async () => {
  const folder = await temporaryFolder();
  const run = (argv: readonly string[], options: TestIoOptions = {}) => {
    const env = { XDG_STATE_HOME: join(folder, 'state') };
    return runFibimg(argv, {
      io: createTestIo({ clock: realClock, cwd: folder, rng: testRng, env, ...options }),
    });
  };
  return { folder, run };
};

const few = ['--vus', '2', '--iterations', '12', '--seed', '7', '--allow-problems'];

describe('bench of any function', { timeout: 60_000 }, () => {
  it('invokes it with events drawn by the seed, told cold from warm by REPORT lines, in every later command', async () => {
    const lambda = await startForeign();
    const { folder, run } = await setUp();
    const events = join(folder, 'events.ndjson');
    await writeFile(events, '{"id":12345678901234567890}\n{"b":[1, 2]}\n');
    const target = ['--endpoint-url', lambda.invokeEndpoint, '--function', lambda.functionName];
    const bench = async (save: string, more: readonly string[] = []) => {
      const { code, err } = await run([
        ...['bench', ...target, '--payload', `@${events}`, '--no-check', ...few],
        ...['--save', join(folder, save), ...more],
      ]);
      expect(code, err).toBe(0);
      expect(err).toContain(
        'invokes it with 2 events, drawn by the seed, up to 27 bytes; its stores',
      );
      return JSON.parse(await readFile(join(folder, save), 'utf8')) as BenchDocument;
    };
    const one = await bench('one.json', [
      ...['--cold-starts', '2', '--burst', '2', '--yes'],
      ...['--summary-export', join(folder, 'k6.json')],
    ]);
    expect(one.coldStarts).toMatchObject({ proven: 2, unproven: 0, failed: 0 });
    expect(one.scenario).toMatchObject({ ints: null, check: false, requests: { bodies: 2 } });
    expect(one.phases[0]?.classes).toMatchObject({ started: 12, ok: 12 });
    expect(one.phases[0]?.metrics).toHaveProperty('http_req_duration{start:cold}');
    // Nothing but the bursts' own: an event of others fills no store.
    expect(lambda.stats().invocations).toBe(12 + 2 + 6);
    await bench('two.json');
    const paths = [join(folder, 'one.json'), join(folder, 'two.json')];
    for (const argv of [
      ['verify', paths[0] ?? ''],
      ['compare', ...paths],
      ['report', paths[0] ?? '', '--format', 'text'],
    ]) {
      const { code, err } = await run(argv);
      expect(code, `${argv.join(' ')}: ${err}`).toBe(0);
    }
    const k6 = JSON.parse(await readFile(join(folder, 'k6.json'), 'utf8'));
    expect(k6.metrics.http_reqs.count).toBe(12);
    await writeFile(events, '{"id":12345678901234567891}\n{"b":[1, 2]}\n');
    await bench('three.json');
    const unlike = await run(['compare', paths[0] ?? '', join(folder, 'three.json')]);
    expect([unlike.code, unlike.err]).toEqual([2, expect.stringContaining('requests: ')]);
  });

  it('counts a function that fails, and never sends what was not given', async () => {
    const lambda = await startForeign();
    const { run } = await setUp();
    const { code, out, err } = await run(
      [
        ...['bench', '--endpoint-url', lambda.invokeEndpoint, '--function', lambda.functionName],
        ...['--payload', '-', ...few, '--json'],
      ],
      { stdin: '[{"fail":true},{"fail":false}]' },
    );
    const { phases, command }: BenchDocument = JSON.parse(out);
    expect(code, err).toBe(0);
    const { ok = 0, function_error: failed = 0 } = phases[0]?.classes ?? {};
    expect([ok + failed, ok > 0, failed > 0]).toEqual([12, true, true]);
    expect(phases[0]?.errors).toEqual([
      { class: 'function_error', code: 'RangeError', count: failed },
    ]);
    expect(command).toContain('-');
  });

  it('sends the same sequence of events whoever makes the calls, and hides what is written inline', async () => {
    const { run } = await setUp();
    stubAwsEnv();
    const sent = async (seed: string) => {
      await using server = await startLambdaApiServer(() => ({ body: '{}' }));
      const { code, out, err } = await run([
        ...['bench', '--endpoint-url', server.url, '--function', 'any', '--payload=["a","b","c"]'],
        ...['--seed', seed, '--iterations', '20', '--vus', '1', '--json', '--allow-problems'],
      ]);
      expect(code, err).toBe(0);
      const { command }: BenchDocument = JSON.parse(out);
      expect(command).toContain('--payload=****');
      return server.calls.flatMap(({ url, payload }) =>
        url.endsWith('/invocations') ? payload : [],
      );
    };
    const first = await sent('3');
    expect(new Set(first)).toEqual(new Set(['"a"', '"b"', '"c"']));
    expect(await sent('3')).toEqual(first);
    expect(await sent('4')).not.toEqual(first);
  });

  it('sends bodies to a URL byte by byte, with the type that they look like', async () => {
    const lambda = await startForeign();
    const { folder, run } = await setUp();
    const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => (index * 7) % 256);
    await writeFile(join(folder, 'body.bin'), bytes);
    const seen: {
      readonly sha256: string;
      readonly type: string | undefined;
      readonly method: string | undefined;
    }[] = [];
    const front = createServer(async (message, response) => {
      const hash = createHash('sha256');
      for await (const chunk of message) hash.update(chunk);
      seen.push({
        sha256: hash.digest('hex'),
        type: message.headers['content-type'],
        method: message.method,
      });
      response.end('thanks');
    });
    await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void front.close());
    const url = `http://127.0.0.1:${(front.address() as AddressInfo).port}/upload?a=1`;
    const bench = (to: string, ...more: readonly string[]) =>
      run(['bench', '--url', to, '--json', ...few, ...more]);
    const body = `@${join(folder, 'body.bin')}`;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const binary = await bench(url, '--body', body);
    expect(binary.code, binary.err).toBe(0);
    expect(seen).toHaveLength(12);
    expect(new Set(seen.map((one) => JSON.stringify(one)))).toEqual(
      new Set([JSON.stringify({ sha256, type: 'application/octet-stream', method: 'POST' })]),
    );
    seen.length = 0;
    await bench(url, '--method', 'PUT', '--body', '{"a":1}', '--body', 'plain', '-H', 'x-a: 1');
    expect(new Set(seen.map(({ type, method }) => `${method} ${type}`))).toEqual(
      new Set(['PUT application/json', 'PUT application/octet-stream']),
    );
    seen.length = 0;
    await bench(url, '--method', 'DELETE');
    expect(new Set(seen.map(({ type, method }) => `${method} ${type}`))).toEqual(
      new Set(['DELETE undefined']),
    );
    // Workers share a clock with a process, not with a test.
    const { done } = spawnFibimg([
      ...[
        'bench',
        '--url',
        `${lambda.url}/`,
        '--body',
        body,
        '--json',
        '--workers',
        '2',
        '--no-keep',
      ],
      ...['-H', 'content-type: image/x', ...few],
    ]);
    const local = await done;
    const document: BenchDocument = JSON.parse(local.out);
    expect([local.code, document.phases[0]?.classes.ok], local.err).toEqual([0, 12]);
    expect(document.scenario.requests).toEqual({
      ...{ method: 'POST', bodies: 1, largestBytes: 70_000 },
      digest: createHash('sha256').update('70000:').update(bytes).digest('hex'),
    });
  });

  it('refuses an event over 6 MB before anything is sent', async () => {
    const { folder, run } = await setUp();
    await writeFile(join(folder, 'large.json'), `["${'x'.repeat(6 * 1024 * 1024)}", 1]`);
    stubAwsEnv();
    const { code, err } = await run([
      'bench',
      '--function',
      'any',
      '--payload',
      `@${join(folder, 'large.json')}`,
      ...few,
    ]);
    expect([code, err]).toEqual([2, expect.stringContaining('payload 1 of 2 has 6,291,458 bytes')]);
  });
});
