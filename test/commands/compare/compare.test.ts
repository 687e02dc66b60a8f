import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BenchDocument } from '../../../src/bench/record/document.ts';
import { runText } from '../../../src/bench/run-file/digest.ts';
import { runFibimg, temporaryFolder } from '../../support/cli/run-fibimg.ts';
import { schemaErrors } from '../../support/cli/schema.ts';
import type { TestIoOptions } from '../../support/cli/test-io.ts';
import { comparableRun, duetRuns, eightPairs } from '../../support/compare/comparable-run.ts';

const write = (folder: string, runs: readonly BenchDocument[]): readonly string[] =>
  runs.map((run) => {
    const path = join(folder, `${run.runId}.json`);
    writeFileSync(path, runText(run));
    return path;
  });

/** A folder with a duet in which B takes that many times as long. */
const duetFolder = async (ratio: number): Promise<string> => {
  const folder = await temporaryFolder();
  write(folder, duetRuns(eightPairs(ratio)));
  return folder;
};

const compare = (argv: readonly string[], io: TestIoOptions = {}) =>
  runFibimg(['compare', ...argv], io);

describe('compare', () => {
  it('judges the duet of a folder, one of its files or all of them: exit 99 on worse', async () => {
    const folder = await duetFolder(1.1);
    const { code, out, err } = await compare([folder]);
    expect(code).toBe(99);
    expect(out).toContain('base bundle A, new bundle B');
    expect(out.trimEnd().split('\n').at(-1)).toMatch(
      /^worse: warm stored p50 \+10 % \(95 %: \+9\.\d % to \+1\d %; tolerance 3 %\)$/,
    );
    expect(err).toContain('worse: warm stored p50');
    expect(Math.max(...out.split('\n').map((line) => [...line].length))).toBeLessThan(81);
    const [first = '', ...others] = duetRuns([...eightPairs(1.1)]).map(({ runId }) =>
      join(folder, `${runId}.json`),
    );
    expect((await compare([first])).out).toBe(out);
    expect((await compare([first, ...others])).out).toBe(out);
  });

  it('fits a narrow terminal with its figures whole, and says what ~ is', async () => {
    const { out } = await compare([await duetFolder(1)], {
      env: { NO_COLOR: '1' },
      stdoutIsTTY: true,
      columns: 40,
    });
    expect(out.split('\n').filter((line) => [...line].length > 40)).toEqual([]);
    expect(out).not.toContain('…');
    expect(out).toContain('~ is a ratio');
  });

  it('finds a duet among the kept runs, by its id or as the last', async () => {
    const home = await temporaryFolder();
    const folder = join(home, '.local/state/fibimg/runs');
    mkdirSync(folder, { recursive: true });
    for (const [at, run] of duetRuns(eightPairs(1)).entries()) {
      const name = `20261121T1000${String(at).padStart(2, '0')}000Z-${run.runId}.json`;
      writeFileSync(join(folder, name), runText(run));
    }
    for (const name of ['abcd1234', 'last']) {
      const { code, out } = await compare([name], {
        env: { XDG_STATE_HOME: join(home, '.local/state') },
      });
      expect(code).toBe(0);
      expect(out).toMatch(/^equivalent: warm stored p50/m);
    }
  });

  it('prints JSON that fits its schema, and CSV, Markdown and JUnit', async () => {
    const folder = await duetFolder(1.1);
    const { out, code } = await compare([folder, '--json']);
    expect([code, schemaErrors('compare', JSON.parse(out))]).toEqual([99, []]);
    expect(JSON.parse(out).verdict).toMatchObject({ is: 'worse', gates: true });
    expect((await compare([folder, '--format', 'json'])).out).toBe(out);
    const csv = (await compare([folder, '--format', 'csv'])).out.trimEnd().split('\n');
    expect(csv).toHaveLength(5);
    expect(csv[1]).toMatch(/^warm stored p50,25\.\d+,27\.\d+,1\.\d+,.*,8,8,A,worse$/);
    const md = (await compare([folder, '--format', 'md'])).out;
    expect(md).toContain('### fibimg compare: worse: warm stored p50');
    const xml = (await compare([folder, '--format', 'junit'])).out;
    expect(xml).toContain('<testsuites name="fibimg" tests="1" failures="1" skipped="0"');
    expect((await compare([folder, '--json', '--format', 'md'])).code).toBe(2);
  });

  it('compares sides that are no pairs, and gates only when that is allowed', async () => {
    const [old, late] = [await temporaryFolder(), await temporaryFolder()];
    const five = [25, 25.2, 24.9, 25.1, 25.3];
    write(
      old,
      five.map((ms, at) => comparableRun(ms, { runId: `aaaa000${at}` })),
    );
    write(
      late,
      five.map((ms, at) =>
        comparableRun(ms * 1.2, { runId: `bbbb000${at}`, startedAt: '2026-11-21T12:00:00.000Z' }),
      ),
    );
    const shown = await compare([old, late]);
    expect(shown.code).toBe(0);
    expect(shown.out.replaceAll(/\s+/g, ' ')).toContain('Grade B gates nothing');
    expect(shown.out).toContain('worse: ');
    const gated = await compare([old, 'vs', late, '--accept-sequential']);
    expect(gated.code).toBe(99);
    const one = await compare([join(old, 'aaaa0000.json'), join(late, 'bbbb0000.json')]);
    expect([one.code, one.out]).toEqual([0, expect.stringContaining('undecided: ')]);
  });

  it('writes a line for each run for Otava', async () => {
    const folder = await duetFolder(1);
    const path = join(await temporaryFolder(), 'runs.csv');
    await compare([folder, '--otava', path]);
    const [head, ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(head).toBe(
      'time,commit,run,warm_stored_p50,warm_stored_p95,warm_stored_p99,cold_fetched_p50',
    );
    expect(lines).toHaveLength(16);
    expect(lines[0]).toMatch(/^2026-11-21T10:00:00\.000Z,,abcd1234001a,25\.\d+,/);
  });

  it('tells GitHub: annotations, and a step summary behind what is there', async () => {
    const folder = await duetFolder(1.1);
    const summary = join(await temporaryFolder(), 'summary.md');
    writeFileSync(summary, 'before\n');
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };
    const { out, err } = await compare([folder, '--json'], { env });
    expect(JSON.parse(out).schemaVersion).toBe(1);
    expect(err).toContain(
      '::error title=warm stored p50 is not worse::worse: warm stored p50 +10 %25',
    );
    expect(readFileSync(summary, 'utf8')).toMatch(/^before\n### fibimg compare: worse/);
    const unwritable = { GITHUB_STEP_SUMMARY: join(folder, 'none', 'summary.md') };
    const failed = await compare([folder], { env: unwritable });
    expect([failed.code, failed.err]).toEqual([
      99,
      expect.stringContaining('the step summary was not written'),
    ]);
  });

  it.each([
    [1_048_576 - 300, 'cut at a whole line, with a word that it was'],
    [1_048_576, 'left as it is'],
  ])('keeps a step summary of %i bytes within a MiB: %s', async (written) => {
    const folder = await duetFolder(1);
    const summary = join(await temporaryFolder(), 'summary.md');
    const before = `${'x'.repeat(written - 1)}\n`;
    writeFileSync(summary, before);
    await compare([folder], { env: { GITHUB_STEP_SUMMARY: summary } });
    const after = readFileSync(summary, 'utf8');
    expect(after.length).toBeLessThanOrEqual(1_048_576);
    expect(after.startsWith(before)).toBe(true);
    const added = after.slice(before.length);
    expect(added === '').toBe(written === 1_048_576);
    if (added !== '')
      expect(added).toMatch(/^### fibimg compare.*\n[\s\S]*did not fit into the step summary/);
  });
});

describe('bad input', () => {
  it.each([
    [[], 'no runs to compare'],
    [['vs', 'b'], 'vs stands once'],
    [['a', 'vs', 'b', 'vs', 'c'], 'vs stands once'],
    [['/none.json', '/none2.json'], 'cannot read /none.json'],
    [['last'], 'there is no run last'],
    [['last', '--tolerance', '0%'], '--tolerance is "0%", expected a share such as 3%'],
    [['last', '--metric', 'warm'], '--metric is "warm", expected cold, warm or unknown'],
  ])('%j is refused', async (argv, said) => {
    const { code, out, err } = await compare(argv, { env: { XDG_STATE_HOME: '/nowhere/state' } });
    expect([code, out, err]).toEqual([2, '', expect.stringContaining(said)]);
  });

  it('names a truncated, foreign, newer or changed file, and writes nothing', async () => {
    const folder = await temporaryFolder();
    const [good = ''] = write(folder, [comparableRun(25, { runId: 'aaaa0000' })]);
    const text = readFileSync(good, 'utf8');
    const otava = join(folder, 'otava.csv');
    const files = {
      truncated: [text.slice(0, -100), 2],
      foreign: ['{"metrics":{}}', 2],
      newer: [text.replace('"schemaVersion":1', '"schemaVersion":2'), 2],
      changed: [text.replace('"seed":42', '"seed":43'), 1],
      nan: [text.replace(/"med":[\d.]+/, '"med":NaN'), 2],
    } as const;
    for (const [name, [content, exit]] of Object.entries(files)) {
      const path = join(folder, `${name}.txt`);
      writeFileSync(path, content);
      const { code, err } = await compare([good, path, '--otava', otava]);
      expect([name, code, err]).toEqual([name, exit, expect.stringContaining(path)]);
      expect(() => readFileSync(otava)).toThrow('ENOENT');
    }
  });

  it('refuses a base that is the new run itself, one run alone, and an empty folder', async () => {
    const folder = await temporaryFolder();
    const [path = ''] = write(folder, [comparableRun(25, { runId: 'aaaa0000' })]);
    const same = await compare([path, path]);
    expect([same.code, same.err]).toEqual([
      2,
      expect.stringContaining('a run cannot be compared with itself'),
    ]);
    const one = await compare([path]);
    expect([one.code, one.err]).toEqual([2, expect.stringContaining('nothing to compare it with')]);
    const empty = await compare([await temporaryFolder(), path]);
    expect([empty.code, empty.err]).toEqual([2, expect.stringContaining('holds no runs')]);
  });

  it('refuses an output that cannot be written before it reads anything', async () => {
    const { code, err } = await compare(['/none', '/none2', '--otava', '/nowhere/else/otava.csv']);
    expect([code, err]).toEqual([1, expect.stringContaining('/nowhere/else')]);
  });
});
