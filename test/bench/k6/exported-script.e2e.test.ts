import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import type { BenchDocument } from '../../../src/bench/record/document.ts';
import { startLocalLambda } from '../../../src/local/lambda/start-local-lambda.ts';
import { createGeneratedOrigin } from '../../../src/origin/generated.ts';
import { testRng } from '../../local/lambda/test-rng.ts';
import { createMemoryStore } from '../../support/cli/memory-store.ts';
import { runFibimg, temporaryFolder } from '../../support/cli/run-fibimg.ts';
import { createTestIo } from '../../support/cli/test-io.ts';
import { runK6Script } from '../../support/k6/run-script.ts';
import { startAnswerServer } from '../../support/load/answer-server.ts';
import { realClock } from '../../support/load/real-clock.ts';
import { serviceBody } from '../../support/load/service-body.ts';

const dist = join(import.meta.dirname, '../../../dist');

/** The service, with an empty store and no environment yet. */
const startService = async (): Promise<string> => {
  const lambda = await startLocalLambda({
    bootstrap: join(dist, 'cli/environment-main.js'),
    bundle: join(dist, 'lambda/index.mjs'),
    ...{ store: createMemoryStore(), origin: createGeneratedOrigin(), concurrency: 4 },
    ...{ clock: realClock, rng: testRng, cpuCount: 2 },
  });
  onTestFinished(async () => {
    await lambda.close();
  });
  return `${lambda.url}/`;
};

const setUp = async () => {
  const folder = await temporaryFolder();
  const at = (name: string) => join(folder, name);
  const run = async (...argv: readonly string[]) => {
    const env = { XDG_STATE_HOME: at('state') };
    return runFibimg(argv, { io: createTestIo({ clock: realClock, rng: testRng, env }) });
  };
  const imported = async (...argv: readonly string[]): Promise<BenchDocument> => {
    const { code, out, err } = await run('import', 'k6', ...argv, '--json');
    expect(code, err).toBe(0);
    return JSON.parse(out);
  };
  return { at, run, imported };
};

/** What the points of one request say, of a native run and of the script's alike. */
const requestsOf = (lines: readonly string[], metric: string) =>
  lines
    .map((line) => JSON.parse(line))
    .filter((line) => line.type === 'Point' && line.metric === metric)
    .map(({ data }) => data);

const valuesOf = (lines: readonly string[], metric: string): readonly number[] =>
  requestsOf(lines, metric).map(({ value }) => value);

const nativeLines = async (path: string) => (await readFile(path, 'utf8')).trim().split('\n');

const intOf = ({ tags }: { readonly tags: { readonly url: string } }): number =>
  Number(new URL(tags.url).searchParams.get('int'));

const kindOf = ({ tags }: { readonly tags: Readonly<Record<string, string>> }) =>
  `${tags['start']} ${tags['outcome']} ${tags['class'] ?? 'ok'}`;

const numerically = (a: number, b: number): number => a - b;

describe('fibimg export k6', { timeout: 60_000 }, () => {
  it('makes the requests of a native run one by one, and says of each what that says', async () => {
    const { at, run, imported } = await setUp();
    const load = ['--vus', '1', '--iterations', '12', '--ints', '400-405', '--seed', '7'];
    const native = [
      'bench',
      '--url',
      await startService(),
      ...load,
      '--out',
      `json=${at('n.json')}`,
    ];
    expect((await run(...native)).code).toBe(0);
    const threshold = ['--threshold', 'http_req_duration{start:cold}: max<1m abortOnFail'];
    const url = await startService();
    const exported = await run('export', 'k6', '--url', url, ...load, ...threshold);
    expect(exported.code, exported.err).toBe(0);
    const { lines, options } = await runK6Script(exported.out);
    expect(options.thresholds).toEqual({
      'fibimg_req_duration{start:cold}': [
        { threshold: 'max<60000', abortOnFail: true, delayAbortEval: '0ms' },
      ],
    });
    const theirs = await nativeLines(at('n.json'));
    expect(valuesOf(lines, 'asked')).toEqual(requestsOf(theirs, 'http_reqs').map(intOf));
    const own = requestsOf(lines, 'fibimg_reqs').map(kindOf);
    expect(own).toEqual(requestsOf(theirs, 'http_reqs').map(kindOf));
    expect(own[0]).toBe('cold fetched ok');
    expect(valuesOf(lines, 'checks')).toEqual(Array(12).fill(1));
    await writeFile(at('p.json'), `${lines.join('\n')}\n`);
    const document = await imported(at('p.json'), '-o', at('run.json'));
    const [phase] = document.phases;
    expect(phase?.classes).toMatchObject({ started: 12, ok: 12, dropped: 0 });
    expect(phase?.metrics['http_req_duration']).toMatchObject({ values: { count: 12 } });
    expect(phase?.metrics['cold_starts']).toMatchObject({ values: { count: 1 } });
    expect(Object.keys(phase?.metrics ?? {}).join()).not.toMatch(/looking_up|response_time/);
    const bytes = valuesOf(lines, 'data_received').reduce((sum, one) => sum + one, 0);
    expect(phase?.metrics['data_received']).toMatchObject({ values: { count: bytes } });
    expect(document.thresholds).toMatchObject([{ ok: true, expression: 'max<1m' }]);
    expect(document).toMatchObject({
      scenario: { engine: 'k6', target: url, ints: { from: 400, to: 405 } },
      imported: { from: 'k6', notAvailable: ['response time', 'name look-up', 'self-check'] },
      selfCheck: { tainted: false, eventLoopDelayP99Ms: null, cpuUtilisation: null },
    });
    const report = await run('report', at('run.json'), '--format', 'text');
    expect([report.code, report.out]).toEqual([0, expect.stringContaining('k6 made this load')]);
    expect((await run('report', at('run.json'), '-o', at('page.html'))).code).toBe(0);
    expect((await run('verify', at('run.json'))).code).toBe(0);
  });

  it('shares a rate among pods, whose points become one run, never merged or compared with native ones', async () => {
    const { at, run, imported } = await setUp();
    const url = await startService();
    const load = ['--url', url, '--rate', '40/s', '-d', '1s', '--vus', '4', '--max-vus', '40'];
    const same = [...load, '--ints', '400-409', '--seed', '3'];
    expect(
      (await run('bench', ...same, '--out', `json=${at('n.json')}`, '--save', at('native.json')))
        .code,
    ).toBe(0);
    const { out: script } = await run('export', 'k6', ...same);
    const pods = [];
    for (const index of [0, 1]) pods.push(await runK6Script(script, { index, of: 2 }));
    const asked = pods.flatMap(({ lines }) => valuesOf(lines, 'asked')).toSorted(numerically);
    const theirs = requestsOf(await nativeLines(at('n.json')), 'http_reqs').map(intOf);
    expect(asked).toEqual(theirs.toSorted(numerically));
    expect(asked).toHaveLength(40);
    const files = [at('pod-0.json'), at('pod-1.json.gz')];
    await writeFile(files[0] ?? '', pods[0]?.lines.join('\n') ?? '');
    await writeFile(files[1] ?? '', gzipSync(pods[1]?.lines.join('\n') ?? ''));
    const whole = await imported(...files, '-o', at('whole.json'));
    expect(whole.phases[0]?.classes).toMatchObject({ started: 40, ok: 40 });
    expect(whole).toMatchObject({ imported: { from: 'k6' }, merged: { missing: [] } });
    expect((await run('verify', at('whole.json'))).code).toBe(0);
    for (const [index, file] of files.entries()) {
      await imported(file, '--shard', `${index}/2`, '-o', at(`part-${index}.json`));
    }
    const merged = await run('merge', at('part-0.json'), at('part-1.json'), '--json');
    expect(JSON.parse(merged.out).phases[0].classes).toEqual(whole.phases[0]?.classes);
    await imported(...files.toReversed(), '-o', at('again.json'));
    expect((await run('compare', at('whole.json'), at('again.json'))).code).toBe(0);
    const unlike = await run('compare', at('native.json'), at('whole.json'));
    expect([unlike.code, unlike.err]).toEqual([
      2,
      expect.stringContaining('engine: "http" and "k6"'),
    ]);
    const native = await run('bench', ...same, '--shard', '1/2', '--save', at('half.json'));
    expect(native.code, native.err).toBe(0);
    const mixed = await run('merge', at('part-0.json'), at('half.json'));
    expect([mixed.code, mixed.err]).toEqual([2, expect.stringContaining('engine is k6 and http')]);
    const twice = await run('import', 'k6', files[0] ?? '', files[0] ?? '');
    expect([twice.code, twice.err]).toEqual([2, expect.stringContaining('read already')]);
  });

  it('judges answers as bench does, right ones and wrong ones', async () => {
    const { at, run } = await setUp();
    // What looks right to the last digit is read in full by bench only now and then; the space makes it look again.
    const broken = (from: string | RegExp, to: string) => (int: number) =>
      serviceBody(int).replace(from, to).replace('"int":', '"int": ');
    const answers: readonly ((int: number) => string | readonly [number, string])[] = [
      serviceBody,
      () => 'hello',
      () => '[1]',
      () => '{}',
      () => '{"a":1}',
      () => '',
      broken(/"int":\d+/, '"int":4999'),
      broken(/"int":(\d+)/, '"int":"$1"'),
      broken(/"fibonacci":\d/, '"fibonacci":7'),
      broken(/"fibonacci":\d+/, '"fibonacci":1.00000000000000001e0'),
      broken(/"fibonacci":(\d)/, '"fibonacci":-$1'),
      broken('"deadlineMs":', '"deadlineMs":null,"x":'),
      broken('"traceId":', '"traceID":'),
      broken(/"now":"[^"]*"/, '"now":"today"'),
      broken('"originalUrl":"', '"originalURL":"'),
      broken('"contentType":["image/jpeg"]', '"contentType":"image/jpeg"'),
      broken(/"metadata":.*/, '"metadata":[]}'),
      () => [429, '{"Reason":"CallerRateLimitExceeded"}'],
      () => [429, ''],
      () => [502, ''],
      () => [502, '{"error":{"code":"origin","message":"m"}}'],
      () => [301, ''],
      () => [500, '{"error":"text"}'],
    ];
    const { url } = await startAnswerServer((request, response) => {
      const int = Number(new URL(request.url ?? '', 'http://x').searchParams.get('int'));
      const answer = answers[int - 1]?.(int) ?? '';
      const [status, body] = typeof answer === 'string' ? [200, answer] : answer;
      response.writeHead(status).end(body);
    });
    const ints = ['--ints', `1-${answers.length}`, '--seed', '1'];
    const load = ['--url', url, '--vus', '1', '--iterations', '120', ...ints];
    await run('bench', ...load, '--out', `json=${at('n.json')}`);
    const { lines } = await runK6Script((await run('export', 'k6', ...load)).out);
    const verdictOf = (tags: Readonly<Record<string, string>>) =>
      `${tags['class'] ?? 'ok'} ${tags['error'] ?? tags['code'] ?? ''}`.trim();
    const native = requestsOf(await nativeLines(at('n.json')), 'http_reqs');
    expect(requestsOf(lines, 'fibimg_reqs').map(({ tags }) => verdictOf(tags))).toEqual(
      native.map(({ tags }) => verdictOf(tags)),
    );
    expect(new Set(native.map(intOf)).size).toBe(answers.length);
  });

  it('writes no two outputs to one file', async () => {
    const { at, run } = await setUp();
    const argv = ['export', 'k6', '--url', 'https://example.com/', '-o', at('s.yaml')];
    const { code, err } = await run(...argv, '--testrun', at('./s.yaml'));
    expect([code, err]).toEqual([2, expect.stringContaining('two outputs go to')]);
  });

  it("writes a manifest for k6's operator, with the very script", async () => {
    const { at, run } = await setUp();
    const argv = ['export', 'k6', '--url', 'https://example.com/?a=1&int=5#x', '--rate', '0.2/s'];
    const { code, err } = await run(
      ...argv,
      '-d',
      '1m',
      '--seed',
      '1',
      '-H',
      'x-team: a',
      '-o',
      at('s.js'),
      '--testrun',
      at('t.yaml'),
      '--parallelism',
      '4',
    );
    expect(code, err).toBe(0);
    const [configMap, testRun] = parseAllDocuments(await readFile(at('t.yaml'), 'utf8')).map(
      (one) => one.toJS(),
    );
    const script = await readFile(at('s.js'), 'utf8');
    expect(configMap.data['script.js']).toBe(script);
    expect(testRun).toMatchObject({
      apiVersion: 'k6.io/v1alpha1',
      kind: 'TestRun',
      spec: { parallelism: 4 },
    });
    expect(testRun.spec.script.configMap.name).toBe(configMap.metadata.name);
    const [, options] = /export const options = (\{.*?\n\});/s.exec(script) ?? [];
    expect(parse(options ?? '').scenarios.load).toMatchObject({
      rate: 1,
      timeUnit: '5s',
      duration: '1m',
    });
    const [, settings] = /const settings = (\{.*?\n\});/s.exec(script) ?? [];
    expect(parse(settings ?? '')).toMatchObject({
      ...{ address: 'https://example.com/?a=1&int=', asks: true },
      params: { headers: { 'x-team': 'a' }, tags: { name: 'https://example.com/?a=1&int=5#x' } },
    });
  });

  it.each([
    [['--rate', '0.123456/s'], 'k6 cannot make'],
    [['--threshold', 'billed_duration: p(95)<1s'], 'k6 does not measure billed_duration'],
    [['--threshold', 'http_req_duration{start:cold}: count>1'], 'no threshold on the count'],
    [['--max-requests', '5'], '--max-requests'],
    [['--json'], 'no JSON'],
    [['--parallelism', '4'], '--parallelism needs --testrun'],
  ])('refuses %j', async (argv, what) => {
    const { run } = await setUp();
    const { code, err } = await run('export', 'k6', '--url', 'http://127.0.0.1:9/', ...argv);
    expect([code, err]).toEqual([2, expect.stringContaining(what)]);
  });
});
