import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runText } from '../../../src/bench/run-file/digest.ts';
import { mostKeptRuns } from '../../../src/commands/bench/keep-run.ts';
import { runFibimg, temporaryFolder } from '../../support/cli/run-fibimg.ts';
import { schemaErrors } from '../../support/cli/schema.ts';
import { duetRuns, eightPairs } from '../../support/compare/comparable-run.ts';
import { startAnswerServer } from '../../support/load/answer-server.ts';
import { runBench } from '../../support/load/bench-run.ts';
import { recordedRun } from '../../support/load/recorded-run.ts';
import { waited } from '../../support/load/samples.ts';

const run = recordedRun([{ samples: [waited(0, 12), waited(20, 30)] }]);

/** A state folder that holds so many runs, whose ids count from 1. */
const stateWith = async (
  count: number,
): Promise<{ env: Record<string, string>; folder: string }> => {
  const home = await temporaryFolder();
  const folder = join(home, 'fibimg/runs');
  await mkdir(folder, { recursive: true });
  for (let at = 1; at <= count; at += 1) {
    const name = `20261121T10${String(at).padStart(4, '0')}000Z-${String(at).padStart(12, '0')}.json`;
    await writeFile(join(folder, name), runText(run));
  }
  return { env: { XDG_STATE_HOME: home }, folder };
};

describe('fibimg runs', () => {
  it('lists the newest first, with what each found', async () => {
    const { env } = await stateWith(3);
    const { code, out } = await runFibimg(['runs'], { env, columns: 200 });
    expect(code).toBe(0);
    const lines = out.trim().split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[1]).toMatch(/^000000000003 {2}2026-11-21 10:00 {2}local Lambda {2}10 looping VUs/);
    expect(lines[1]).toContain('p50');
  });

  it('shows an id whole on a narrow terminal', async () => {
    const { env } = await stateWith(2);
    const { out } = await runFibimg(['runs'], { env, stdoutIsTTY: true, columns: 40 });
    for (const line of out.split('\n')) expect([...line].length).toBeLessThanOrEqual(40);
    expect(out).toMatch(/^000000000002$/m);
    expect(out).toContain('when (UTC) 2026-11-21 10:00');
    expect(out).not.toContain('…');
  });

  it('says which run of its duet one is', async () => {
    const { env, folder } = await stateWith(0);
    for (const duetRun of duetRuns(eightPairs(1)).slice(0, 2)) {
      await writeFile(join(folder, `20261121T100000000Z-${duetRun.runId}.json`), runText(duetRun));
    }
    const { out } = await runFibimg(['runs'], { env, columns: 200 });
    expect(out).toContain(', pair 1 A');
    expect(out).toContain(', pair 1 B');
  });

  it('prints them for programs', async () => {
    const { env, folder } = await stateWith(2);
    await writeFile(join(folder, '20261121T105959000Z-00000000beef.json'), '{');
    const { out } = await runFibimg(['runs', '--json', '--keep', '2'], { env });
    const document = JSON.parse(out);
    expect(schemaErrors('runs', document)).toEqual([]);
    expect(document).toMatchObject({
      folder,
      runs: [
        { runId: '00000000beef', problem: 'its JSON is cut off or broken' },
        { runId: '000000000002', tainted: false, partial: false, seed: 42 },
      ],
      removed: ['000000000001'],
    });
  });

  it('removes all but the newest', async () => {
    const { env, folder } = await stateWith(4);
    await writeFile(join(folder, 'notes.txt'), 'not a run');
    const { err } = await runFibimg(['runs', '--keep', '1'], { env });
    expect(err).toBe('removed 3 runs\n');
    expect((await readdir(folder)).sort()).toEqual([
      '20261121T100004000Z-000000000004.json',
      'notes.txt',
    ]);
  });

  it('says why a folder cannot be listed', async () => {
    const home = await temporaryFolder();
    await writeFile(join(home, 'fibimg'), 'a file in its place');
    const { code, err } = await runFibimg(['runs'], { env: { XDG_STATE_HOME: home } });
    expect(code).toBe(2);
    expect(err).toContain(`the runs in ${join(home, 'fibimg/runs')} cannot be listed`);
  });

  it('says that there are none', async () => {
    const { env } = await stateWith(0);
    const { code, out, err } = await runFibimg(['runs'], { env });
    expect([code, out]).toEqual([0, '']);
    expect(err).toContain('holds no run: fibimg bench makes one');
  });
});

describe('fibimg verify', () => {
  it.each([['last'], ['last~1'], ['0000000000']])('finds nothing wrong with %s', async (name) => {
    const { env } = await stateWith(name === '0000000000' ? 1 : 2);
    const { code, out } = await runFibimg(['verify', name, '--json'], { env });
    const document = JSON.parse(out);
    expect(schemaErrors('verify', document)).toEqual([]);
    expect([code, document.ok, document.differences]).toEqual([0, true, []]);
    expect(document.checked).toBeGreaterThan(100);
  });

  it('names the figure that was changed, and exits 1', async () => {
    const path = join(await temporaryFolder(), 'run.json');
    await writeFile(path, runText(run).replace('"ok":2', '"ok":3'));
    const { code, out } = await runFibimg(['verify', path], { columns: 200 });
    expect(code).toBe(1);
    expect(out).toContain('phases[0].classes.started: 2, computed anew 3');
    expect(out).toContain('digest: ');
  });

  it.each([
    ['no-such-file.json', 'cannot read no-such-file.json'],
    ['last~7', 'there is no run last~7'],
    ['00000', '2 runs begin with 00000'],
    [import.meta.filename, 'is not a run of fibimg bench'],
  ])('exits 2 for %s', async (name, said) => {
    const { env } = await stateWith(2);
    const { code, out, err } = await runFibimg(['verify', name], { env });
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(said);
  });

  it('wants a run', async () => {
    const { code, err } = await runFibimg(['verify']);
    expect(code).toBe(2);
    expect(err).toContain('verify needs a run');
  });
});

const quick = ['--no-check', '--iterations', '20', '--vus', '2'] as const;

describe('fibimg bench', () => {
  it('ends where the file system lets no folder be made', async () => {
    const server = await startAnswerServer();
    const { err } = await runFibimg(['bench', '--url', server.url, ...quick, '--yes'], {
      env: { XDG_STATE_HOME: '/proc/no-such' },
    });
    expect(err).toContain('/proc/no-such/fibimg/runs');
  });

  it('leaves its run, for its user alone, without a secret', async () => {
    const server = await startAnswerServer();
    const home = await temporaryFolder();
    const env = { XDG_STATE_HOME: home };
    const url = server.url.replace('http://', 'http://alice:pass-1@');
    const secrets = ['pass-1', 'token-2', 'bearer-3', 'cookie-4', 'header-5'];
    const { code } = await runBench(
      [
        ...['--url', `${url}?token=token-2`, ...quick, '--seed', '7', '-H', 'cookie: cookie-4'],
        ...['--header', 'authorization: Bearer bearer-3', '--header=x-mine: header-5', '--quiet'],
      ],
      { env },
    );
    const folder = join(home, 'fibimg/runs');
    const [name = ''] = await readdir(folder);
    const text = await readFile(join(folder, name), 'utf8');
    const document = JSON.parse(text);
    expect(code).toBe(0);
    for (const secret of secrets) expect(text).not.toContain(secret);
    expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
    expect(document.command).toEqual([
      ...['bench', '--url', expect.stringContaining('****'), ...quick, '--seed', '7'],
      ...['-H', 'cookie: ****', '--header', 'authorization: ****', '--header=x-mine: ****'],
      '--quiet',
    ]);
    expect(document.subject).toEqual({ kind: 'url', name: server.url });
    const verified = await runFibimg(['verify', document.runId, '--json'], { env });
    expect(JSON.parse(verified.out)).toMatchObject({ ok: true, differences: [] });
    expect(verified.code).toBe(0);
  });

  it('leaves none with --no-keep', async () => {
    const server = await startAnswerServer();
    const home = await temporaryFolder();
    await runBench(['--url', server.url, ...quick, '--no-keep'], {
      env: { XDG_STATE_HOME: home },
    });
    expect(await readdir(home)).toEqual([]);
  });

  it('says once, and fails for nothing, where its run cannot be left', async () => {
    const server = await startAnswerServer();
    const file = join(await temporaryFolder(), 'a-file');
    await writeFile(file, '');
    const { code, err } = await runBench(['--url', server.url, ...quick], {
      env: { XDG_STATE_HOME: file },
    });
    expect(code).toBe(0);
    expect(err.match(/the run is not among those of fibimg runs/g)).toHaveLength(1);
  });

  it('keeps a bounded number', async () => {
    const server = await startAnswerServer();
    const { env, folder } = await stateWith(mostKeptRuns + 5);
    await runBench(['--url', server.url, ...quick], { env });
    expect(await readdir(folder)).toHaveLength(mostKeptRuns);
  });
});
