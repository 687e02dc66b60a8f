import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { PhaseSummary } from '../../../src/bench/record/document.ts';
import { temporaryFolder } from '../../support/cli/run-fibimg.ts';
import { schemaErrors } from '../../support/cli/schema.ts';
import { countOf, phaseNamed, runBench, runBenchJson } from '../../support/load/bench-run.ts';

/** Few sizes, so that filling the store takes no time. */
const few = ['--ints', '400-419'];

const startsAndOutcomes = (phase: PhaseSummary) => ({
  cold: countOf(phase, 'cold_starts'),
  stored: countOf(phase, 'http_reqs{outcome:stored}'),
  fetched: countOf(phase, 'http_reqs{outcome:fetched}'),
});

const linesOf = (text: string) => text.split('\n').filter((line) => line !== '');

describe('cold and then warm, on the local Lambda', () => {
  it('measures both, compares them, and writes every file', async () => {
    const folder = await temporaryFolder();
    const at = (name: string) => join(folder, name);
    const { code, document, err } = await runBenchJson([
      ...[...few, '--duration', '1s', '--vus', '3', '--seed', '11'],
      ...['--save', at('run.json'), '--summary-export', at('k6.json')],
      ...['--out', `json=${at('samples.json.gz')}`, '--out', `csv=${at('samples.csv')}`],
    ]);
    expect(code).toBe(0);
    expect(schemaErrors('bench', document)).toEqual([]);
    expect(document.phases.map(({ name }) => name)).toEqual(['cold', 'warm']);
    const [cold, warm] = [phaseNamed(document, 'cold'), phaseNamed(document, 'warm')];
    for (const { classes, notes, endedBy } of [cold, warm]) {
      expect(classes.started).toBeGreaterThanOrEqual(3);
      expect([classes.ok, endedBy]).toEqual([classes.started, undefined]);
      expect(notes).toEqual([]);
    }
    const { cold: coldStarts, fetched } = startsAndOutcomes(cold);
    expect([coldStarts, fetched > 0]).toEqual([3, true]);
    expect(startsAndOutcomes(warm)).toEqual({ cold: 0, fetched: 0, stored: warm.classes.ok });
    expect(document).toMatchObject({
      ...{ seed: 11, interrupted: false, environment: { sharesMachine: true } },
      scenario: { target: 'local Lambda' },
      comparison: {
        ...{ first: 'cold', second: 'warm' },
        notes: expect.arrayContaining([expect.stringContaining('Both factors changed')]),
      },
    });
    expect(err).toContain('storing every image of the sequence (20)\n');

    expect(JSON.parse(readFileSync(at('run.json'), 'utf8'))).toEqual(document);
    const total = cold.classes.started + warm.classes.started;
    const exported = JSON.parse(readFileSync(at('k6.json'), 'utf8'));
    expect(Object.keys(exported.metrics)).toContain('http_req_duration{phase:warm}');
    const points = linesOf(gunzipSync(readFileSync(at('samples.json.gz'))).toString()).map((line) =>
      JSON.parse(line),
    );
    const requests = points.filter(
      ({ metric, type }) => metric === 'http_reqs' && type === 'Point',
    );
    expect(requests).toHaveLength(total);
    expect(new Set(requests.map(({ data }) => data.tags.scenario))).toEqual(
      new Set(['cold', 'warm']),
    );
    const rows = linesOf(readFileSync(at('samples.csv'), 'utf8'));
    expect(rows.filter((row) => row.startsWith('http_reqs,'))).toHaveLength(total);
  });

  it('hears why the function failed, for its time-out is the shorter one, and fails when that is all', async () => {
    const { code, document } = await runBenchJson([
      ...[...few, '--phase', 'cold', '--vus', '2', '--iterations', '4'],
      ...['--timeout', '3s', '--origin-latency', '20s'],
    ]);
    const { errors, classes } = phaseNamed(document, 'cold');
    expect(errors).toEqual([{ class: 'http_error', code: 'origin', count: 4 }]);
    expect(classes).toMatchObject({ started: 4, timeout: 0, throttled: 0 });
    expect(code).toBe(1);
  });

  it('says it in words, the answer last', async () => {
    const { code, out, err } = await runBench([
      ...[...few, '--duration', '900ms', '--vus', '2', '--quiet'],
      ...['--threshold', 'http_req_failed: rate<=0'],
    ]);
    expect([code, err]).toEqual([0, '']);
    const lines = out.trimEnd().split('\n');
    expect(out).toMatch(/^cold phase: .* 2 cold starts, .*; 0 of [\d,]+ failed$/m);
    expect(out).not.toMatch(/ adds [^.]*95 %/);
    expect(lines.length).toBeLessThan(40);
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThan(81);
  });

  it.each([
    [['--rate', '24/s'], 12, false],
    [['--rate', '24/s', '--concurrency', '3'], 3, true],
  ])('has environments for %j, or says before what few will meet', async (argv, most, isTold) => {
    const { document, err } = await runBenchJson([
      ...[...few, '--phase', 'warm', '--duration', '250ms', '--cold-starts', '0'],
      ...argv,
    ]);
    expect(document.subject).toMatchObject({ concurrencyLimit: most });
    expect(err.includes(`${most} execution environments are few for this rate`)).toBe(isTold);
  });

  it('alternates in rounds, each with cold starts of its own, and makes more on purpose', async () => {
    const { code, document, err } = await runBenchJson([
      ...[...few, '--duration', '1800ms', '--vus', '2', '--rounds', '3'],
      ...['--cold-starts', '6', '--burst', '2'],
    ]);
    expect([code, schemaErrors('bench', document)]).toEqual([0, []]);
    const order = document.rounds.map(({ round, phase }) => `${round} ${phase}`);
    expect(order).toEqual(['1 cold', '1 warm', '2 cold', '2 warm', '3 cold', '3 warm']);
    const cold = phaseNamed(document, 'cold');
    expect(startsAndOutcomes(cold)).toMatchObject({ cold: 6 });
    expect(startsAndOutcomes(phaseNamed(document, 'warm'))).toMatchObject({ cold: 0, fetched: 0 });
    const ended = document.rounds.filter(({ phase }) => phase === 'cold');
    expect(ended.reduce((sum, round) => sum + round.ended, 0)).toBe(cold.classes.started);
    const { coldStarts } = document;
    expect(coldStarts).toMatchObject({ atOnce: 2, wanted: 6, proven: 6, unproven: 0, failed: 0 });
    expect(coldStarts?.bursts.map(({ round, outcome }) => [round, outcome])).toEqual([
      [1, 'stored'],
      [2, 'stored'],
      [3, 'stored'],
    ]);
    expect(document.effects.find(({ of }) => of === 'cold-start')).toMatchObject({
      ...{ part: 'bursts', outcome: 'stored', unit: 'round', units: 3 },
      interval: [expect.any(Number), expect.any(Number)],
    });
    // What is the same in every round is said once.
    expect(err.match(/emptying the store/g)).toHaveLength(1);
  });
});

describe('one phase', () => {
  it('cold: nothing stored, fresh environments, no comparison', async () => {
    const { document } = await runBenchJson([
      ...['--int', '400', '--phase', 'cold', '--iterations', '6', '--vus', '2'],
    ]);
    expect(document.phases.map(({ name }) => name)).toEqual(['cold']);
    expect(document.comparison).toBeNull();
    const { cold, stored, fetched } = startsAndOutcomes(phaseNamed(document, 'cold'));
    // Each environment that asks before the first has stored it fetches the image itself.
    expect([cold, stored + fetched]).toEqual([2, 6]);
    expect([1, 2]).toContain(fetched);
  });

  it('warm: no cold start in environments of its own; a threshold without data fails, --quiet or not', async () => {
    const { code, document, err } = await runBenchJson([
      ...[...few, '--phase', 'warm', '--duration', '400ms', '--vus', '4', '--quiet'],
      ...['--threshold', 'http_req_duration{start:cold}: p(95)<10s'],
    ]);
    const warm = phaseNamed(document, 'warm');
    expect(startsAndOutcomes(warm)).toEqual({ cold: 0, fetched: 0, stored: warm.classes.started });
    expect(code).toBe(99);
    expect(err).toContain('http_req_duration{start:cold}: p(95)<10s (no data');
  });
});

describe('--matrix', () => {
  it('gives each cell the state that it is named after', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'samples.json');
    const { code, document, err } = await runBenchJson([
      ...['--matrix', '--ints', '400-403', '--vus', '2', '--duration', '4s', '--rounds', '1'],
      ...['--out', `json=${file}`],
    ]);
    expect([code, schemaErrors('bench', document)]).toEqual([0, []]);
    const cell = (name: string) => startsAndOutcomes(phaseNamed(document, name));
    expect(cell('cold-empty')).toEqual({ cold: 2, fetched: 4, stored: 0 });
    expect(cell('cold-filled')).toMatchObject({ cold: 2, fetched: 0 });
    expect(cell('warm-empty')).toEqual({ cold: 0, fetched: 4, stored: 0 });
    expect(cell('warm-filled')).toMatchObject({ cold: 0, fetched: 0 });
    expect(document.phases.flatMap(({ notes }) => notes).join()).not.toContain('environments');
    expect(document.matrix?.map(({ measure }) => measure)).toContain('med');
    expect(err).not.toContain('not run');

    const asked = linesOf(readFileSync(file, 'utf8'))
      .map((line) => JSON.parse(line))
      .filter(({ metric, type }) => metric === 'http_reqs' && type === 'Point')
      .map(({ data }) => `${data.tags.scenario} ${new URL(data.tags.url).searchParams.get('int')}`);
    for (const name of ['cold-empty', 'warm-empty']) {
      const ints = asked.filter((line) => line.startsWith(`${name} `));
      expect([ints.length, new Set(ints).size]).toEqual([4, 4]);
    }
    for (const name of ['cold-empty', 'warm-empty']) {
      expect(phaseNamed(document, name).durationMs).toBeLessThan(4000);
    }
  });
});

describe('--preset original', () => {
  it('begins both phases with fresh environments, and only the store differs', async () => {
    const { document } = await runBenchJson([
      ...[...few, '--preset', 'original', '--vus', '3', '--duration', '1s'],
    ]);
    expect(document.scenario.load).toMatchObject({ executor: 'constant-vus', vus: 3 });
    expect(startsAndOutcomes(phaseNamed(document, 'cold-empty'))).toMatchObject({ cold: 3 });
    expect(startsAndOutcomes(phaseNamed(document, 'cold-filled'))).toMatchObject({
      ...{ cold: 3, fetched: 0 },
    });
    expect(document.comparison?.notes).toContain(
      'Between cold-empty and cold-filled only the store changed.',
    );
  });
});

describe('a threshold with abortOnFail', () => {
  it('ends the run early, runs no later phase, and is named', async () => {
    const { code, document, err } = await runBenchJson([
      ...[...few, '--duration', '30s', '--vus', '2'],
      ...['--threshold', 'http_req_duration: p(95)<1us abortOnFail'],
    ]);
    expect(code).toBe(99);
    expect(document.phases.map(({ name, endedBy }) => [name, endedBy])).toEqual([
      ['cold', 'threshold'],
    ]);
    const cold = phaseNamed(document, 'cold');
    expect(cold.durationMs).toBeLessThan(15_000);
    expect(cold.notes.join()).toContain('http_req_duration: p(95)<1us');
    expect(document.thresholds).toMatchObject([{ ok: false, phase: 'cold' }]);
    expect(err).toContain('not run: warm\n');
    expect(err).toContain("thresholds on metrics 'http_req_duration' have been crossed\n");
  });
});
