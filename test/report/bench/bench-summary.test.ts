import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Load } from '../../../src/bench/load/load.ts';
import { matrixEffects } from '../../../src/bench/stats/comparison-matrix.ts';
import { renderBench } from '../../../src/report/bench/bench-summary.ts';
import { renderComparison } from '../../../src/report/bench/comparison-table.ts';
import { renderMatrix } from '../../../src/report/bench/matrix-table.ts';
import { renderOwnSection } from '../../../src/report/bench/own-section.ts';
import { crossedThresholds } from '../../../src/report/bench/threshold-verdict.ts';
import { defaultTrendStats, type SummaryStyle } from '../../../src/report/k6/summary-style.ts';
import { textWidth } from '../../../src/report/text/ansi.ts';
import { phaseOf, readK6Text } from '../k6/k6-text.ts';
import { sampleDocument, samplePhase } from '../sample-document.ts';

const style: SummaryStyle = {
  ...{ mode: 'compact', trendStats: defaultTrendStats, colour: false, width: 80 },
};
const lines = (text: string) => text.split('\n');
const widest = (text: string) => Math.max(...lines(text).map(textWidth));

describe('renderComparison', () => {
  const { comparison } = sampleDocument();
  if (comparison === null) throw new Error('the sample has a comparison');

  it('sets the phases side by side', () => {
    expect(lines(renderComparison(comparison, style))).toEqual([
      '  █ COLD AGAINST WARM',
      '',
      '                    cold      warm  warm/cold  within this run',
      expect.stringMatching(/^ {4}rate {9}83\.30\/s {2}400\.00\/s {5}4\.80 x {2}/),
      expect.stringMatching(/^ {4}avg {12}132ms {4}27\.5ms {4}0\.208 x {3}0\.\d{3} to 0\.\d{3}$/),
      expect.stringMatching(/^ {4}med {12}120ms {6}25ms {4}0\.208 x {3}0\.\d{3} to 0\.\d{3}$/),
      expect.stringMatching(/^ {4}p\(90\) {10}168ms {6}35ms {4}0\.208 x {3}0\.\d{3} to 0\.\d{3}$/),
      expect.stringMatching(
        /^ {4}p\(95\) {10}204ms {4}42\.5ms {4}0\.208 x {3}0\.\d{3} to 0\.\d{3}$/,
      ),
      expect.stringMatching(
        /^ {4}p\(99\) {10}372ms {4}77\.5ms {4}0\.208 x {3}0\.\d{3} to 0\.\d{3}$/,
      ),
      '    max            900ms   187.5ms    0.208 x',
      '    failed         0.36%     0.00%        0 x',
      '    cold starts       10         0          -',
      '',
      '    At the median warm is 4.80 times faster: 120ms to 25ms.',
      '    Within this run: 95 % interval of the ratio by block bootstrap. It says',
      '    nothing about other runs.',
      '    Both factors changed between cold and warm: the execution environments and',
      '    the store. --matrix tells them apart.',
      '',
    ]);
  });

  it('leaves the intervals out where a run kept no blocks', () => {
    const rows = comparison.rows.map((row) => ({ ...row, interval: null }));
    const text = renderComparison({ ...comparison, rows }, style);
    expect(text).not.toMatch(/within this run/i);
    expect(lines(text)[2]).toBe('                    cold      warm  warm/cold');
  });

  it('writes a dash for what was not measured', () => {
    const rows = comparison.rows.map((row) => ({
      ...{ ...row, first: null, second: null, ratio: null, interval: null },
    }));
    const text = renderComparison({ ...comparison, rows }, style);
    expect(text).toContain('    p(95)           -     -          -');
    expect(text).not.toContain('median');
  });
});

it('tells what each factor causes', () => {
  const phases = [
    ...[samplePhase('cold-empty', 500, 3), samplePhase('cold-filled', 400, 3)],
    ...[samplePhase('warm-empty', 180, 3), samplePhase('warm-filled', 100, 3)],
  ];
  const effects = matrixEffects(phases, ['med', 'p(95)']) ?? [];
  expect(lines(renderMatrix(effects, style))).toEqual([
    '  █ ENVIRONMENT AND STORE',
    '',
    '            cold-empty   cold-filled   warm-empty   warm-filled',
    '    med          500ms         400ms        180ms         100ms',
    '    p(95)        850ms         680ms        306ms         170ms',
    '',
    '    caused by    both   cold environment   empty store   interaction',
    '    med         400ms              310ms          90ms          20ms',
    '    p(95)       680ms              527ms         153ms          34ms',
    '',
    '    Of the 400ms of med between cold-empty and warm-filled, cold environments',
    '    cause 310ms (78 %) and the empty store 90ms (22 %).',
    '',
  ]);
});

describe('renderOwnSection', () => {
  const phase = samplePhase('cold', 120, 10);

  it('groups what k6 does not know and fits the terminal', () => {
    expect(lines(renderOwnSection(phase, style))).toEqual([
      '  █ COLD AND WARM',
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

  it('ends with the comparison, after each phase in order', () => {
    const text = renderBench(document, style);
    const titles = lines(text).filter((line) => line.startsWith('  █ '));
    expect(titles.map((line) => line.slice(4))).toEqual([
      ...['THRESHOLDS', 'TOTAL RESULTS', 'COLD AND WARM'],
      ...['THRESHOLDS', 'TOTAL RESULTS', 'COLD AND WARM'],
      ...['SELF-CHECK', 'COLD AGAINST WARM'],
    ]);
    expect(text).toContain('running (10.1s), 00/10 VUs, 833 complete and 0 interrupted iterations');
    expect(text).toContain('cold ✓ [======================================] 10 VUs  10s');
    expect(text).not.toMatch(/ $/m);
  });

  it.each(['compact', 'full', 'legacy'] as const)(
    '%s differs with colour by colour alone',
    (mode) => {
      const plain = renderBench(document, { ...style, mode });
      const coloured = renderBench(document, { ...style, mode, colour: true });
      expect(plain).not.toContain('\u001b');
      expect(coloured).toContain('\u001b[31m✗\u001b[0m');
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

  it('has no waiting times but in the full summary', () => {
    expect(renderBench(document, style)).not.toContain('http_req_waiting');
    expect(renderBench(document, { ...style, mode: 'full' })).toContain('http_req_waiting');
  });

  it('keeps to the asked-for columns and unit', () => {
    const text = renderBench(document, { ...style, trendStats: ['count', 'p(99)'], timeUnit: 's' });
    expect(text).toContain('    http_req_duration..............: count=833 p(99)=0.37s\n');
  });

  it('ends with the matrix where there is one', () => {
    const cells = ['cold-empty', 'cold-filled', 'warm-empty', 'warm-filled'];
    const phases = cells.map((name, at) => samplePhase(name, 400 - 90 * at, 3));
    const matrix = matrixEffects(phases);
    if (matrix === undefined) throw new Error('all four cells were given');
    const text = renderBench({ ...document, phases, comparison: null, matrix }, style);
    expect(lines(text).findLast((line) => line.startsWith('  █'))).toBe(
      '  █ ENVIRONMENT AND STORE',
    );
  });

  it('says why the figures should not be believed', () => {
    const selfCheck = { ...document.selfCheck, tainted: true, reasons: ['the loop was late'] };
    const phases = document.phases.map((phase) => ({ ...phase, endedBy: 'signal' as const }));
    const text = renderBench({ ...document, phases, selfCheck, interrupted: true }, style);
    expect(text).toContain('    TAINTED: the loop was late');
    expect(text).toContain('    INTERRUPTED: the run ended early');
    expect(text).toContain('cold ✗ [');
  });

  it('says what pacing took of a machine that the target shares', () => {
    const environment = { ...document.environment, sharesMachine: true };
    const selfCheck = { ...document.selfCheck, pollingUtilisation: 0.22 };
    const text = renderBench({ ...document, environment, selfCheck }, style);
    expect(text).toContain('Pacing took 22 % of a core');
    expect(renderBench({ ...document, environment }, style)).not.toContain('Pacing');
  });
});

it('names the crossed thresholds, in words and not by colour alone', () => {
  const { thresholds } = sampleDocument();
  expect(crossedThresholds(thresholds)).toEqual([
    "thresholds on metrics 'http_req_duration' have been crossed",
    '  ✗ cold: http_req_duration: p(95)<100 (found 204)',
  ]);
  expect(crossedThresholds(thresholds.slice(1))).toEqual([]);
  const [first] = thresholds.map((result) => ({ ...result, value: null }));
  expect(crossedThresholds(first === undefined ? [] : [first])[1]).toBe(
    '  ✗ cold: http_req_duration: p(95)<100 (no data, or too few samples)',
  );
});
