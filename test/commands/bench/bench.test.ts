import { describe, expect, it } from 'vitest';
import type { BenchDocument } from '../../../src/bench/record/document.ts';
import { runFibimg } from '../../support/cli/run-fibimg.ts';
import { schemaErrors } from '../../support/cli/schema.ts';
import { createTestIo } from '../../support/cli/test-io.ts';
import { startAnswerServer } from '../../support/load/answer-server.ts';
import { realClock } from '../../support/load/bench-run.ts';

const bench = (argv: readonly string[], io = createTestIo({ clock: realClock })) =>
  runFibimg(['bench', ...argv], { io });

const benchJson = async (argv: readonly string[]) => {
  const { code, out, err } = await bench([...argv, '--json']);
  return { code, err, document: JSON.parse(out) as BenchDocument };
};

const loadOf = ({ phases }: BenchDocument) => {
  const [phase] = phases;
  if (phase === undefined) throw new Error('the document has no phase');
  return phase;
};

describe('bench', () => {
  it('shares iterations among virtual users and prints the document', async () => {
    const { url, seen } = await startAnswerServer();
    const args = ['--url', url, '--no-check', '--vus', '4', '--iterations', '40', '--seed', '7'];
    const { code, err, document } = await benchJson(args);
    expect(code).toBe(0);
    expect(err).toMatch(
      /^fibimg bench: http:.* cores, 40 iterations shared among 4 VUs, seed 7\n$/,
    );
    expect(schemaErrors('bench', document)).toEqual([]);
    expect(seen).toHaveLength(40);
    expect(document).toMatchObject({
      ...{ schemaVersion: 1, seed: 7, comparison: null, thresholds: [], interrupted: false },
      environment: { sharesMachine: true, nodeVersion: process.version },
      scenario: {
        ...{ target: url, engine: 'http', ints: null, check: false, keepAlive: true },
        load: { executor: 'shared-iterations', vus: 4, iterations: 40 },
      },
      selfCheck: { slotErrorP99Ms: null },
    });
    const phase = loadOf(document);
    expect(phase.classes).toMatchObject({ started: 40, ok: 40, dropped: 0 });
    expect(phase.metrics['http_reqs']?.values).toMatchObject({ count: 40 });
    expect(phase.metrics['http_req_connecting{connection:new}']?.values).toMatchObject({
      count: 4,
    });
    expect(Object.keys(phase.histograms)).toContain('http_req_duration');
  });

  it('keeps a rate: every planned request is sent or dropped', async () => {
    const { url, seen } = await startAnswerServer();
    const args = ['--url', url, '--no-check', '--rate', '200/s', '--duration', '250ms'];
    const { document } = await benchJson(args);
    const { started, dropped, ok } = loadOf(document).classes;
    expect(started + dropped).toBe(50);
    expect([ok, seen.length]).toEqual([started, started]);
    expect(loadOf(document).metrics['response_time']?.values).toMatchObject({ count: started });
    expect(document.selfCheck.slotErrorP99Ms).toBeGreaterThanOrEqual(0);
  });

  it('asks for the integers of the seeded sequence, with its headers', async () => {
    const headers = new Set<unknown>();
    const { url, seen } = await startAnswerServer((request, response) => {
      headers.add(request.headers['x-team']);
      response.end('{}');
    });
    const args = ['--url', url, '--no-check', '--ints', '500-509', '--iterations', '20'];
    const same = [...args, '--vus', '1', '--seed', '3', '--header', 'X-Team: blue'];
    await bench(same);
    const first = seen.splice(0);
    await bench(same);
    expect(seen).toEqual(first);
    expect(first.every((path) => /^\/\?int=50\d$/.test(path))).toBe(true);
    expect(headers).toEqual(new Set(['blue']));
  });

  it('prints a summary in words', async () => {
    const { url } = await startAnswerServer();
    const { code, out, err } = await bench(['--url', url, '--no-check', '--iterations', '30']);
    expect(code).toBe(0);
    expect(err).toContain(', random seed 0 (repeat with --seed 0)\n');
    expect(out.replaceAll('\n', ' ')).toContain('30 iterations shared among 10 VUs, seed ');
    expect(out).toMatch(/^load phase: .*; 0 of 30 failed$/m);
    expect(out).toContain('Cold and warm starts cannot be told apart: no answer says');
    expect(out).not.toContain('\u001b');
  });

  it('counts wrong answers and errors in their classes', async () => {
    let count = 0;
    const { url } = await startAnswerServer((_request, response) => {
      count++;
      if (count % 3 === 0) response.writeHead(429);
      else if (count % 3 === 1) response.writeHead(500);
      response.end('not ours');
    });
    const { code, err, document } = await benchJson([
      '--url',
      url,
      '--vus',
      '1',
      '--iterations',
      '9',
    ]);
    expect([code, err]).toEqual([1, expect.stringContaining('none of 9 requests to 127.0.0.1')]);
    expect(loadOf(document).classes).toMatchObject({
      ...{ started: 9, ok: 0, throttled: 3, http_error: 3, wrong_answer: 3 },
    });
  });

  it('is a failure when nothing answered, and prints what there is', async () => {
    const { url } = await startAnswerServer((request) => void request.socket.destroy());
    const { code, out, err } = await bench(['--url', url, '--iterations', '5', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(out).phases[0].classes).toMatchObject({ started: 5, network_error: 5 });
    expect(JSON.parse(err.trim().split('\n').at(-1) ?? '').error.message).toMatch(
      /^nothing at 127.0.0.1:\d+ answered any of 5/,
    );
  });

  it('drains at the first Ctrl-C and prints the part that ran', async () => {
    const io = createTestIo({ clock: realClock });
    let seen = 0;
    const { url } = await startAnswerServer((_request, response) => {
      seen++;
      if (seen === 20) io.interruptWith('SIGINT');
      setTimeout(() => response.end('{}'), 5);
    });
    const { code, out, err } = await bench(
      ['--url', url, '--no-check', '--duration', '60s', '--vus', '2', '--json'],
      io,
    );
    const document = JSON.parse(out) as BenchDocument;
    expect(code).toBe(130);
    expect(err).toContain('waiting for what is under way');
    expect(document.interrupted).toBe(true);
    const { started, ok, interrupted } = loadOf(document).classes;
    expect([ok, interrupted]).toEqual([started, 0]);
    expect(started).toBe(seen);
  });

  it('exits 99 with --strict when the generator may have set the figures', async () => {
    const { url } = await startAnswerServer((_request, response) => {
      const until = performance.now() + 25;
      while (performance.now() < until);
      response.end('{}');
    });
    const args = ['--url', url, '--no-check', '--vus', '2', '--iterations', '20', '--json'];
    const { code, out } = await bench([...args, '--strict']);
    expect(code).toBe(99);
    expect(JSON.parse(out).selfCheck).toMatchObject({
      ...{
        tainted: true,
        reasons: expect.arrayContaining([expect.stringContaining('event loop')]),
      },
    });
    expect((await bench(args)).code).toBe(0);
  });
});

describe('bench refuses', () => {
  it.each([
    [['--cold-starts', '10'], '--cold-starts needs execution environments that can be renewed'],
    [['--rounds', '3'], '--rounds needs execution environments that can be renewed'],
  ])(
    'what needs renewed environments of a target that cannot renew them: %j',
    async (argv, what) => {
      const { url, seen } = await startAnswerServer();
      const { code, err } = await bench(['--url', url, ...argv]);
      expect([code, err]).toEqual([2, expect.stringContaining(what)]);
      expect(err).toContain('cold starts that the load itself meets are counted and compared');
      expect(seen).toEqual([]);
    },
  );

  it('all that is wrong in one message, and sends nothing', async () => {
    const { url, seen } = await startAnswerServer();
    const wrong = ['--vus', '0', '--rate', 'x', '--stage', '5', '--ints', '9-2', '--engine', 'wrk'];
    const { code, err } = await bench(['--url', url, ...wrong, '--header', 'nonsense']);
    expect(code).toBe(2);
    for (const part of ['--vus is "0"', '"x" is not a rate', '"5" is not a stage', '9-2', 'wrk']) {
      expect(err).toContain(part);
    }
    expect(err).toContain('"nonsense" is not a header');
    expect(seen).toEqual([]);
  });

  it.each([
    [['--int', '0'], '--int is "0", expected a plain whole number'],
    [['--int', '5', '--ints', '5'], '--int and --ints exclude each other'],
    [['--duration', '10'], '--duration is "10", expected a duration'],
    [
      ['--engine', 'autocannon', '--no-keepalive'],
      'autocannon engine cannot run without keep-alive',
    ],
    [['--header', 'a: b\r\nc: d'], 'is not a header'],
  ])('%j', async (argv, what) => {
    const url = argv.length === 0 ? [] : ['--url', 'http://127.0.0.1:9/'];
    const { code, err } = await bench([...url, ...argv]);
    expect([code, err]).toEqual([2, expect.stringContaining(what)]);
  });

  it('a rate with autocannon', async () => {
    const { url, seen } = await startAnswerServer();
    const { code, err } = await bench(['--url', url, '--engine', 'autocannon', '--rate', '5/s']);
    expect([code, seen.length]).toEqual([2, 0]);
    expect(err).toContain('autocannon engine cannot run');
  });

  it.each([
    [['--vus', '51'], '51 virtual users'],
    [['--duration', '61s'], '61 seconds'],
    [['--rate', '200/s', '--duration', '51s'], '10200 requests'],
    [['--vus', '10000', '--iterations', '10000'], '10000 virtual users'],
    [['--vus', '1000', '--max-requests', '60'], '60 virtual users'],
    [['--rate', '101/s', '--duration', '1s'], '101 requests a second'],
    [['--rate', '1/s', '--max-vus', '1000', '--duration', '300s'], '300 virtual users'],
    [['--stage', '60s:400/s'], '12000 requests'],
    [['--iterations', '10001'], '10001 requests'],
  ])('a heavy load on another host without --allow-load: %j', async (argv, why) => {
    const { code, err } = await bench(['--url', 'https://service.example/', ...argv]);
    expect(code).toBe(2);
    expect(err).toContain('a heavy load on service.example, and nothing was sent');
    expect(err).toContain(why);
    expect(err).toContain('--allow-load');
  });

  it('a host that has no address, at once and whatever the rate', async () => {
    const line = ['--url', 'http://nohost.invalid/', '--rate', '5000/s', '--duration', '1s'];
    const startedMs = performance.now();
    const { code, err } = await bench([...line, '--allow-load']);
    expect([code, err]).toEqual([1, expect.stringContaining('nohost.invalid cannot be resolved')]);
    expect(performance.now() - startedMs).toBeLessThan(10_000);
  });
});
