import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeShardPlan } from '../../../src/commands/bench/fleet/shard-plan.ts';
import { fleetTask } from '../../../src/core/fleet/fleet-place.ts';
import { fleetUsd } from '../../../src/core/price/fleet-price.ts';
import { currentPrices } from '../../../src/core/price/price-table.ts';
import { stubAwsEnv } from '../../support/aws/aws-env.ts';
import { deployFleet } from '../../support/aws/deployed-fleet.ts';
import { deployOriginal } from '../../support/aws/deployed-stack.ts';
import type { EcsOptions } from '../../support/aws/ecs-stand-in.ts';
import { originalName } from '../../support/aws/original-stack.ts';
import { runFibimg, temporaryFolder } from '../../support/cli/run-fibimg.ts';
import { createTestIo } from '../../support/cli/test-io.ts';
import { startAnswerServer } from '../../support/load/answer-server.ts';
import { realClock } from '../../support/load/real-clock.ts';

const load = ['--rate', '50/s', '--duration', '1s', '--seed', '7', '--no-check'];

/** Bench with a fleet, in this process. */
const bench = async (...argv: readonly string[]) => {
  const XDG_STATE_HOME = await temporaryFolder();
  // Runs that draw the same ids would be one to the lock.
  const rng = { below: () => 0, uuid: () => crypto.randomUUID() };
  const io = createTestIo({ clock: realClock, rng, env: { XDG_STATE_HOME } });
  const { code, err } = await runFibimg(['bench', ...argv], { io });
  return { code, err };
};

const onFleet = async (options: EcsOptions, ...argv: readonly string[]) => {
  const fleet = await deployFleet(options);
  const { url, seen } = await startAnswerServer();
  const target = ['--url', url, '--fleet-stack', fleet.stack, ...load];
  return { fleet, seen, run: () => bench(...target, ...argv) };
};

describe('bench --fleet', () => {
  it('says what stack has none, before anything is started', async () => {
    await deployOriginal();
    const { url } = await startAnswerServer();
    const { code, err } = await bench(
      '--url',
      url,
      '--fleet',
      '2',
      '--fleet-stack',
      originalName,
      ...load,
    );
    expect([code, err]).toEqual([1, expect.stringContaining(`stack ${originalName} has no fleet`)]);
    expect(err).toContain('-c fleet=on');
  });

  it('leaves nothing when it is larger than the account may run', async () => {
    const type = 'ClientException';
    const message = "You've reached the limit on the number of vCPUs you can run concurrently";
    const refuse = (operation: string, call: number) =>
      operation === 'RunTask' && call === 1 ? { type, message } : undefined;
    const startDelayMs = () => 60_000;
    const { fleet, seen, run } = await onFleet({ refuse, startDelayMs }, '--fleet', '12');
    const { code, err } = await run();
    expect([code, err]).toEqual([1, expect.stringContaining('larger than this account may run')]);
    expect(fleet.ecs.tasks.map(({ stopped }) => stopped)).toEqual(Array(10).fill(true));
    expect([fleet.left(), seen]).toEqual([[], []]);
  });

  it('leaves nothing when a task is not what it should be', async () => {
    const runInstead = () => ['-e', 'process.exit(3)'];
    const { fleet, seen, run } = await onFleet({ runInstead }, '--fleet', '1');
    const { code, err } = await run();
    expect([code, err]).toEqual([
      1,
      expect.stringContaining('shard 0 was lost, and no load was sent'),
    ]);
    expect(err).toContain('exit code 3');
    expect([fleet.left(), seen]).toEqual([[], []]);
  });

  it('signs no URLs with credentials that end before the run may', async () => {
    const { fleet, seen, run } = await onFleet({}, '--fleet', '2');
    const folder = await temporaryFolder();
    const keys = { AccessKeyId: 'AKIAIOSFODNN7EXAMPLE', SecretAccessKey: 'x'.repeat(40) };
    const Expiration = new Date(Date.now() + 300_000).toISOString();
    const said = JSON.stringify({ Version: 1, ...keys, SessionToken: 'x', Expiration });
    await writeFile(join(folder, 'said.json'), said);
    const config = `[profile short]\ncredential_process = cat ${join(folder, 'said.json')}\n`;
    await writeFile(join(folder, 'config'), config);
    stubAwsEnv({
      ...fleet.env,
      ...{ AWS_CONFIG_FILE: join(folder, 'config'), AWS_PROFILE: 'short' },
      ...{ AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined },
      AWS_SESSION_TOKEN: undefined,
    });
    const { code, err } = await run();
    expect([code, err]).toEqual([
      4,
      expect.stringContaining('the AWS credentials end before the run may'),
    ]);
    expect(err).toContain(`they hold until ${Expiration}`);
    expect([fleet.ecs.requests, fleet.left(), seen]).toEqual([[], [], []]);
  });

  /** Of two, for a second of load and the minute around it. */
  const tasksUsd = fleetUsd({ ...fleetTask, tasks: 2, seconds: 61, beatSeconds: 2 }, currentPrices);

  it.each([
    [tasksUsd * 0.99, 'the fleet alone is too dear, and nothing was started'],
    // It would pay for the requests, were there no tasks.
    [tasksUsd + 0.0004, '50 requests a phase are too dear, and nothing was sent'],
  ])('starts nothing with --max-cost %d', async (maxUsd, message) => {
    const fleet = await deployFleet();
    const budget = ['--stack', fleet.stack, '--fleet', '2', '--max-cost', maxUsd.toFixed(7)];
    const { code, err } = await bench(...budget, ...load, '--allow-problems');
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
    expect([fleet.ecs.requests, fleet.left()]).toEqual([[], []]);
  });

  it('tells each shard its share of what --max-cost leaves beside the tasks', async () => {
    const told: Uint8Array[] = [];
    const fleet = await deployFleet({
      runInstead: () => {
        const key = fleet.left().find((one) => one.endsWith('plan.json')) ?? '';
        told.push(fleet.bucket.get(key)?.body ?? new Uint8Array());
        return ['-e', 'process.exit(3)'];
      },
    });
    const maxUsd = (tasksUsd + 0.001).toFixed(7);
    const budget = ['--stack', fleet.stack, '--fleet', '2', '--max-cost', maxUsd];
    const { code, err } = await bench(...budget, ...load, '--allow-problems');
    expect([code, err]).toEqual([1, expect.stringContaining('no load was sent')]);
    expect(
      told.map((plan) => decodeShardPlan(new TextDecoder().decode(plan)).budget?.maxUsd),
    ).toEqual([expect.closeTo(0.0005, 6), expect.closeTo(0.0005, 6)]);
  });

  it('does not run beside another one on the same stack', async () => {
    const { fleet, run } = await onFleet(
      { startDelayMs: () => 3000, runInstead: () => ['-e', ''] },
      '--fleet',
      '1',
    );
    const first = run();
    await expect.poll(() => fleet.ecs.requests.length, { timeout: 10_000 }).toBe(1);
    const second = await run();
    expect([second.code, second.err]).toEqual([
      1,
      expect.stringContaining('is locked by another run'),
    ]);
    expect((await first).code).toBe(1);
    expect(fleet.ecs.requests).toHaveLength(1);
  });

  it.each([
    [['--fleet', '2'], '--fleet loads a URL, or a stack by its URL'],
    [['--url', 'http://x.invalid/', '--fleet-stack', 'a'], '--fleet-stack is for a --fleet'],
    [
      ['--url', 'http://x.invalid/', '--fleet', '2', '--workers', '2'],
      '--workers is not for a --fleet',
    ],
    [
      ['--url', 'http://x.invalid/', '--fleet', '2', '--out', 'json=a'],
      '--out is not for a --fleet',
    ],
    [
      ['--url', 'http://x.invalid/', '--fleet', '2', '--shard', '0/2'],
      '--shard is not for a --fleet',
    ],
    [
      ['--url', 'http://x.invalid/', '--fleet', '4', '--vus', '3'],
      '3 virtual users cannot be shared',
    ],
    [['--url', 'http://x.invalid/', '--fleet', '2', '--auth', 'iam'], '--fleet signs no requests'],
    [['--url', 'http://x.invalid/', '--fleet', '501'], 'from 1 to 500'],
  ])('%j is refused', async (argv, message) => {
    const { code, err } = await bench(...argv);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });
});
