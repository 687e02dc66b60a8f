import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { spawnFibimg, temporaryFolder } from '../support/cli/run-fibimg.ts';

/** Every process below one, by pid. */
const descendants = async (root: number): Promise<readonly number[]> => {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=']);
  const pairs = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const below = (parent: number): readonly number[] =>
    pairs.flatMap(([pid, ppid]) =>
      pid !== undefined && ppid === parent ? [pid, ...below(pid)] : [],
    );
  return below(root);
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const commandOf = (pid: number): string => readFileSync(`/proc/${pid}/cmdline`, 'utf8');

const few = ['--ints', '400-404', '--vus', '2'];

/** A bench on the local Lambda, once it has said `until`, with the processes and the folder that it uses. */
const benchUntil = async (until: string, argv: readonly string[]) => {
  const temporary = await temporaryFolder();
  const { child, done } = spawnFibimg(['bench', ...argv], { env: { TMPDIR: temporary } });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  await new Promise<void>((resolve, reject) => {
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk;
      if (said.includes(until)) resolve();
    });
    child.once('exit', () => reject(new Error(`it ended before it said ${until}: ${said}`)));
  });
  const [target, ...others] = await descendants(child.pid ?? -1);
  if (target === undefined) throw new Error('no target is running');
  expect(await readdir(temporary)).toHaveLength(1);
  const left = async () => ({
    processes: [target, ...others].filter(isAlive),
    files: await readdir(temporary),
  });
  return { child, done, target, environments: others, left, temporary };
};

const nothing = { processes: [], files: [] };

/** Environments end by themselves when their target has gone: a moment later. */
const soonNothing = async (left: () => Promise<unknown>) => {
  for (let tries = 0; tries < 200; tries += 1) {
    if (JSON.stringify(await left()) === JSON.stringify(nothing)) return;
    await sleep(50);
  }
  expect(await left()).toEqual(nothing);
};

/** Deaf to everything but SIGKILL, as in a busy loop. */
const deafen = ({ environments }: { readonly environments: readonly number[] }): void => {
  const ours = environments.filter((pid) => commandOf(pid).includes('environment-main'));
  expect(ours).toHaveLength(2);
  for (const pid of ours) process.kill(pid, 'SIGSTOP');
};

describe('a bench whose environments listen to nothing any more', () => {
  it.each(['SIGINT', 'SIGKILL'] as const)('ends them, by one %s', async (signal) => {
    const argv = [...few, '--duration', '60s', '--timeout', '1s'];
    const bench = await benchUntil('running (', argv);
    deafen(bench);
    bench.child.kill(signal);
    await bench.done;
    await soonNothing(bench.left);
  });

  it('ends them when its target is killed', async () => {
    const bench = await benchUntil('running (', [...few, '--duration', '60s', '--timeout', '1s']);
    deafen(bench);
    process.kill(bench.target, 'SIGKILL');
    await bench.done;
    await soonNothing(bench.left);
  });

  it('sweeps the store that a bench and its target left when both were killed', async () => {
    const bench = await benchUntil('running (', [...few, '--duration', '60s']);
    process.kill(bench.target, 'SIGKILL');
    bench.child.kill('SIGKILL');
    await bench.done;
    expect(await readdir(bench.temporary)).toHaveLength(1);
    const argv = ['bench', '--ints', '400', '--vus', '1', '--iterations', '1', '--quiet'];
    await spawnFibimg(argv, { env: { TMPDIR: bench.temporary } }).done;
    expect(await readdir(bench.temporary)).toEqual([]);
  });
});

it('a function that says nothing until its time-out is a function error, not a time-out of the client', async () => {
  const argv = [
    ...few,
    '--duration',
    '5s',
    // One round: the next would renew the environments that were made deaf.
    '--rounds',
    '1',
    '--phase',
    'cold',
    '--function-timeout',
    '1s',
    '--json',
  ];
  const bench = await benchUntil('running (', argv);
  deafen(bench);
  const { phases } = JSON.parse((await bench.done).out);
  expect(phases[0].classes).toMatchObject({ function_error: 2, timeout: 0 });
});

describe('a bench that is ended', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)(
    'by %s drains, prints the part that ran, and leaves nothing',
    async (signal, exitCode) => {
      const bench = await benchUntil('running (', [...few, '--duration', '60s']);
      // Two environments, and what ends them should the target be killed.
      expect(bench.environments).toHaveLength(3);
      bench.child.kill(signal);
      const { code, out, err } = await bench.done;
      expect(code).toBe(exitCode);
      expect(out).toContain('INTERRUPTED: the run ended early');
      expect(out).toMatch(/^cold phase: .*; 0 of [\d,]+ failed$/m);
      expect(err).toContain('not run: warm\n');
      // At once: each has waited for the processes that it started.
      expect(await bench.left()).toEqual(nothing);
    },
  );

  it('by a second Ctrl-C does not wait for what is in flight', async () => {
    const slow = ['--duration', '60s', '--origin-latency', '25s'];
    const bench = await benchUntil('running (', [...few, ...slow]);
    bench.child.kill('SIGINT');
    await sleep(300);
    bench.child.kill('SIGINT');
    await sleep(800);
    expect(isAlive(bench.target)).toBe(true);
    bench.child.kill('SIGINT');
    expect(await bench.done).toMatchObject({ code: 130, out: '' });
    await soonNothing(bench.left);
  });

  it('by a signal that arrives twice is one interruption, and writes no cursor codes to a pipe', async () => {
    const bench = await benchUntil('running (', [...few, '--duration', '60s']);
    bench.child.kill('SIGTERM');
    bench.child.kill('SIGTERM');
    const { code, out, err } = await bench.done;
    expect([code, out]).toEqual([143, expect.stringContaining('INTERRUPTED')]);
    expect(err).not.toContain('\u001b');
    await soonNothing(bench.left);
  });

  it('while it fills the store has nothing to show', async () => {
    const argv = ['--ints', '400-1000', '--vus', '2', '--phase', 'warm'];
    const bench = await benchUntil('storing every image', argv);
    bench.child.kill('SIGINT');
    const { code, out, err } = await bench.done;
    expect([code, out]).toEqual([130, '']);
    expect(err).not.toContain('requests in flight');
    expect(err).toMatch(/fibimg bench: interrupted by SIGINT\n$/);
    await soonNothing(bench.left);
  });

  it('by SIGKILL takes its processes and its folder with it', async () => {
    const bench = await benchUntil('running (', [...few, '--duration', '60s']);
    bench.child.kill('SIGKILL');
    await bench.done;
    await soonNothing(bench.left);
  });
});

it.each([
  ['requests', few],
  [
    'uploads, none of which is waited for',
    ['--event', 's3-put', '--vus', '4', '--event-grace', '10m'],
  ],
])('a target that ends by itself is said, in one sentence: %s', async (_, load) => {
  const bench = await benchUntil('running (', [...load, '--duration', '60s']);
  process.kill(bench.target, 'SIGKILL');
  const { code, out, err } = await bench.done;
  expect([code, out]).toEqual([1, '']);
  expect(err).toContain('the local Lambda ended by itself');
  expect(err).toContain('by SIGKILL');
  await soonNothing(bench.left);
});
