import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { BenchDocument } from '../../../src/bench/record/document.ts';
import { deployFleet } from '../../support/aws/deployed-fleet.ts';
import type { EcsOptions } from '../../support/aws/ecs-stand-in.ts';
import { runFibimg, spawnFibimg, temporaryFolder } from '../../support/cli/run-fibimg.ts';
import { createTestIo } from '../../support/cli/test-io.ts';
import { startAnswerServer } from '../../support/load/answer-server.ts';
import { realClock } from '../../support/load/real-clock.ts';

// Real processes: the conductor, ECS's tasks, which fetch their code as on AWS, and what they load.

const lasting = (duration: string) => [
  ...['--rate', '200/s', '--duration', duration, '--seed', '7', '--no-check', '--json'],
];
const load = lasting('3s');

const setUp = async (options: EcsOptions = {}) => {
  const fleet = await deployFleet(options);
  const server = await startAnswerServer();
  const XDG_STATE_HOME = await temporaryFolder();
  const target = ['--url', server.url, '--fleet-stack', fleet.stack];
  const env = { ...fleet.env, XDG_STATE_HOME };
  return {
    ...{ ...fleet, server, env },
    bench: (...argv: readonly string[]) => spawnFibimg(['bench', ...target, ...argv], { env }),
    journals: () => readdir(join(XDG_STATE_HOME, 'fibimg/journal/fleets')),
  };
};

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
};

/** What one machine asks for, with the same options. */
const singleRun = async (url: string, seen: string[]): Promise<readonly string[]> => {
  seen.length = 0;
  const io = createTestIo({ clock: realClock, cwd: await temporaryFolder() });
  const { code, err } = await runFibimg(['bench', '--url', url, '--no-keep', ...load], { io });
  expect([code, err]).toEqual([0, expect.any(String)]);
  return [...seen].sort();
};

it('makes one run of four tasks: the schedule of one machine, one clock of them far off', {
  timeout: 120_000,
}, async () => {
  const shiftMs = (task: number) => (task === 2 ? -3000 : 0);
  const startDelayMs = (task: number) => (task === 1 ? 2000 : 0);
  const fleet = await setUp({ shiftMs, startDelayMs });
  const { code, out, err } = await fleet.bench('--fleet', '4', ...load).done;
  expect([code, err]).toEqual([0, expect.stringContaining('4 of 4 tasks have checked in')]);
  const document = JSON.parse(out) as BenchDocument;
  expect(document).toMatchObject({
    ...{ seed: 7, interrupted: false, subject: { kind: 'url' } },
    phases: [{ name: 'load', classes: { started: 600, ok: 600, dropped: 0 } }],
  });
  const parts = document.merged?.parts ?? [];
  expect(parts.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
  // The slot for slot truth: what all asked for together is what one asks for alone.
  const together = [...fleet.server.seen].sort();
  expect(together).toHaveLength(600);
  expect(await singleRun(fleet.server.url, fleet.server.seen)).toEqual(together);
  // Its clock was measured, so that the load began as that of the others did, and it is told.
  expect(parts[2]?.offsetMs).toBeGreaterThan(2700);
  expect(parts[2]?.offsetMs).toBeLessThan(3300);
  expect(document.merged?.startSpreadMs).toBeLessThan(1000);
  expect(document.selfCheck.reasons).toContainEqual(expect.stringMatching(/^part 2: its clock is/));
  expect(fleet.ecs.requests).toMatchObject([{ count: 4, launchType: 'FARGATE' }]);
  expect([fleet.left(), await fleet.journals(), fleet.ecs.running()]).toEqual([[], [], []]);
});

it('is partial without a task that was killed, and leaves nothing', {
  timeout: 120_000,
}, async () => {
  const fleet = await setUp();
  const { done } = fleet.bench('--fleet', '2', ...load);
  await until(() => fleet.server.seen.length > 20);
  fleet.ecs.tasks[1]?.child?.kill('SIGKILL');
  const { code, out, err } = await done;
  expect([code, err]).toEqual([1, expect.stringContaining('the run is partial')]);
  expect(err).toContain('shard 1 was lost: its task has ended');
  const { merged, phases } = JSON.parse(out) as BenchDocument;
  expect(merged).toMatchObject({ parts: [{ index: 0 }], missing: [1] });
  const { started = 0, dropped = 0 } = phases[0]?.classes ?? {};
  expect(started + dropped).toBe(300);
  expect([fleet.left(), await fleet.journals(), fleet.ecs.running()]).toEqual([[], [], []]);
});

it('ends at Ctrl-C with what there is; after kill -9, --restore ends it', {
  timeout: 120_000,
}, async () => {
  const fleet = await setUp();
  const stopped = fleet.bench('--fleet', '2', ...lasting('30s'));
  await until(() => fleet.server.seen.length > 20);
  stopped.child.kill('SIGINT');
  const { code, out } = await stopped.done;
  expect(code).toBe(130);
  expect(JSON.parse(out)).toMatchObject({ interrupted: true, merged: { missing: [] } });
  expect([fleet.left(), await fleet.journals(), fleet.ecs.running()]).toEqual([[], [], []]);

  fleet.server.seen.length = 0;
  const killed = fleet.bench('--fleet', '2', ...lasting('30s'));
  await until(() => fleet.server.seen.length > 20);
  killed.child.kill('SIGKILL');
  await killed.done;
  const [journal = ''] = await fleet.journals();
  const folder = join(fleet.env.XDG_STATE_HOME, 'fibimg/journal/fleets');
  expect(await readFile(join(folder, journal), 'utf8')).not.toMatch(/hunter2|FwoGZ/);
  expect(fleet.ecs.running()).toHaveLength(2);
  const restored = await spawnFibimg(['bench', '--restore'], { env: fleet.env }).done;
  expect([restored.code, restored.err]).toEqual([0, expect.stringContaining('stopped 2 tasks')]);
  await until(() => fleet.ecs.running().length === 0);
  expect([fleet.left(), await fleet.journals()]).toEqual([[], []]);
});

it('loads the local Lambda, and the run stands when it is computed anew', {
  timeout: 120_000,
}, async () => {
  const fleet = await setUp();
  const folder = await temporaryFolder();
  const serve = spawnFibimg(['serve', '--port', '0', '--data-dir', folder], {
    ...{ env: { XDG_STATE_HOME: folder }, stdin: { open: true } },
  });
  let told = '';
  for (const stream of [serve.child.stdout, serve.child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      told += chunk;
    });
  }
  await until(() => /http:\/\/[\d.:]+/.test(told));
  const [url = ''] = /http:\/\/[\d.:]+/.exec(told) ?? [];
  const argv = ['--fleet', '4', '--rate', '40/s', '--duration', '2s', '--ints', '400-403'];
  const { code, out } = await spawnFibimg(
    ['bench', '--url', url, '--fleet-stack', fleet.stack, ...argv, '--json'],
    { env: fleet.env },
  ).done;
  serve.child.kill('SIGINT');
  await serve.done;
  expect(code).toBe(0);
  const { started, dropped } = (JSON.parse(out) as BenchDocument).phases[0]?.classes ?? {};
  expect((started ?? 0) + (dropped ?? 0)).toBe(80);
  const verified = await spawnFibimg(['verify', 'last'], { env: fleet.env }).done;
  expect([verified.code, verified.out]).toEqual([0, expect.stringContaining('computed anew')]);
});
