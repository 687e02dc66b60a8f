import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Load } from '../../../src/bench/load/load.ts';
import type { BenchDocument, Population } from '../../../src/bench/record/document.ts';
import type { Effect } from '../../../src/bench/record/effect.ts';
import { matrixEffects } from '../../../src/bench/stats/comparison-matrix.ts';
import { populationsOf } from '../../../src/bench/stats/populations.ts';
import { benchTitle } from '../../../src/report/bench/bench-answer.ts';
import { renderBench } from '../../../src/report/bench/bench-summary.ts';
import { renderOwnSection } from '../../../src/report/bench/own-section.ts';
import { thresholdLine, unmetThresholds } from '../../../src/report/bench/threshold-verdict.ts';
import { defaultTrendStats, type SummaryStyle } from '../../../src/report/k6/summary-style.ts';
import { textWidth } from '../../../src/report/text/ansi.ts';
import { roundOf } from '../../support/load/rounds.ts';
import { phaseOf, readK6Text } from '../k6/k6-text.ts';
import { sampleDocument, samplePhase } from '../sample-document.ts';

const style: SummaryStyle = {
  ...{ mode: 'compact', trendStats: defaultTrendStats, colour: false, width: 80 },
};
const lines = (text: string) => text.split('\n');
const widest = (text: string) => Math.max(...lines(text).map(textWidth));

describe('the answer', () => {
  const document = sampleDocument();
  const answer = (changes: Partial<BenchDocument> = {}, width = 80) =>
    renderBench({ ...document, ...changes }, { ...style, width });
  const effect = (changes: Partial<Effect>): Effect => ({
    ...{ of: 'cold-start', part: 'bursts', outcome: 'stored', ms: 410, interval: [402, 417] },
    ...{ unit: 'round', units: 5, requests: [40, 60], ...changes },
  });
  const last = (changes: Partial<BenchDocument>): string =>
    answer(changes).trimEnd().split('\n\n').at(-1)?.replaceAll('\n', ' ') ?? '';
  const plain = document.phases.map((phase) => {
    const { response_time: _, ...metrics } = phase.metrics;
    const classes = { ...phase.classes, ok: phase.classes.started, timeout: 0 };
    return { ...phase, metrics, classes };
  });

  it('has each population in its place, and the effects last', () => {
    expect(lines(answer({ phases: plain, thresholds: [] }))).toEqual([
      'fibimg bench: local Lambda on the same 2 cores, 10 looping VUs for 10s a phase',
      'in 5 rounds, seed 42',
      'duration                         n      p50      p95      p99      max     shape',
      'cold phase: 167/s, 10 cold starts; 0 of 833 failed',
      '  cold start, image fetched     10   387 ms        -        -   581 ms         █',
      '  warm start, image fetched    500   122 ms   144 ms   147 ms   149 ms     ▂█',
      '  warm start, image stored     320  62.0 ms  73.7 ms  75.6 ms  76.8 ms    █▃',
      '  all of them                  833   120 ms   204 ms   372 ms   900 ms',
      'warm phase: 800/s; 0 of 4,000 failed',
      '  warm start, image stored   4,000  25.4 ms  30.0 ms  30.6 ms  31.0 ms  █▂',
      'cold starts made on purpose, 2 at once, and the same requests again',
      '  cold start, image stored      40   429 ms   445 ms        -   447 ms         █',
      '  warm start, image stored      60  20.0 ms  21.0 ms        -  21.0 ms  █',
      '- is too few samples: p95 needs 20, p99 needs 100.',
      '',
      'The store was emptied, all environments were fresh.',
      '',
      'A cold start adds 410 ms (95 %: 402 ms to 417 ms; 2 at once); a missing image',
      'adds 60.0 ms (95 %: 59.0 ms to 61.0 ms).',
      '',
    ]);
  });

  it.each([40, 60, 80, 120])('fits %d columns and 40 lines', (width) => {
    const text = answer({}, width);
    expect(widest(text)).toBeLessThanOrEqual(width);
    expect(lines(text).length).toBeLessThanOrEqual(width < 60 ? 50 : 40);
  });

  it('names only percentiles that are shown', () => {
    expect(answer({}, 60)).toContain('- is too few samples: p95 needs 20.');
    expect(answer({}, 40)).not.toContain('too few samples');
    expect(answer({}, 40)).toMatch(/^ {2}warm start, fetched +500 +122 ms$/m);
  });

  it('puts what is wrong right before it', () => {
    const selfCheck = { ...document.selfCheck, tainted: true, reasons: ['the loop was late'] };
    const text = last({ selfCheck, interrupted: true });
    expect(text).toMatch(/^INTERRUPTED: the run ended early, .* TAINTED: the loop was late /);
    expect(text).toContain('✗ cold: 3 of 833 timed out (ETIMEDOUT 3). ');
    expect(text).toContain(
      '✗ threshold crossed: cold: http_req_duration: p(95)<100 (found 204 ms) ',
    );
    expect(text).toMatch(/a missing image adds 60\.0 ms \(95 %: 59\.0 ms to 61\.0 ms\)\.$/);
  });

  it('says nothing of an effect whose interval holds zero, and how where it has no interval', () => {
    const none = effect({ ms: 12, interval: [-3, 27] });
    expect(last({ effects: [none] })).toMatch(
      /What a cold start adds cannot be told \(95 %: -3\.00 ms to 27\.0 ms; 2 at once\)\./,
    );
    expect(last({ effects: [effect({ part: 'cold', interval: null, units: 2 })] })).toMatch(
      /A cold start adds 410 ms \(too few for an interval: 2 rounds, 40 against 60 requests\)\./,
    );
  });

  it('says what varied where that was not the round', () => {
    expect(last({ effects: [effect({ unit: 'burst', units: 4 })] })).toMatch(
      /A cold start adds 410 ms \(95 % over 4 bursts: 402 ms to 417 ms; 2 at once\)\./,
    );
  });

  it('says of each effect that cannot be told why', () => {
    const without = (keep: (one: Population) => boolean) =>
      last({ effects: [], populations: document.populations.filter(keep) });
    expect(last({ effects: [effect({})] })).toMatch(
      /at once\)\. What a missing image adds cannot be told: no round had hits and misses at the same start, warm or unknown\.$/,
    );
    expect(without(({ outcome }) => outcome === 'stored')).toMatch(
      /What a missing image adds cannot be told: every image was stored\.$/,
    );
    expect(without(({ outcome }) => outcome === 'fetched')).toMatch(
      /What a cold start adds cannot be told: no round .* What a missing image adds cannot be told: no request found its image stored\.$/,
    );
    expect(without(({ start }) => start === 'warm')).toContain(
      'What a cold start adds cannot be told: no cold start was among the requests.',
    );
  });

  it('compares nothing when more than one of 20 failed, or all did', () => {
    const failing = (failed: number) =>
      document.phases.map((phase, at) => {
        const { started } = phase.classes;
        const bad = at === 0 ? Math.round(started * failed) : 0;
        return { ...phase, classes: { ...phase.classes, ok: started - bad, http_error: bad } };
      });
    expect(last({ phases: failing(0.06) })).toMatch(/6 % of the requests failed: what cold starts/);
    expect(last({ phases: failing(0.06) })).not.toContain('adds');
    expect(last({ phases: failing(1) })).toMatch(/so there is nothing to compare\.$/);
    expect(last({ phases: failing(0.04) })).toContain('A cold start adds');
  });

  it('says how to get evidence where there is none', () => {
    const populations = document.populations.map((one) => ({ ...one, start: 'unknown' as const }));
    expect(last({ populations, effects: [] })).toMatch(
      /Cold and warm starts cannot be told apart: .* --stack NAME --via invoke or --function NAME/,
    );
  });

  it('gives an open model by response time, with service time beside it', () => {
    expect(last({})).toContain(
      [
        'Response time, warm: p50 25.5 ms, p95 43.4 ms, p99 79.0 ms, from when requests were due.',
        'Service time, warm: p50 25.0 ms, p95 42.5 ms, p99 77.5 ms, from when they were sent.',
      ].join(' '),
    );
  });

  it('has all of a phase by the same time as its populations', () => {
    const populations = document.populations.map((one) => ({ ...one, service: one }));
    const text = answer({ populations }, 120);
    expect(text).toMatch(/^response time +n +p50 .* service p50 +service p95$/m);
    expect(text).toMatch(/^ {2}all of them +833 +122 ms .* 120 ms +204 ms$/m);
  });

  it('has no heading without a figure', () => {
    expect(answer({ populations: [] })).not.toMatch(/ p50 {2}/);
  });

  it('ends with the main effects and the interaction of a matrix', () => {
    const rounds = [0, 1, 2].flatMap((at) => matrixRound(at + 1, at));
    const matrix = matrixEffects(rounds) ?? [];
    const text = answer({ rounds, matrix, populations: populationsOf(rounds, undefined) });
    expect(lines(text).length).toBeLessThan(60);
    // Another figure than the p50 of the pooled requests, and said to be one.
    expect(text).toMatch(/^mean of the p50 of 3 rounds {3}image missing {3}image stored$/m);
    expect(text).toMatch(/^warm start +180 ms +100 ms$/m);
    expect(last({ rounds, matrix })).toMatch(
      /A cold environment adds 3\d\d ms \(95 %: .* to .* ms\); /,
    );
    expect(last({ rounds, matrix })).toMatch(
      /an empty store adds \d\d\.\d ms \(95 %: .* to .* ms\)\. /,
    );
    expect(last({ rounds, matrix })).toMatch(
      /Beyond that, what having both adds cannot be told \(95 %: -.* to .* ms\)\.$/,
    );
    const swapped = matrix.map((one) => ({ ...one, store: -5.42, intervals: noIntervals }));
    expect(last({ rounds, matrix: swapped })).toContain('an empty store saves 5.42 ms (too few');
    const two = rounds.slice(0, 8);
    expect(last({ rounds: two, matrix: matrixEffects(two) ?? [] })).toMatch(
      /A cold environment adds 3\d\d ms \(too few for an interval: 2 rounds\); /,
    );
  });
});

const noIntervals = { total: null, environment: null, store: null, interaction: null };

const matrixRound = (number: number, shift: number) =>
  (
    [
      ['cold-empty', 'cold', 'fetched', 500 + ([0, 30, 9][shift] ?? 0)],
      ['cold-filled', 'cold', 'stored', 400 + ([0, 2, 30][shift] ?? 0)],
      ['warm-empty', 'warm', 'fetched', 180],
      ['warm-filled', 'warm', 'stored', 100],
    ] as const
  ).map(([phase, start, outcome, ms]) =>
    roundOf(number, phase, [{ start, outcome, timesMs: [ms] }]),
  );

describe('renderOwnSection', () => {
  const phase = samplePhase('cold', 120, 10);

  it('groups what k6 does not know and fits the terminal', () => {
    expect(lines(renderOwnSection(phase, style))).toEqual([
      '  █ EVIDENCE',
      '',
      '    START',
      '    cold_starts...........: 10 1/s',
      '    { start:cold }........: count=10  med=480ms   p(95)=816ms    max=3.6s',
      '    { start:warm }........: count=823 med=108ms   p(95)=183.6ms  max=810ms',
      '',
      '    STORE',
      '    { outcome:fetched }...: count=833 med=144ms   p(95)=244.8ms  max=1.08s',
      '',
      '    FUNCTION',
      '    init_duration.........: count=10  med=180ms   p(95)=306ms    max=1.35s',
      '',
      '    CLIENT',
      '    http_req_total........: count=833 med=121.2ms p(95)=206.04ms max=909ms',
      '    response_time.........: count=833 med=122.4ms p(95)=208.08ms max=918ms',
      '',
      '    FAILURES',
      '    timeout 3 of 833 (0.36%): ETIMEDOUT 3',
      '',
      '    The store was emptied, all environments were fresh.',
      '',
    ]);
  });

  it('shows the asked-for columns where there is room', () => {
    const wide = renderOwnSection(phase, { ...style, width: 140 });
    expect(wide).toContain('count=10  avg=528ms    min=240ms  med=480ms');
    expect(widest(wide)).toBeLessThanOrEqual(140);
    expect(widest(renderOwnSection(phase, { ...style, width: 60 }))).toBeLessThanOrEqual(60);
  });

  it('is nothing where there is nothing of ours', () => {
    const { vus } = phase.metrics;
    const classes = { ...phase.classes, timeout: 0 };
    const bare = phaseOf(vus === undefined ? {} : { vus });
    expect(renderOwnSection({ ...bare, classes }, style)).toBe('');
  });
});

describe('renderBench', () => {
  const document = sampleDocument();

  it('has k6 whole for each phase in order, and the answer last', () => {
    const text = renderBench(document, { ...style, mode: 'full' });
    const titles = lines(text).filter((line) => line.startsWith('  █ '));
    expect(titles.map((line) => line.slice(4))).toEqual([
      ...['THRESHOLDS', 'TOTAL RESULTS', 'EVIDENCE'],
      ...['THRESHOLDS', 'TOTAL RESULTS', 'EVIDENCE'],
      'POPULATIONS',
    ]);
    expect(text).toContain('running (10.1s), 00/10 VUs, 833 complete and 0 interrupted iterations');
    expect(text).toContain('cold ✓ [======================================] 10 VUs  10s');
    expect(text).toContain('http_req_waiting');
    expect(text).not.toMatch(/ $/m);
    expect(text.trimEnd()).toMatch(/61\.0 ms\)\.$/);
  });

  it('ticks no phase in which nothing succeeded', () => {
    const phases = document.phases.map((phase) => ({
      ...phase,
      classes: { ...phase.classes, ok: 0, http_error: phase.classes.started },
    }));
    const text = renderBench({ ...document, phases }, { ...style, mode: 'full' });
    expect(text).toContain('cold ✗ [');
    expect(text).not.toContain('✓ [');
  });

  it.each(['compact', 'full', 'legacy'] as const)(
    '%s differs with colour by colour alone',
    (mode) => {
      const plain = renderBench(document, { ...style, mode });
      const coloured = renderBench(document, { ...style, mode, colour: true });
      expect(plain).not.toContain('\u001b');
      expect(coloured).toContain('\u001b[31m✗');
      expect(stripVTControlCharacters(coloured).replace(/ +$/gm, '')).toBe(plain);
    },
  );

  it.each([
    ['article-k6-cold', 45_033],
    ['article-k6-warm', 48_759],
  ])('prints the article whole: %s', (name, complete) => {
    const recorded = readFileSync(`test/fixtures/${name}.txt`, 'utf8');
    const { metrics } = readK6Text(recorded);
    const phase = phaseOf(metrics, { name: 'cold', durationMs: 120_513 });
    const load: Load = {
      ...{ executor: 'constant-vus', vus: 200, durationMs: 120_000 },
      ...{ gracefulStopMs: 30_000, thinkTimeMs: 0 },
    };
    const scenario = { ...document.scenario, load };
    const article = { ...document, scenario, phases: [phase], comparison: null, thresholds: [] };
    const text = renderBench(article, { ...style, mode: 'legacy', width: 160 });
    expect(text).toContain(`  ${recorded}`);
    expect(text).toContain(`${complete} complete`);
  });

  it('keeps to the asked-for columns and unit', () => {
    const text = renderBench(document, {
      ...{ ...style, mode: 'full', trendStats: ['count', 'p(99)'], timeUnit: 's' },
    });
    expect(text).toContain('    http_req_duration..............: count=833 p(99)=0.37s\n');
  });

  it('says what pacing took of a machine that the target shares', () => {
    const environment = { ...document.environment, sharesMachine: true };
    const selfCheck = { ...document.selfCheck, pollingUtilisation: 0.22 };
    const text = renderBench({ ...document, environment, selfCheck }, style);
    expect(text).toContain('Pacing took 22 % of a core');
    expect(renderBench({ ...document, environment }, style)).not.toContain('Pacing');
  });
});

describe('thresholds', () => {
  const { phases } = sampleDocument();
  const line = (metric: string, expression: string, value: number | null, ok = false) =>
    thresholdLine({ metric, expression, ok, value, phase: 'cold' }, phases);

  it.each([
    ['http_req_duration', 'p(95)<100', 171.9034, '171.903 ms'],
    ['http_req_duration', 'count>10', 3, '3'],
    ['http_reqs', 'rate>100', 84.25, '84.25/s'],
    ['http_req_failed', 'rate<1%', 0.0125, '1.25 %'],
    ['http_req_failed', 'rate<0.01', 0.0125, '0.0125'],
    ['data_received', 'rate>1MB', 6700, '6.7 kB/s'],
  ])('say what was found of %s: %s with its unit', (metric, expression, value, found) => {
    expect(line(metric, expression, value)).toBe(
      `✗ threshold crossed: cold: ${metric}: ${expression} (found ${found})`,
    );
  });

  it('are not crossed where there was nothing to judge, and still fail', () => {
    expect(line('queue_delay', 'max<1', null)).toBe(
      '✗ threshold not measured: cold: queue_delay: max<1 (no data)',
    );
    expect(line('init_duration', 'p(95)<1s', null)).toBe(
      '✗ threshold not measured: cold: init_duration: p(95)<1s (too few samples: 10)',
    );
    const unmeasured = sampleDocument().thresholds.map((one) => ({ ...one, value: null }));
    expect(unmetThresholds(unmeasured.slice(0, 1))).toEqual([
      "thresholds on metrics 'http_req_duration' could not be measured",
    ]);
  });

  it('are named on the answer once each, those met as well', () => {
    const text = renderBench(sampleDocument(), { ...style, width: 120 });
    expect(text.match(/.*threshold .*/g)).toEqual([
      '✓ threshold met: warm: http_req_duration: p(95)<100 (found 42.5 ms)',
      '✗ threshold crossed: cold: http_req_duration: p(95)<100 (found 204 ms)',
    ]);
    const { thresholds } = sampleDocument();
    expect(unmetThresholds(thresholds)).toEqual([
      "thresholds on metrics 'http_req_duration' have been crossed",
    ]);
    expect(unmetThresholds(thresholds.slice(1))).toEqual([]);
  });
});

describe('advice', () => {
  const document = sampleDocument();
  const [cold, warm] = document.phases;
  if (cold === undefined || warm === undefined) throw new Error('the sample has two phases');
  const tainted = { ...document.selfCheck, tainted: true, reasons: ['the loop was late'] };
  const open: Load = {
    ...{ executor: 'constant-arrival-rate', rate: 20, durationMs: 1000, gracefulStopMs: 30_000 },
    ...{ thinkTimeMs: 0, preAllocatedVus: 5, maxVus: 5 },
  };
  const said = (changes: Partial<BenchDocument>) =>
    renderBench({ ...document, ...changes }, { ...style, width: 200 });

  it('is none on the generator where nothing answered', () => {
    const { started } = cold.classes;
    const refused = { ...cold, classes: { ...cold.classes, ok: 0, network_error: started } };
    const text = said({ selfCheck: tainted, phases: [refused] });
    expect(text).not.toMatch(/TAINTED|Fewer virtual users/);
    expect(said({ selfCheck: tainted })).toMatch(/TAINTED: the loop was late\nFewer virtual users/);
  });

  it('is a lower rate at an arrival rate, and more users where none was free, told once', () => {
    const dropping = { ...warm, classes: { ...warm.classes, dropped: 1923 } };
    const scenario = { ...document.scenario, load: open };
    const text = said({ selfCheck: tainted, scenario, phases: [dropping] });
    expect(text).toContain('\nA lower --rate leaves the generator more of the cores');
    expect(text).not.toContain('--vus');
    expect(text.match(/.*1,?923.*/g)).toEqual([
      '✗ warm: 1,923 of 5,923 planned iterations were dropped, because no virtual user was free; a higher --max-vus or a lower --rate keeps them.',
    ]);
  });

  it('names --concurrency where the local Lambda throttled, and nowhere else', () => {
    const phases = [{ ...warm, classes: { ...warm.classes, throttled: 28 } }];
    expect(said({ phases })).toMatch(/28 of 4,000 were throttled; a higher --concurrency lets /);
    const scenario = { ...document.scenario, target: 'http://127.0.0.1:3001/' };
    expect(said({ phases, scenario })).toMatch(/28 of 4,000 were throttled\.$/m);
  });

  it('keeps a number and its percent sign together', () => {
    const selfCheck = { ...document.selfCheck, pollingUtilisation: 0.22 };
    for (let width = 30; width < 120; width++) {
      expect(renderBench({ ...document, selfCheck }, { ...style, width })).not.toMatch(/^%/m);
    }
  });
});

describe('the first line', () => {
  const base = { gracefulStopMs: 30_000, thinkTimeMs: 0 };
  const title = (load: Load, phases = 1) =>
    benchTitle({ target: 'local Lambda', load, phases, rounds: 1, seed: 7 });

  it.each<[Load, number, string]>([
    [{ ...base, executor: 'constant-vus', vus: 1, durationMs: 10_000 }, 1, '1 looping VU for 10s'],
    [
      { ...base, executor: 'shared-iterations', vus: 4, iterations: 1000, maxDurationMs: 60_000 },
      2,
      '1,000 iterations a phase shared among 4 VUs',
    ],
    [
      { ...base, executor: 'shared-iterations', vus: 1, iterations: 3, maxDurationMs: 60_000 },
      1,
      '3 iterations by 1 VU',
    ],
    [
      {
        ...base,
        ...{ executor: 'ramping-vus', startVus: 1 },
        stages: [{ durationMs: 5000, target: 20 }],
      },
      1,
      'up to 20 looping VUs for 5s in 1 stage',
    ],
    [
      {
        ...{ ...base, executor: 'constant-arrival-rate', rate: 20, durationMs: 1000 },
        ...{ preAllocatedVus: 5, maxVus: 5 },
      },
      1,
      '20 iterations/s for 1s',
    ],
  ])('says the load in plain words: %j', (load, phases, words) => {
    expect(title(load, phases)).toBe(`fibimg bench: local Lambda, ${words}, seed 7`);
  });
});
