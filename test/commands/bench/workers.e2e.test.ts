import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runFibimg, spawnFibimg, temporaryFolder } from '../../support/cli/run-fibimg.ts';
import { schemaErrors } from '../../support/cli/schema.ts';
import { startAnswerServer } from '../../support/load/answer-server.ts';

const anyAnswer = [
  '--no-check',
  '--no-keep',
  '--json',
  '--seed',
  '3',
  '--ints',
  '400-1000',
] as const;

/** Every worker of this machine, by its process id. */
const workers = (): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const line = readFileSync(`/proc/${name}/cmdline`, 'utf8');
        return line.includes('load-worker.cjs') ? [Number(name)] : [];
      } catch {
        return [];
      }
    });

const parentOf = (pid: number): number =>
  Number(
    readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/\(.*\)/, '_')
      .split(' ')[3],
  );

const waitForWorkers = async (parent: number, count: number): Promise<readonly number[]> => {
  for (let look = 0; look < 200; look += 1) {
    const found = workers().filter((pid) => parentIs(pid, parent));
    if (found.length === count) return found;
    await delay(50);
  }
  throw new Error(`there are no ${count} workers`);
};

const parentIs = (pid: number, parent: number): boolean => {
  try {
    return parentOf(pid) === parent;
  } catch {
    return false;
  }
};

const isAlive = (pid: number): boolean => {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

const allGone = async (pids: readonly number[]): Promise<boolean> => {
  for (let look = 0; look < 100 && pids.some(isAlive); look += 1) await delay(50);
  return !pids.some(isAlive);
};

/** Counts requests, and answers each after a while. */
const startCounter = async (delayMs: number) => {
  let count = 0;
  const server = createServer((_request, response) => {
    count += 1;
    setTimeout(() => response.end('{}'), delayMs);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, count: () => count };
};

describe('bench --workers', () => {
  it.each([
    [['--rate', '300', '--duration', '2s'], 600],
    [['--vus', '5', '--iterations', '401'], 401],
  ])('makes the same requests as one process: %j', async (load, expected) => {
    const folder = await temporaryFolder();
    const shared = await startAnswerServer();
    const alone = await startAnswerServer();
    const save = `${folder}/run.json`;
    const options = [...anyAnswer, ...load];
    const [one, two] = await Promise.all([
      spawnFibimg(['bench', '--url', alone.url, ...options]).done,
      spawnFibimg(['bench', '--url', shared.url, ...options, '--workers', '2', '--save', save])
        .done,
    ]);
    expect([one.code, two.code]).toEqual([0, 0]);
    const document = JSON.parse(two.out);
    expect(schemaErrors('bench', document)).toEqual([]);
    expect(document.phases[0].classes).toMatchObject({ started: expected, ok: expected });
    expect(document.merged).toMatchObject({ parts: [{ index: 0 }, { index: 1 }], missing: [] });
    expect(shared.seen).toHaveLength(expected);
    if (load[0] === '--rate') expect([...shared.seen].sort()).toEqual([...alone.seen].sort());
    expect((await runFibimg(['verify', save])).code).toBe(0);
  });

  it('loads the local Lambda, cold and warm, with bursts of cold starts', async () => {
    const { code, out, err } = await spawnFibimg([
      ...['bench', '--workers', '2', '--vus', '2', '--duration', '1s', '--rounds', '1'],
      ...['--cold-starts', '2', '--json', '--no-keep', '--ints', '400-410'],
    ]).done;
    expect([code, err.includes('bug')]).toEqual([0, false]);
    const document = JSON.parse(out);
    expect(document.phases.map(({ name }: { name: string }) => name)).toEqual(['cold', 'warm']);
    expect(document.coldStarts.proven).toBeGreaterThanOrEqual(2);
    for (const { classes } of document.phases) expect(classes.ok).toBe(classes.started);
  });

  it('says that a run is partial whose worker was killed, and leaves nothing running', async () => {
    const server = await startCounter(20);
    const { child, done } = spawnFibimg([
      ...['bench', '--url', server.url, ...anyAnswer, '--vus', '4', '--duration', '30s'],
      ...['--workers', '2'],
    ]);
    const pids = await waitForWorkers(child.pid ?? 0, 2);
    while (server.count() < 100) await delay(20);
    process.kill(pids[0] ?? 0, 'SIGKILL');
    const { code, out, err } = await done;
    expect(code).toBe(1);
    expect(err).toContain('the run is partial: worker');
    const document = JSON.parse(out);
    expect(document.merged.missing).toHaveLength(1);
    expect(document.phases[0].durationMs).toBeLessThan(25_000);
    expect(document.phases[0].classes.started).toBeLessThanOrEqual(server.count());
    expect(await allGone(pids)).toBe(true);
  });

  it('drains all of them at Ctrl-C', async () => {
    const server = await startCounter(100);
    const { child, done } = spawnFibimg([
      ...['bench', '--url', server.url, ...anyAnswer, '--vus', '6', '--duration', '60s'],
      ...['--workers', '2'],
    ]);
    const pids = await waitForWorkers(child.pid ?? 0, 2);
    while (server.count() < 30) await delay(20);
    child.kill('SIGINT');
    const { code, out } = await done;
    const document = JSON.parse(out);
    expect([code, document.interrupted]).toEqual([130, true]);
    expect(document.phases[0].classes).toMatchObject({ interrupted: 0, started: server.count() });
    expect(await allGone(pids)).toBe(true);
  });

  it('ends them when it is killed itself', async () => {
    const server = await startCounter(20);
    const { child, done } = spawnFibimg([
      ...['bench', '--url', server.url, ...anyAnswer, '--vus', '4', '--duration', '60s'],
      ...['--workers', '2'],
    ]);
    const pids = await waitForWorkers(child.pid ?? 0, 2);
    while (server.count() < 30) await delay(20);
    child.kill('SIGKILL');
    await done;
    expect(await allGone(pids)).toBe(true);
  });

  it('ends early by a threshold, in all of them', async () => {
    const server = await startCounter(50);
    const { code, out } = await spawnFibimg([
      ...['bench', '--url', server.url, ...anyAnswer, '--vus', '4', '--duration', '60s'],
      ...['--workers', '2', '--threshold', 'http_req_duration: p(95)<1ms abortOnFail'],
    ]).done;
    const document = JSON.parse(out);
    expect([code, document.phases[0].endedBy]).toEqual([99, 'threshold']);
    expect(document.phases[0].durationMs).toBeLessThan(30_000);
  });

  it('says at once what no worker could do', async () => {
    const { code, err } = await spawnFibimg([
      ...['bench', '--url', 'http://nobody.invalid/', '--workers', '2', '--no-keep'],
    ]).done;
    expect(code).toBe(1);
    expect(err).toContain('nobody.invalid');
  });
});
