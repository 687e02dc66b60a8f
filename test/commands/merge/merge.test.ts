import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runFibimg, temporaryFolder } from '../../support/cli/run-fibimg.ts';
import { schemaErrors } from '../../support/cli/schema.ts';
import { startAnswerServer } from '../../support/load/answer-server.ts';
import { runBench } from '../../support/load/bench-run.ts';

const load = ['--no-check', '--ints', '400-1000', '--rate', '200', '--duration', '1s', '--no-keep'];

/** Parts of a run against one server, each a file. */
const shardRun = async (of: number, indices: readonly number[], more: readonly string[] = []) => {
  const server = await startAnswerServer();
  const folder = await temporaryFolder();
  // The first bench of a process loads all of it, which may take seconds.
  await import('../../../src/commands/bench/run.ts');
  await import('../../../src/commands/bench/options/options.ts');
  const startAt = (Date.now() + 2000) / 1000;
  const files = indices.map((index) => join(folder, `part-${index}.json`));
  const codes = await Promise.all(
    indices.map(async (index, at) => {
      const { code } = await runBench([
        ...['--url', server.url, ...load, '--seed', '5', '--quiet', ...more],
        ...['--shard', `${index}/${of}`, '--start-at', String(startAt), '--save', files[at] ?? ''],
      ]);
      return code;
    }),
  );
  expect(codes).toEqual(indices.map(() => 0));
  return { files, server, folder };
};

/** Of the load: a look at the clock has no integer. */
const integersOf = (seen: readonly string[]) =>
  seen.flatMap((line) => line.split('=')[1] ?? []).sort();

describe('fibimg merge', () => {
  it('adds up parts whose requests together are those of the whole run', async () => {
    const { files, server, folder } = await shardRun(3, [0, 1, 2]);
    const whole = await startAnswerServer();
    await runBench(['--url', whole.url, ...load, '--seed', '5', '--quiet']);
    expect(integersOf(server.seen)).toEqual(integersOf(whole.seen));
    const output = join(folder, 'run.json');
    const { code, out } = await runFibimg(['merge', ...files, '-o', output, '--json', '--no-keep']);
    const document = JSON.parse(out);
    expect(code).toBe(0);
    expect(schemaErrors('bench', document)).toEqual([]);
    expect(document.phases[0].classes).toMatchObject({ started: 200, ok: 200 });
    expect(document.merged).toMatchObject({ missing: [], parts: [{}, {}, {}] });
    expect(document.merged.startSpreadMs).toBeLessThan(1000);
    expect(JSON.parse(await readFile(output, 'utf8')).digest).toBe(document.digest);
    expect((await runFibimg(['verify', output])).code).toBe(0);
  });

  it('says that a part is missing, prints what there is, and exits 1', async () => {
    const { files } = await shardRun(2, [1]);
    const { code, out, err } = await runFibimg(['merge', ...files, '--no-keep']);
    expect(code).toBe(1);
    expect(out).toContain('PARTIAL: of 2 parts these are missing: 0.');
    expect(err).toContain('the run is partial');
    expect(out).not.toContain('part 1/2 of');
    const part = await runFibimg(['report', ...files, '--text']);
    expect(part.out).toMatch(/part 1\/2\s+of\s+200\s+iterations/);
  });

  it('judges thresholds on all parts together', async () => {
    const { files } = await shardRun(2, [0, 1], ['--threshold', 'http_reqs: count>50']);
    const { code, out } = await runFibimg(['merge', ...files, '--no-keep', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out).thresholds).toMatchObject([{ value: 200, ok: true }]);
  });

  it.each([
    [[], 'merge needs runs'],
    [['no-such.json'], 'cannot read no-such.json'],
    [[import.meta.filename], 'is not a run of fibimg bench'],
  ])('exits 2 for %j', async (runs, said) => {
    const { code, err } = await runFibimg(['merge', ...runs]);
    expect(code).toBe(2);
    expect(err).toContain(said);
  });

  it('writes nothing where the file cannot be written', async () => {
    const path = `${import.meta.filename}/run.json`;
    const { code, err } = await runFibimg(['merge', 'x.json', '-o', path]);
    expect(code).toBe(1);
    expect(err).toContain(`cannot write ${path}`);
  });
});

describe('fibimg bench --shard', () => {
  const url = ['--url', 'http://127.0.0.1:9/'];
  it.each([
    [[...url, '--shard', '2/2', '--seed', '1'], '--shard'],
    [[...url, '--shard', '0/2'], '--shard needs --seed'],
    [['--shard', '0/2', '--seed', '1'], '--shard needs a target that all parts share'],
    [['--stack', 's', '--shard', '0/2', '--seed', '1'], '--shard cannot prepare a stack'],
    [[...url, '--shard', '0/9', '--seed', '1', '--vus', '8'], '8 virtual users cannot be shared'],
    [[...url, '--start-at', '2020-01-01T00:00:00Z'], '--start-at is past by'],
    [[...url, '--start-at', 'tomorrow'], '--start-at'],
  ])('refuses %j', async (argv, said) => {
    const { code, err } = await runBench(argv);
    expect(code).toBe(2);
    expect(err).toContain(said);
  });
});
