import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../support/cli/run-fibimg.ts';
import { startAnswerServer } from '../../support/load/answer-server.ts';
import { runBench } from '../../support/load/bench-run.ts';

const benchOn = async (...argv: string[]) => {
  const { url, seen } = await startAnswerServer();
  const short = ['--url', url, '--no-check', '--vus', '1', '--iterations', '3'];
  return { seen, ...(await runBench([...short, ...argv])) };
};

it('refuses a threshold on a phase that does not run', async () => {
  const { code, err, seen } = await benchOn('--threshold', 'http_reqs{phase:lukewarm}: count<5');
  expect([code, seen]).toEqual([2, []]);
  expect(err).toContain('the threshold on http_reqs is for the phase lukewarm, which does not run');
  expect(err).toContain('it runs load');
});

describe('outputs of bench', () => {
  it('go to files of their own, whatever their paths look like', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'a.json');
    const link = join(folder, 'b.json');
    await symlink('a.json', link);
    for (const twice of [
      ['--save', path, '--summary-export', link],
      ['--out', `json=${path}`, '--out', `csv=${path}`],
      ['--out', 'json=-', '--out', 'csv=/dev/stdout'],
    ]) {
      const { code, err, seen } = await benchOn(...twice);
      expect([code, seen]).toEqual([2, []]);
      expect(err).toContain('two outputs go to ');
    }
  });

  it('hold the page of the run where one is asked for', async () => {
    const path = join(await temporaryFolder(), 'report.html');
    const { code } = await benchOn('--report', path);
    expect(code).toBe(0);
    const page = await readFile(path, 'utf8');
    expect(page).toContain('<h2 id="verdict-title">What happened</h2>');
    expect(page).toContain('3 requests started');
  });

  it('are left as they were by a run that does not begin', async () => {
    const path = join(await temporaryFolder(), 'samples.json');
    await writeFile(path, 'of the last run');
    const { code } = await benchOn('--out', `json=${path}`, '--ca', '/nonexistent.pem');
    expect([code, await readFile(path, 'utf8')]).toEqual([2, 'of the last run']);
  });

  it('have standard output to themselves with -', async () => {
    const { code, out, err } = await benchOn('--out', 'json=-');
    const lines = out.trimEnd().split('\n');
    expect(code).toBe(0);
    expect(lines.length).toBeGreaterThan(30);
    for (const line of lines) expect(JSON.parse(line)).toHaveProperty('metric');
    expect(err).toMatch(/0 of 3 failed/);
    expect(await benchOn('--out', 'json=-', '--json')).toMatchObject({ code: 2, out: '' });
  });
});
