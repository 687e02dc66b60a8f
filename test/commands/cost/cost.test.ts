import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runText, sealed } from '../../../src/bench/run-file/digest.ts';
import { runFibimg, temporaryFolder } from '../../support/cli/run-fibimg.ts';
import { schemaErrors } from '../../support/cli/schema.ts';
import { recordedRun } from '../../support/load/recorded-run.ts';
import { waited } from '../../support/load/samples.ts';

const run = recordedRun([{ samples: [waited(0, 12), waited(20, 30)] }]);

const fileWith = async (name: string, content: string): Promise<string> => {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, content);
  return path;
};

const worked = '--memory 512 --duration 1s --requests 3000000 --no-store'.split(' ');

describe('fibimg cost of a load that is described', () => {
  it('reproduces the worked example to the cent, at the older price and at the current one', async () => {
    const file = {
      asOf: '2020-01-01',
      lambda: { tiers: { x86_64: [{ fromGbSeconds: 0, usdPerGbSecond: 0.00001668 }] } },
    };
    const prices = await fileWith('older.json', JSON.stringify(file));
    const { code, out } = await runFibimg(['cost', ...worked, '--prices', prices, '--json']);
    expect(code).toBe(0);
    const older = JSON.parse(out);
    expect(schemaErrors('cost', older)).toEqual([]);
    expect(older.month.cost.durationUsd.toFixed(2)).toBe('25.02');
    expect(older.month.cost.requestsUsd.toFixed(2)).toBe('0.60');
    const today = JSON.parse((await runFibimg(['cost', ...worked, '--json'])).out);
    expect(today.month.cost.durationUsd.toFixed(2)).toBe('25.00');
    expect(today.month.freeTierCost.totalUsd.toFixed(2)).toBe('18.73');
  });

  it('says on 80 columns what a request, a cold start and being ready cost', async () => {
    const load = '--duration 25ms --init 180ms --cold 1% --rate 10/s --answer-bytes 700';
    const { code, out, err } = await runFibimg(['cost', ...load.split(' ')], { columns: 80 });
    expect([code, err]).toEqual([0, '']);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(out).toMatch(/^ +a million +a month +after free tier$/m);
    expect(out).toMatch(/^duration +\$0\.447 +\$11\.74 +\$5\.07$/m);
    expect(out).toContain('26.8 ms billed each; 26,280,000 a month.');
    expect(out.replaceAll(/\n +/g, ' ')).toContain('a million cold starts cost $3.00 more');
    expect(out).toContain('pays from 20 requests a second on each environment');
  });

  it('does not say that a price is missing where nothing is billed', async () => {
    const { out } = await runFibimg(['cost', '--duration', '0ms'], { columns: 80 });
    expect(out).toContain('without a handler that is billed');
    expect(out).not.toContain('not at hand');
  });

  it.each([
    [['--duration', '1s', 'last'], '--duration describes a load'],
    [['last', '--cold', '1%'], '--cold describes a load'],
    [['last', '--no-store'], '--no-store describes a load'],
    [['--duration', '1s', '--rate', '1/s', '--requests', '5'], '--requests'],
    [['--duration', '1s', '--cold', '101%'], 'share'],
    [['--duration', '1s', '--region', 'eu-north-1'], 'no price of x86_64 in eu-north-1'],
  ])('refuses %j', async (args, problem) => {
    const { code, err } = await runFibimg(['cost', ...args]);
    expect([code, err]).toEqual([2, expect.stringContaining(problem)]);
  });
});

describe('fibimg cost of a run', () => {
  it('prices what it measured, and says what that rests on', async () => {
    const path = await fileWith('run.json', runText(run));
    const { code, out } = await runFibimg(['cost', path], { columns: 80 });
    expect(code).toBe(0);
    expect(out).toMatch(/^ +this run +after free tier +a million$/m);
    expect(out).toContain('Basis: times that the client saw, an upper bound');
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    const json = JSON.parse((await runFibimg(['cost', path, '--memory', '2048', '--json'])).out);
    expect(schemaErrors('cost', json)).toEqual([]);
    expect(json.usage).toMatchObject({ memoryMb: 2048, requests: 2 });
    expect(json.usage.billedMs).toBeCloseTo(42, 0);
  });

  it('refuses one of a region whose prices are not at hand', async () => {
    const path = await fileWith('run.json', runText(run));
    const { code, err } = await runFibimg(['cost', path, '--region', 'eu-north-1']);
    expect([code, err]).toEqual([2, expect.stringContaining('--prices FILE')]);
  });

  it('refuses what is no run, and says so where there is none', async () => {
    const home = await temporaryFolder();
    const { code, err } = await runFibimg(['cost'], { env: { XDG_STATE_HOME: home } });
    expect([code, err]).toEqual([2, expect.stringContaining('there is no run last')]);
  });
});

it('prices no uploads: the times of their clients are not what is billed', async () => {
  const uploads = { ...run, scenario: { ...run.scenario, engine: 'event' as const } };
  const { code, out, err } = await runFibimg([
    'cost',
    await fileWith('uploads.json', runText(sealed(uploads))),
  ]);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain('a run of uploads has no price');
});
