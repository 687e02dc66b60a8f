import { once } from 'node:events';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { BenchDocument } from '../../../src/bench/record/document.ts';
import { runText, sealed } from '../../../src/bench/run-file/digest.ts';
import { runFibimg, temporaryFolder } from '../../support/cli/run-fibimg.ts';
import { createTestIo } from '../../support/cli/test-io.ts';
import { duetRuns } from '../../support/compare/comparable-run.ts';
import { simulatedRun } from '../../support/load/simulated-run.ts';

const settled = { timeout: 10_000, interval: 50 };

/** `fibimg report --watch` until the test is over. */
const watch = async (argv: readonly string[] = [], state = '/nowhere') => {
  const io = createTestIo({ env: { XDG_STATE_HOME: state } });
  const done = runFibimg(['report', '--watch', ...argv], { io });
  onTestFinished(async () => {
    io.interruptWith('SIGINT');
    await done;
  });
  await expect.poll(() => io.out(), settled).toMatch(/^listening on http.*\n$/);
  const url = io.out().replace(/^listening on |\n/g, '');
  const page = async () => (await fetch(url)).text();
  const seeds = async () =>
    new Set([...(await page()).matchAll(/--seed (\d)/g)].map(([, seed]) => Number(seed)));
  return { io, done, url, page, seeds };
};

/** As bench does it: written beside its place, and renamed into it. */
const save = async (path: string, run: BenchDocument): Promise<void> => {
  await writeFile(`${path}.part`, runText(sealed(run)));
  await rename(`${path}.part`, path);
};

const keep = async (state: string, seed: number, more: Partial<BenchDocument> = {}) => {
  const folder = join(state, 'fibimg', 'runs');
  await mkdir(folder, { recursive: true });
  const runId = more.runId ?? `00000000000${seed}`;
  const path = join(folder, `2026112${seed}T000000000Z-${runId}.json`);
  await save(path, { ...simulatedRun({ seed }), ...more, runId });
  return path;
};

describe('fibimg report --watch', () => {
  it('waits for a first run, and shows each newer one that a bench leaves', async () => {
    const state = await temporaryFolder();
    const { io, page, seeds } = await watch([], state);
    expect(await page()).toContain('No run yet');
    const first = await keep(state, 1);
    await expect.poll(seeds, settled).toEqual(new Set([1]));
    await keep(state, 2);
    await expect.poll(seeds, settled).toEqual(new Set([2]));
    await rm(first);
    expect(io.err()).toBe('');
  });

  it('shows the runs of a duet together while it goes on', async () => {
    const state = await temporaryFolder();
    const { page } = await watch([], state);
    const [a, b, ...later] = duetRuns([
      [20, 21],
      [20, 21],
    ]);
    for (const run of [a, b]) if (run !== undefined) await keep(state, 1, run);
    await expect.poll(page, settled).toContain('1 of 2 planned pairs are there');
    for (const run of later) await keep(state, 2, run);
    await expect.poll(page, settled).toContain('<option value="3"');
    expect(await page()).not.toContain('planned pairs are there');
  });

  it('tells the browser which page is the newest', async () => {
    const path = join(await temporaryFolder(), 'run.json');
    await save(path, simulatedRun({ seed: 1 }));
    const { url, page, done, io } = await watch([path]);
    const news = fetch(new URL('news', url)).then((answer) => answer.text());
    const before = /"page":"([^"]+)"/.exec(await page())?.[1];
    await save(path, simulatedRun({ seed: 2 }));
    const pageNow = async () => /"page":"([^"]+)"/.exec(await page())?.[1];
    await expect.poll(pageNow, settled).not.toBe(before);
    const after = await pageNow();
    io.interruptWith('SIGINT');
    const { code, err } = await done;
    expect({ code, err }).toEqual({ code: 130, err: '' });
    const told = [before, after].map((one) => `data: {"kind":"page","page":"${one}"}\n\n`);
    expect(await news).toBe(told.join(''));
  });

  it('follows a folder, and keeps the page of what is gone', async () => {
    const folder = await temporaryFolder();
    const { io, page } = await watch([folder]);
    await save(join(folder, 'a.json'), simulatedRun({ seed: 1 }));
    await expect.poll(page, settled).toContain('--seed 1');
    await save(join(folder, 'b.json'), simulatedRun({ seed: 2 }));
    await expect.poll(page, settled).toContain('<select id="run">');
    await rm(join(folder, 'a.json'));
    await rm(join(folder, 'b.json'));
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(await page()).toContain('--seed ');
    expect(io.err()).toBe('');
  });

  it('says once that a file is broken, and shows it when it is mended', async () => {
    const path = join(await temporaryFolder(), 'run.json');
    await save(path, simulatedRun({ seed: 1 }));
    const { io, page } = await watch([path]);
    await writeFile(path, '{"schemaVersion":1,');
    await expect.poll(() => io.err(), settled).toContain('the page stays as it is: ');
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(io.err().match(/\n/g)).toHaveLength(1);
    expect(await page()).toContain('--seed 1');
    await save(path, simulatedRun({ seed: 2 }));
    await expect.poll(page, settled).toContain('--seed 2');
    expect(io.err().match(/\n/g)).toHaveLength(1);
  });

  it('is for programs of this machine', async () => {
    const path = join(await temporaryFolder(), 'run.json');
    await save(path, simulatedRun());
    const { url } = await watch([path]);
    const asked = request(url, { headers: { host: 'evil.invalid' } });
    asked.end();
    const [response] = await once(asked, 'response');
    response.resume();
    expect(response.statusCode).toBe(403);
  });

  it('needs a run that is there, where one is named', async () => {
    const { code, err } = await runFibimg(['report', 'not-there.json', '--watch']);
    expect(code).toBe(2);
    expect(err).toContain('there is no such file');
  });
});
