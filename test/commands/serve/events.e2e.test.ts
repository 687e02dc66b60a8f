import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createServices } from '../../../src/cli/wiring/wiring.ts';
import type { LocalEventsRequest } from '../../../src/commands/command/local-lambda.ts';
import { createProblems } from '../../../src/config/problems.ts';
import { resolveOptions } from '../../../src/config/resolve-options.ts';
import { settingOptions } from '../../../src/config/settings.ts';
import { createGeneratedOrigin } from '../../../src/origin/generated.ts';
import { runFibimg, spawnFibimg, temporaryFolder } from '../../support/cli/run-fibimg.ts';
import { createTestIo } from '../../support/cli/test-io.ts';

describe('fibimg serve --events', () => {
  it('makes a thumbnail of a file that comes to upload/, and accounts for each event', async () => {
    const dataDir = await temporaryFolder();
    const { child, done } = spawnFibimg(
      [
        ...['serve', '--port', '0', '--data-dir', dataDir, '--events'],
        ...['--schedule', 'rate(1 second)', '--schedule-input', '{"job":"seed","ints":"7"}'],
      ],
      {},
    );
    onTestFinished(() => {
      child.kill('SIGKILL');
    });
    await once(child.stdout, 'data');
    await mkdir(join(dataDir, 'upload'));
    const { image } = await createGeneratedOrigin().fetch(300);
    await writeFile(join(dataDir, 'upload/a cat.jpg'), image);
    const there = (path: string) => readFile(join(dataDir, path)).catch(() => undefined);
    await expect.poll(() => there('thumbnail/a cat.jpg'), { timeout: 15_000 }).toBeDefined();
    await expect.poll(() => there('image/7.jpg'), { timeout: 15_000 }).toBeDefined();
    child.kill('SIGINT');
    const { code, err } = await done;
    expect(code).toBe(130);
    expect(err).toContain('events: files that come to upload/ are delivered, one every 1s,');
    const [, accepted, handled] =
      /events: (\d+) and 0 duplicates = (\d+) handled \+ 0 failed \+ 0 given up; 0 retries/.exec(
        err,
      ) ?? [];
    expect(Number(accepted)).toBeGreaterThanOrEqual(2);
    expect(handled).toBe(accepted);
  });

  it.each([
    [
      ['--schedule', 'cron(0 * * * ? *)'],
      '--schedule is "cron(0 * * * ? *)", expected rate(N UNIT)',
    ],
    [['--schedule', 'rate(1 minute)', '--schedule-input', '{'], 'expected JSON'],
    [['--events', '--stack', 's'], '--events and --schedule are for the embedded store'],
    [['--events', '--duplicate-events', '101%'], 'expected a share such as 1%'],
    [['--schedule-input', '{}', '--events'], '--schedule-input is what a schedule sends'],
    [['--duplicate-events', '5%'], '--duplicate-events is for events'],
    [['--event-retry-delay', '5s'], '--event-retry-delay is for events'],
  ])('refuses %j', async (argv, message) => {
    const { code, err } = await runFibimg(['serve', ...argv]);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});

describe('an event that fails for good', () => {
  const start = async (handler: string, events: Omit<LocalEventsRequest, 'onTold' | 'uploads'>) => {
    const io = createTestIo();
    const dataDir = await temporaryFolder();
    const bundle = join(dataDir, 'index.mjs');
    await writeFile(bundle, `export const handler = async (event) => { ${handler} };`);
    const place = { env: {}, home: io.home, platform: io.platform };
    const sources = { given: () => [], place, files: [] };
    const settings = await resolveOptions(settingOptions, sources, createProblems('serve'));
    const told: string[] = [];
    const lambda = await createServices(io, settings).startLocalLambda({
      ...{ target: { kind: 'embedded', dataDir }, allowForeignStack: false, bundle, port: 0 },
      ...{ concurrency: 2, memoryMb: 128, timeoutMs: 5000, idleMs: 60_000 },
      ...{ originLatencyMs: 0, originFailureRate: 0, originSeed: 1 },
      events: { ...events, uploads: false, onTold: (line) => told.push(line) },
    });
    onTestFinished(() => lambda.abort());
    return { lambda, told, folder: join(dataDir, 'failed-events') };
  };
  const schedule = { everyMs: 200, input: { n: 1 } };

  it('is kept whole in a folder, after three tries', async () => {
    const rig = await start("throw new Error('never')", {
      retryDelayMs: 5,
      duplicateShare: 0,
      schedule,
    });
    await expect.poll(() => rig.told.length, { timeout: 10_000 }).toBeGreaterThan(0);
    await rig.lambda.close();
    const { accepted, handled, deadLettered, givenUp, retried } = rig.lambda.stats().events;
    expect([handled, deadLettered + givenUp]).toEqual([0, accepted]);
    expect(retried).toBeGreaterThanOrEqual(2 * deadLettered);
    const names = await readdir(rig.folder);
    expect(names).toHaveLength(accepted);
    expect(rig.told[0]).toMatch(
      /^event \S+ failed, RetriesExhausted after 3 tries; kept as failed-events\/\S+\.json$/,
    );
    const [first = ''] = names;
    expect(JSON.parse(await readFile(join(rig.folder, first), 'utf8'))).toMatchObject({
      ...{ version: '1.0', requestPayload: { n: 1 } },
      responsePayload: { errorMessage: 'never' },
    });
  });

  it('or still waits when the local Lambda ends, is kept as well', async () => {
    const rig = await start("throw new Error('later')", {
      retryDelayMs: 3_600_000,
      duplicateShare: 0,
      schedule,
    });
    await expect
      .poll(() => rig.lambda.stats().functionErrors, { timeout: 10_000 })
      .toBeGreaterThan(0);
    const givenUp = await rig.lambda.close();
    expect(givenUp).toBeGreaterThan(0);
    expect(await readdir(rig.folder)).toHaveLength(givenUp);
  });
});
