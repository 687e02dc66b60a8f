import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { armsInOrder } from '../../../src/bench/compare/duet-order.ts';
import type { BenchDocument } from '../../../src/bench/record/document.ts';
import { readRun } from '../../../src/bench/run-file/read-run.ts';
import { temporaryFolder } from '../../support/cli/run-fibimg.ts';
import { schemaErrors } from '../../support/cli/schema.ts';
import { createTestIo } from '../../support/cli/test-io.ts';
import { startAnswerServer } from '../../support/load/answer-server.ts';
import { realClock, runBench } from '../../support/load/bench-run.ts';

const quick = ['--no-check', '--iterations', '20', '--vus', '2', '--pilot', '2', '--seed', '5'];

/** A server that answers after so long. */
const serverOf = async (ms: number, broken = () => false) => {
  const { url } = await startAnswerServer((request, response) => {
    if (broken()) request.socket.destroy();
    else setTimeout(() => response.end('{}'), ms);
  });
  return url;
};

/** Ids that no two runs share. */
const ids = () => ({ rng: { below: () => 0, uuid: randomUUID } });

const runsIn = (folder: string): readonly BenchDocument[] =>
  readdirSync(folder).map((name) => readRun(readFileSync(join(folder, name), 'utf8'), name));

describe('bench --duet', () => {
  it('finds the slower of two, by pairs whose order is drawn, and keeps every run', async () => {
    // Far apart: other tests share the machine.
    const [fast, slow] = [await serverOf(3), await serverOf(50)];
    const folder = await temporaryFolder();
    const { code, out, err } = await runBench([
      ...['--duet', fast, slow, '--pairs', '6', ...quick, '--save', folder, '--json'],
    ]);
    const document = JSON.parse(out);
    expect([code, schemaErrors('compare', document)]).toEqual([99, []]);
    expect(document.verdict).toMatchObject({ is: 'worse', gates: true });
    expect(document.design).toMatchObject({ grade: 'A', pairs: 6, plannedPairs: 6, pilotPairs: 2 });
    expect(err).toMatch(/6 pairs will show a difference of .* or more in unknown p50 .* in about /);
    const runs = runsIn(folder);
    expect(runs).toHaveLength(16);
    for (const { duet, seed } of runs) {
      if (duet === undefined) throw new Error('a run of the duet does not say so');
      const order = armsInOrder(5, duet.pair, duet.pilot);
      expect(order[duet.position - 1]).toBe(duet.arm);
      expect(seed).toBe(5 + duet.pair);
    }
    expect(runs.filter(({ duet }) => duet?.pilot)).toHaveLength(4);
  });

  it('is undecided under six pairs and without a pilot', async () => {
    const url = await serverOf(1);
    const folder = await temporaryFolder();
    const { code, out, err } = await runBench([
      ...['--duet', url, url, '--pairs', '1', '--pilot', '0', '--no-check', '--iterations', '20'],
      ...['--save', folder],
    ]);
    // What repeats a run of a duet repeats the duet, not one of its pairs.
    for (const { command, duet } of runsIn(folder)) {
      expect(command?.slice(-2)).toEqual(['--seed', String(duet?.seed)]);
    }
    expect([code, err]).toEqual([0, expect.stringContaining('under 6 pairs')]);
    expect(out).toContain('undecided: ');
  });

  it('gives no verdict when an arm fails, and says which', async () => {
    let count = 0;
    const good = await serverOf(1);
    const bad = await serverOf(1, () => {
      count += 1;
      return count > 50;
    });
    const folder = await temporaryFolder();
    const { code, out, err } = await runBench([
      ...['--duet', good, bad, '--pairs', '6', ...quick, '--save', folder],
    ]);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/arm B failed in pair \d, and half a pair is none/);
    expect(runsIn(folder).length).toBeGreaterThanOrEqual(4);
  });

  it('keeps whole pairs when it is interrupted, undecided', async () => {
    const url = await serverOf(1);
    const io = createTestIo({ clock: realClock });
    const folder = await temporaryFolder();
    const running = runBench(
      [
        '--duet',
        url,
        url,
        '--pairs',
        '50',
        '--pilot',
        '0',
        '--no-check',
        '--iterations',
        '20',
        '--save',
        folder,
      ],
      { io },
    );
    while (readdirSync(folder).length < 5) await new Promise((resolve) => setTimeout(resolve, 10));
    io.interruptWith('SIGINT');
    const { code, out } = await running;
    expect(code).toBe(130);
    expect(out).toMatch(/undecided: .*\n?.*of 50 planned pairs are there/);
  });

  it.each([
    [['--duet', 'http://a'], '--duet takes two targets, not 1'],
    [['--duet', 'stack:a', 'http://b'], 'a stack and a url go through different phases'],
    [['--duet', 'old', 'new'], '"old" does not say what it is'],
    [['--duet', 'local', 'memory:5'], 'memory:5 is not a memory size'],
    [
      ['--duet', 'local', 'local', '--pairs', '8', '--detect', '3%'],
      '--pairs and --detect exclude each other',
    ],
    [['--duet', 'local', 'local', '--out', 'json=x'], '--out is not for --duet'],
    [
      ['--duet', 'local', 'local', '--report', 'r.html'],
      'fibimg bench: --report is not for --duet',
    ],
    [['--duet', 'local', 'local', '--detect', '3%', '--pilot', '1'], '--detect needs a pilot'],
    [['--duet', 'local', 'local', '--save', '/nowhere/at/all'], '/nowhere/at/all'],
    [
      ['--duet', 'bundle:/nowhere/at/all', 'local', '--pilot', '0'],
      'there is no bundle at /nowhere/at/all',
    ],
  ])('refuses %j', async (argv, said) => {
    const { code, err } = await runBench(argv);
    expect([code > 0 && code < 99, err]).toEqual([true, expect.stringContaining(said)]);
  });
});

describe('bench --baseline', () => {
  const alone = ['--no-check', '--iterations', '60', '--vus', '2'];
  const savedRun = async (ms: number) => {
    const path = join(await temporaryFolder(), 'base.json');
    await runBench(['--url', await serverOf(ms), ...alone, '--save', path], ids());
    return path;
  };

  it('gates on two runs that are no pairs only when that is asked for', async () => {
    const baseline = await savedRun(2);
    const slow = await serverOf(12);
    const argv = ['--url', slow, ...alone, '--baseline', baseline, '--fail-if', 'p(95)>+10%'];
    const refused = await runBench(argv);
    expect([refused.code, refused.out]).toEqual([2, '']);
    expect(refused.err).toContain('--duet');
    const gated = await runBench([...argv, '--accept-sequential'], ids());
    expect([gated.code, gated.err]).toEqual([
      99,
      expect.stringContaining('slower than allowed: p(95)>+10%'),
    ]);
    expect(gated.out).toContain('beside the baseline');
    const junit = await runBench([...argv, '--accept-sequential', '--format', 'junit'], ids());
    expect(junit.out).toContain('failures="1"');
    const equal = await runBench(
      [...argv.slice(0, -1), 'p50>+5000%', '--accept-sequential'],
      ids(),
    );
    expect(equal.code).toBe(0);
  });

  it('is read before anything is measured', async () => {
    const url = await serverOf(1);
    const missing = await runBench(['--url', url, ...alone, '--baseline', '/none.json']);
    expect([missing.code, missing.out]).toEqual([2, '']);
    const folder = await temporaryFolder();
    writeFileSync(join(folder, 'cut.json'), '{"schemaVersion":1,');
    const cut = await runBench(['--url', url, ...alone, '--baseline', join(folder, 'cut.json')]);
    expect([cut.code, cut.err]).toEqual([2, expect.stringContaining('cut off')]);
    const orphan = await runBench(['--url', url, ...alone, '--fail-if', 'p(95)>+10%']);
    expect([orphan.code, orphan.err]).toEqual([2, expect.stringContaining('--baseline')]);
  });
});
