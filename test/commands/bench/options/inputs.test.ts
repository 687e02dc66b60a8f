import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createServices } from '../../../../src/cli/wiring/wiring.ts';
import { temporaryFolder } from '../../../support/cli/run-fibimg.ts';
import { startAnswerServer } from '../../../support/load/answer-server.ts';
import { runBench, runBenchJson } from '../../../support/load/bench-run.ts';

describe('a scenario file', () => {
  it.each([
    [
      'JSON',
      'load.json',
      '{"$schema": "x", "vus": 2, "iterations": 12, "ints": [500], "check": false}',
    ],
    ['YAML', 'load.yaml', 'vus: 2 # two\niterations: 12\nints: [500]\ncheck: false\n'],
  ])('in %s says what to run, and flags beat it', async (_, name, text) => {
    const { url, seen } = await startAnswerServer();
    const file = join(await temporaryFolder(), name);
    writeFileSync(file, text);
    const argv = ['--url', url, '--scenario', file];
    const whole = await runBenchJson(argv);
    expect([whole.code, seen.splice(0)]).toEqual([0, Array(12).fill('/?int=500')]);
    expect(whole.document.scenario).toMatchObject({
      ...{ check: false, load: { executor: 'shared-iterations', vus: 2, iterations: 12 } },
    });
    const beaten = await runBenchJson([...argv, '--iterations', '3', '--ints', '600']);
    expect([beaten.code, seen]).toEqual([0, Array(3).fill('/?int=600')]);
  });

  it('comes from standard input as well', async () => {
    const { url, seen } = await startAnswerServer();
    const stdin = JSON.stringify({ url, check: false, iterations: 4 });
    const { code } = await runBenchJson(['--scenario', '-'], { stdin });
    expect([code, seen.length]).toEqual([0, 4]);
  });

  it('sets phases, thresholds and output', async () => {
    const { url } = await startAnswerServer();
    const file = join(await temporaryFolder(), 'load.yaml');
    writeFileSync(
      file,
      [
        `url: ${url}`,
        'check: false',
        'iterations: 5',
        'summaryMode: legacy',
        'thresholds:',
        '  http_reqs: count>5',
      ].join('\n'),
    );
    const { code, out, err } = await runBench(['--scenario', file]);
    expect(code).toBe(99);
    expect(out).toContain('   ✗ http_reqs');
    expect(out).toContain('✗ threshold crossed: load: http_reqs: count>5 (found 5)');
    expect(err).toContain("thresholds on metrics 'http_reqs' have been crossed");
  });

  it('is refused as a whole: every unknown key and wrong value, where it stands, with what was meant', async () => {
    const { url, seen } = await startAnswerServer();
    const file = join(await temporaryFolder(), 'load.json');
    writeFileSync(file, '{\n "vuss": 2,\n "duration": {},\n "nonsense": 1\n}');
    const { code, err } = await runBench(['--url', url, '--scenario', file]);
    expect([code, seen]).toEqual([2, []]);
    expect(err).toContain(`${file}:2: unknown key vuss`);
    expect(err).toContain(`${file}:3: duration is {}`);
    expect(err).toContain(`${file}:4: unknown key nonsense`);
  });

  it('suggests the key that was meant', async () => {
    const stdin = '{"vuss": 2}';
    const { code, err } = await runBench(['--scenario', '-'], { stdin });
    expect([code, err]).toEqual([2, expect.stringContaining('did you mean vus?')]);
  });

  it('that is not there is said by name', async () => {
    const { code, err } = await runBench(['--scenario', '/nowhere/load.json']);
    expect(code).not.toBe(0);
    expect(err).toContain('/nowhere/load.json');
  });
});

describe('short flags', () => {
  it('are those of k6 and oha', async () => {
    const { url, seen } = await startAnswerServer();
    const file = join(await temporaryFolder(), 'samples.csv');
    const argv = [
      '--url',
      url,
      '--no-check',
      '-u',
      '2',
      '-d',
      '5s',
      '-H',
      'x-a: 1',
      '-o',
      `csv=${file}`,
    ];
    for (const iterations of ['-i', '-n']) {
      const { code, document } = await runBenchJson([...argv, iterations, '4', '--ints', '5,7-8']);
      expect([code, seen.splice(0).length]).toEqual([0, 4]);
      expect(document.scenario.load).toMatchObject({ vus: 2, iterations: 4, maxDurationMs: 5000 });
      expect(document.scenario.ints).toEqual([5, 7, 8]);
    }
    expect(readFileSync(file, 'utf8')).toContain('http_req_duration');
  });
});

describe('bench refuses, all in one message, with exit 2 and nothing sent:', () => {
  it.each<[readonly string[], readonly string[]]>([
    [
      ['--vus', '-1', '--duration', 'soon', '--iterations', '1.5', '--max-requests', '0'],
      ['--vus is "-1"', '--duration is "soon"', '--iterations is "1.5"', '--max-requests is "0"'],
    ],
    [
      ['--rate', '0/s', '--max-vus', 'x', '--think-time', '-1s', '--graceful-stop', '5'],
      ['--rate is "0/s"', '--max-vus is "x"', '--think-time is "-1s"', '--graceful-stop is "5"'],
    ],
    [
      ['--stage', '10s', '--stage', '1s:x', '--seed', '-1'],
      ['"10s" is not a stage', '"1s:x" is not a stage', '--seed is "-1"'],
    ],
    [
      ['--threshold', 'nonsense', '--threshold', 'http_req_duration: p(95)<200 abortOnFale'],
      ['nonsense', 'abortOnFale'],
    ],
    [
      ['--out', 'xml=file', '--save', '', '--summary-export', '-'],
      ['--out is "xml=file", expected json=FILE', '--save is ""', '--summary-export is "-"'],
    ],
    [
      [
        '--summary-mode',
        'short',
        '--summary-time-unit',
        'h',
        '--summary-trend-stats',
        'p(101),foo',
      ],
      ['summary mode "short"', 'time unit "h"', '"p(101)" is not a statistic'],
    ],
    [
      ['--ints', '400,,500', '--engine', 'wrk'],
      ['--ints: "400,,500" is not a set', 'no engine "wrk": http, autocannon'],
    ],
    [
      ['--phase', 'cold', '--matrix'],
      ['--phase and --matrix exclude each other', 'behind a URL'],
    ],
    [
      ['--preset', 'mine', '--vus', 'x'],
      ['no preset "mine": original', '--vus is "x"'],
    ],
  ])('%j', async (argv, parts) => {
    const { url, seen } = await startAnswerServer();
    const { code, out, err } = await runBench(['--url', url, ...argv]);
    expect([code, out, seen]).toEqual([2, '', []]);
    for (const part of parts) expect(err).toContain(part);
  });

  it.each<[readonly string[], string]>([
    [['--phase', 'tepid'], 'there is no phase "tepid": cold, warm or both'],
    [['--concurrency', '0'], '--concurrency is "0"'],
    [['--memory', '64'], '--memory is "64"'],
    [['--origin-latency', 'x'], '--origin-latency is "x"'],
    [['--matrix', '--preset', 'original'], '--matrix and --preset exclude each other'],
  ])('of the local Lambda: %j', async (argv, part) => {
    const { code, err } = await runBench(argv);
    expect([code, err]).toEqual([2, expect.stringContaining(part)]);
  });
});

describe('a file that cannot be written', () => {
  it.each([
    ['--save', (folder: string) => join(folder, 'missing/run.json')],
    ['--summary-export', (folder: string) => join(folder, 'taken')],
    ['--out', (folder: string) => `json=${join(folder, 'missing/samples.json.gz')}`],
    ['--out', (folder: string) => `csv=${join(folder, 'taken')}`],
  ])('fails before the target is started: %s', async (flag, pathIn) => {
    const folder = await temporaryFolder();
    mkdirSync(join(folder, 'taken'));
    let started = 0;
    const { code, out, err } = await runBench([flag, pathIn(folder)], {
      services: (io, settings) => ({
        ...createServices(io, settings),
        openSystem: () => {
          started += 1;
          throw new Error('the target was started');
        },
      }),
    });
    expect([code, out, started]).toEqual([1, '', 0]);
    expect(err).toContain('cannot write');
    expect(readdirSync(folder)).toEqual(['taken']);
  });

  it('to its end does not cost the result', async () => {
    const { url } = await startAnswerServer();
    const argv = ['--url', url, '--no-check', '--iterations', '5', '--out', 'csv=/dev/full'];
    const { code, document, err } = await runBenchJson(argv);
    expect([code, document.phases[0]?.classes.ok]).toEqual([1, 5]);
    expect(JSON.parse(err.slice(err.indexOf('{'))).error.message).toBe('cannot write /dev/full');
  });

  it('in the middle of a run leaves the old one whole', async () => {
    const { url } = await startAnswerServer();
    const file = join(await temporaryFolder(), 'run.json');
    writeFileSync(file, 'the old one');
    const argv = ['--url', url, '--no-check', '--iterations', '3', '--save', file];
    await runBench([...argv, '--vus', '0']);
    expect(readFileSync(file, 'utf8')).toBe('the old one');
    expect((await runBench(argv)).code).toBe(0);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ schemaVersion: 1 });
  });
});

describe('standard error', () => {
  it('has at most a line a second where it is no terminal, and nothing with --quiet', async () => {
    const { url } = await startAnswerServer((_request, response) => {
      setTimeout(() => response.end('{}'), 10);
    });
    const argv = ['--url', url, '--no-check', '--vus', '1', '--duration', '2200ms'];
    const [spoken, silent] = await Promise.all([runBench(argv), runBench([...argv, '--quiet'])]);
    const [title, ...lines] = spoken.err.split('\n').filter((line) => line !== '');
    expect(title).toMatch(
      /^fibimg bench: http.*, 1 looping VU for 2.2s, random seed \d+ \(repeat with --seed \d+\)$/,
    );
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toMatch(/^running \(0\d\.\ds\), load, \d+ complete/);
    expect(spoken.err).not.toContain('\u001b');
    expect([silent.code, silent.err]).toEqual([0, '']);
    expect(silent.out).toContain('load phase: ');
  });

  it('has frames on a terminal, which it cleans up', async () => {
    const { url } = await startAnswerServer();
    const argv = ['--url', url, '--no-check', '--vus', '1', '--duration', '700ms'];
    const { err } = await runBench(argv, { stderrIsTTY: true, env: { NO_COLOR: '1' } });
    expect(err).toContain('load: ');
    expect(err.endsWith('\u001b[8A\r\u001b[J')).toBe(true);
    // Moves of the cursor are no colour.
    expect(err.split('\u001b').filter((part) => /^\[\d*m/.test(part))).toEqual([]);
  });
});

it('a URL that answers HTML is a failure, in words, and still printed', async () => {
  const { url } = await startAnswerServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end('<html>hello</html>');
  });
  const { code, out, err } = await runBench(['--url', url, '--iterations', '4', '--vus', '2']);
  expect(code).toBe(1);
  expect(out).toContain("4 of 4 were answered, but not with fibimg's JSON (not_json 4)");
  expect(out).toContain('so there is nothing to compare');
  expect(err).toMatch(/127\.0\.0\.1:\d+ answered, but not with fibimg's JSON/);
  expect(err).toContain('--no-check');
});
