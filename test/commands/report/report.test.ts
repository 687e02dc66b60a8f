import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runText, sealed } from '../../../src/bench/run-file/digest.ts';
import { runFibimg, temporaryFolder } from '../../support/cli/run-fibimg.ts';
import { simulatedRun } from '../../support/load/simulated-run.ts';

/** A folder with a run in it. */
const savedRun = async (seed = 1) => {
  const folder = await temporaryFolder();
  const path = join(folder, 'run.json');
  await writeFile(path, runText(sealed(simulatedRun({ seed }))));
  return { folder, path };
};

describe('fibimg report', () => {
  it('writes the page of a run, and says where', async () => {
    const { folder, path } = await savedRun();
    const output = join(folder, 'report.html');
    const { code, out, err } = await runFibimg(['report', path, '-o', output]);
    expect({ code, out, err }).toEqual({ code: 0, out: '', err: `wrote ${output}\n` });
    const page = await readFile(output, 'utf8');
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).toContain('A cold start adds');
    expect(page).toContain('.uplot');
    expect(page.length).toBeLessThan(400_000);
  });

  it('says as JSON what it wrote', async () => {
    const { folder, path } = await savedRun();
    const output = join(folder, 'report.html');
    const { code, out } = await runFibimg(['report', path, '-o', output, '--json']);
    expect(code).toBe(0);
    const runs = ['5eed0001-0000-4000-8000-000000000000'];
    expect(JSON.parse(out)).toEqual({ schemaVersion: 1, format: 'html', output, runs });
    const both = await runFibimg(['report', path, '-o', '-', '--json']);
    expect(both.code).toBe(2);
  });

  it('prints the page where standard output is named', async () => {
    const { path } = await savedRun();
    const { code, out } = await runFibimg(['report', path, '-o', '-']);
    expect(code).toBe(0);
    expect(out).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
  });

  it('takes the newest of the runs that benches have left, or one by its id', async () => {
    const state = await temporaryFolder();
    const runs = join(state, 'fibimg', 'runs');
    await mkdir(runs, { recursive: true });
    for (const seed of [1, 2]) {
      const runId = `00000000000${seed}`;
      const run = { ...simulatedRun({ seed }), runId };
      await writeFile(join(runs, `2026112${seed}T000000000Z-${runId}.json`), runText(sealed(run)));
    }
    const env = { XDG_STATE_HOME: state };
    const title = async (run: string) =>
      (await runFibimg(['report', run, '--text'], { env })).out.match(/--seed \d/)?.[0];
    expect(await title('last')).toBe('--seed 2');
    expect(await title('last~1')).toBe('--seed 1');
    expect(await title('000000000001')).toBe('--seed 1');
  });

  it('makes one page of several runs, and nothing else of them', async () => {
    const [one, other] = [await savedRun(1), await savedRun(2)];
    const output = join(one.folder, 'both.html');
    const { code } = await runFibimg(['report', one.path, other.path, '-o', output]);
    expect(code).toBe(0);
    expect(await readFile(output, 'utf8')).toContain('<select id="run">');
    const refused = await runFibimg(['report', one.path, other.path, '--format', 'svg']);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('svg shows one run');
  });

  it('sets two runs against each other, and says why it cannot', async () => {
    const [one, other] = [await savedRun(1), await savedRun(2)];
    const both = await runFibimg(['report', one.path, other.path, '-o', '-']);
    expect(both.out).toContain(
      '<p class="grade">grade B: runs of one day, not interleaved, 1 against 1',
    );
    const run = simulatedRun({ seed: 3 });
    const unlike = { ...run, scenario: { ...run.scenario, timeoutMs: 1 } };
    await writeFile(other.path, runText(sealed(unlike)));
    const apart = await runFibimg(['report', one.path, other.path, '-o', '-']);
    expect(apart.code).toBe(0);
    expect(apart.out).toContain('<p class="grade">Not compared: ');
  });

  it('takes the format from the ending of the file', async () => {
    const { folder, path } = await savedRun();
    const starts = { 'a.svg': '<svg ', 'a.md': '### local Lambda', 'a.txt': 'local Lambda' };
    for (const [name, start] of Object.entries(starts)) {
      await runFibimg(['report', path, '-o', join(folder, name)]);
      expect((await readFile(join(folder, name), 'utf8')).startsWith(start), name).toBe(true);
    }
  });
});

describe('as text', () => {
  it('has the answer, a histogram and percentiles in 80 columns, without colour when piped', async () => {
    const { path } = await savedRun();
    const { out } = await runFibimg(['report', path, '--text']);
    expect(out).toContain('A cold start adds');
    expect(out).toMatch(/^percentiles +50 % +75 % +90 % +95 % +99 %/m);
    expect(out).toMatch(/[▁▂▃▄▅▆▇█]{5}/);
    expect(out.includes('\u001b')).toBe(false);
    for (const line of out.split('\n')) expect([...line].length).toBeLessThanOrEqual(80);
  });
});

it('as text on a narrow terminal names each population in full', async () => {
  const { path } = await savedRun();
  const { out } = await runFibimg(['report', path, '--text'], {
    env: { NO_COLOR: '1' },
    stdoutIsTTY: true,
    columns: 40,
  });
  expect(out.split('\n').filter((line) => [...line].length > 40)).toEqual([]);
  expect(out).not.toContain('…');
  expect(out.match(/^warm start, image stored \(\w+\)$/gm)?.length).toBeGreaterThanOrEqual(2);
});

describe('as Markdown', () => {
  it('has a table, and no markup of others', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'run.json');
    const run = simulatedRun();
    const name = '<img src=x> [a](b) | `c`';
    await writeFile(path, runText(sealed({ ...run, subject: { kind: 'stack', name } })));
    const { out } = await runFibimg(['report', path, '--format', 'md']);
    expect(out).toMatch(/^\| cold start, image fetched \(cold\) \| 21 \| 396 ms \|/m);
    expect(out.split('\n')[0]).not.toMatch(/[<>[\]|`]/);
  });
});

describe('what cannot be done', () => {
  it.each([
    [['--watch', '-o', 'a.html'], '--output'],
    [['--watch', '--text'], '--text'],
    [['--watch', '--format', 'svg'], '--format svg'],
    [['--watch', '--json'], '--json'],
    [['--watch', 'a.json', 'b.json'], 'follows one run'],
    [['--watch', '-'], 'standard input'],
    [['last', '--port', '1'], '--port needs --watch'],
  ])('refuses what does not go together: %j', async (argv, said) => {
    const { code, err } = await runFibimg(['report', ...argv]);
    expect(code).toBe(2);
    expect(err).toContain(said);
  });

  it('names what is missing or contradictory, and does nothing', async () => {
    const none = await runFibimg(['report']);
    expect(none.code).toBe(2);
    expect(none.err).toContain('no run was named');
    const both = await runFibimg(['report', 'last', '--text', '--format', 'svg']);
    expect(both.code).toBe(2);
    expect(both.err).toContain('two formats');
    const unknown = await runFibimg(['report', 'last', '-o', 'run.pdf']);
    expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining('.html, .md, .svg')]);
  });

  it.each([
    ['what is no run', '{"a":1}', 'is not a run of fibimg bench'],
    ['a file cut off', '{"schemaVersion":1,', 'is not a run of fibimg bench'],
    ['a later format', '{"schemaVersion":2}', 'was written by a later fibimg'],
    ['an empty file', '', 'it is empty'],
  ])('refuses %s and leaves no report', async (_, text, message) => {
    const folder = await temporaryFolder();
    const path = join(folder, 'run.json');
    await writeFile(path, text);
    const { code, err } = await runFibimg(['report', path, '-o', join(folder, 'report.html')]);
    expect(code).not.toBe(0);
    expect(err).toContain(message);
    expect(await readdir(folder)).toEqual(['run.json']);
  });

  it('refuses a run that was changed after it was written', async () => {
    const { folder, path } = await savedRun();
    await writeFile(path, (await readFile(path, 'utf8')).replace('"seed":42', '"seed":43'));
    const { code, err } = await runFibimg(['report', path, '-o', join(folder, 'report.html')]);
    expect(code).toBe(1);
    expect(err).toContain('was changed after it was written');
    expect(await readdir(folder)).toEqual(['run.json']);
  });

  it('refuses a directory before it reads the run', async () => {
    const { folder } = await savedRun();
    const { code, err } = await runFibimg(['report', 'not-there.json', '-o', folder]);
    expect(code).toBe(1);
    expect(err).toContain('it is a directory');
  });

  it('says that a full device cannot be written', async () => {
    const { path } = await savedRun();
    const { code, err } = await runFibimg(['report', path, '-o', '/dev/full']);
    expect(code).toBe(1);
    expect(err).toContain('no space is left');
  });
});
