import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BenchDocument } from '../../../src/bench/record/document.ts';
import { runFibimg, temporaryFolder } from '../../support/cli/run-fibimg.ts';
import { schemaErrors } from '../../support/cli/schema.ts';

describe('bench --event', () => {
  it('accounts for each upload, times it by its start, and leaves a run that verifies', async () => {
    const folder = await temporaryFolder();
    const save = join(folder, 'run.json');
    const { code, out, err } = await runFibimg([
      ...['bench', '--event', 's3-put', '--iterations', '12', '--vus', '3', '--ints', '20,30'],
      ...['--event-grace', '30s', '--duplicate-events', '50%', '--seed', '4'],
      ...['--no-keep', '--save', save],
    ]);
    expect([code, err]).toEqual([0, expect.not.stringContaining('Warning')]);
    const document: BenchDocument = JSON.parse(await readFile(save, 'utf8'));
    expect(await schemaErrors('bench', document)).toEqual([]);
    expect(document.events).toMatchObject({ accepted: 12, lost: 0, deadLettered: 0, refused: 0 });
    expect(document.events?.endToEnd.map(({ start }) => start)).toContain('cold');
    expect(document.phases).toMatchObject([{ name: 'load', classes: { started: 12 } }]);
    expect(out).toContain('Of 12 uploads: ');
    expect(out).toMatch(/From the accepted upload to the readable item, cold starts \(\d+\): p50/);
    const { code: verified, err: told } = await runFibimg(['verify', save]);
    expect([verified, told]).toEqual([0, '']);
    await writeFile(save, (await readFile(save, 'utf8')).replace('"accepted":12', '"accepted":13'));
    const { code: forged, out: found } = await runFibimg(['verify', save]);
    expect(forged).toBe(1);
    expect(found).toContain('events.accepted');
  });

  it.each([
    [['--url', 'http://127.0.0.1:1/'], '--event uploads to a bucket'],
    [['--matrix'], '--matrix is of requests for images'],
    [['--workers', '2'], '--workers is of requests'],
    [['--ints', '1-51'], '--ints gives 51 sizes, and --event uploads up to 50'],
    [['--engine', 'http'], '--engine http makes requests, and --event uploads'],
  ])('refuses %j', async (argv, message) => {
    const { code, err } = await runFibimg(['bench', '--event', 's3-put', ...argv]);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it('refuses its options without it', async () => {
    const { code, err } = await runFibimg(['bench', '--event-grace', '5s']);
    expect(code).toBe(2);
    expect(err).toContain('--event-grace is for a load of events');
  });
});
