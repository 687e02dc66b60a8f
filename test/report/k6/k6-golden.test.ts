import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Load } from '../../../src/bench/load/load.ts';
import { renderLegacySummary } from '../../../src/report/k6/k6-legacy.ts';
import { progressBar, runningLine } from '../../../src/report/k6/k6-progress.ts';
import { renderK6Summary } from '../../../src/report/k6/k6-summary.ts';
import { scenarioLines } from '../../../src/report/k6/load-description.ts';
import { defaultTrendStats, type SummaryStyle } from '../../../src/report/k6/summary-style.ts';
import { createPaint } from '../../../src/report/text/ansi.ts';
import { phaseOf, readK6Text } from './k6-text.ts';

const read = (name: string) => readFileSync(`test/fixtures/${name}.txt`, 'utf8');
const style = (changes: Partial<SummaryStyle>): SummaryStyle => ({
  mode: 'compact',
  trendStats: defaultTrendStats,
  colour: false,
  width: 160,
  ...changes,
});

const articleLoad: Load = {
  executor: 'constant-vus',
  vus: 200,
  durationMs: 120_000,
  gracefulStopMs: 30_000,
  thinkTimeMs: 0,
};

describe("the article's summaries, from the same values", () => {
  it.each([
    ['article-k6-cold', 45_033],
    ['article-k6-warm', 48_759],
  ])('%s to the letter', (name, complete) => {
    const recorded = read(name);
    const { metrics } = readK6Text(recorded);
    const running = runningLine({
      load: articleLoad,
      elapsedMs: 120_513,
      status: 'done',
      activeVus: 0,
      initialisedVus: 200,
      complete,
      interrupted: 0,
    });
    const summary = renderLegacySummary(phaseOf(metrics), [], style({ mode: 'legacy' }));
    const printed = [...scenarioLines(articleLoad, 'default', 2), '', summary, running].join('\n');
    expect(Object.keys(metrics)).toHaveLength(16);
    // The article lost the two blanks before its first word.
    expect(`${printed.slice(2)}\n`).toBe(recorded);
  });
});

describe('recorded summaries of k6 itself', () => {
  const compact = ['k6-2.2-compact', 'k6-2.2-thresholds', 'k6-2.2-arrival-rate'];
  const classic = ['k6-0.46-classic', 'k6-0.46-thresholds', 'k6-0.46-dropped'];

  /** There are no checks here, and the progress lines at the end are not part of a phase's values. */
  const withoutChecksAndProgress = (text: string) =>
    text
      .replace(/\n+running.*$/s, '\n')
      .replace(/^ {4}checks_total.*? {4}HTTP/ms, '    HTTP')
      .replace(/^( {5}[✓✗] .*\n( {6}↳.*\n)?)+\n/m, '')
      .replace(/^ {3}[ ✓✗] checks\.\.\..*\n/m, '');

  it.each(compact)('%s', (name) => {
    const recorded = read(name);
    const { metrics, thresholds } = readK6Text(recorded);
    const printed = renderK6Summary(phaseOf(metrics), thresholds, style({}));
    expect(printed).toBe(withoutChecksAndProgress(recorded));
    const coloured = renderK6Summary(phaseOf(metrics), thresholds, style({ colour: true }));
    expect(stripVTControlCharacters(coloured).replace(/ +$/gm, '')).toBe(printed);
    expect(coloured).toContain('\u001b[2;37m');
  });

  it.each(classic)('%s', (name) => {
    const recorded = read(name);
    const { metrics } = readK6Text(recorded);
    const thresholds = [...recorded.matchAll(/^ {3}([✓✗]) (\w+)\./gm)].map(
      ([, mark, metric = '']) => ({
        ...{ metric, expression: 'avg<1', value: 1, phase: 'load' },
        ok: mark === '✓',
      }),
    );
    const printed = renderLegacySummary(phaseOf(metrics), thresholds, style({ mode: 'legacy' }));
    // The checks made a column wider.
    const plain = (text: string) => text.replaceAll(/ +/g, ' ');
    expect(plain(printed)).toBe(plain(withoutChecksAndProgress(recorded)));
    expect(Object.keys(metrics).length).toBeGreaterThan(15);
  });
});

describe('progress lines', () => {
  const plain = createPaint(false);
  const progress = { activeVus: 10, initialisedVus: 10, complete: 442, interrupted: 0 };
  const fiveSeconds: Load = { ...articleLoad, vus: 10, durationMs: 5000 };

  it('reads as k6 recorded it while it runs, stops and is done', () => {
    const at = (elapsedMs: number, status: 'running' | 'stopping' | 'done') =>
      progressBar('default', { ...progress, load: fiveSeconds, elapsedMs, status }, 0, plain);
    expect(at(1000, 'running')).toBe('default   [  20% ] 10 VUs  1.0s/5s');
    expect(at(5000, 'stopping')).toBe('default ↓ [ 100% ] 10 VUs  5s');
    expect(at(5010, 'done')).toBe('default ✓ [ 100% ] 10 VUs  5s');
  });

  it('reads as k6 recorded it for an arrival rate', () => {
    const load: Load = {
      ...{ executor: 'constant-arrival-rate', rate: 500, durationMs: 5000 },
      ...{ preAllocatedVus: 5, maxVus: 5, gracefulStopMs: 30_000, thinkTimeMs: 0 },
    };
    const open = { ...progress, load, elapsedMs: 5000, activeVus: 4, initialisedVus: 5 };
    const shown = { ...open, status: 'done' as const, complete: 1141, plannedRate: 500 };
    expect(runningLine(shown)).toBe(
      'running (05.0s), 4/5 VUs, 1141 complete and 0 interrupted iterations',
    );
    expect(progressBar('open', shown, 0, plain)).toBe(
      'open ✓ [ 100% ] 4/5 VUs  5s  500.00 iters/s',
    );
    expect(scenarioLines(load)[1]).toBe(
      '              * default: 500.00 iterations/s for 5s (maxVUs: 5, gracefulStop: 30s)',
    );
  });

  it('draws the full bar where there is room', () => {
    const done = { ...progress, load: articleLoad, elapsedMs: 120_500, status: 'done' as const };
    expect(progressBar('default', done, 80, plain)).toBe(
      'default ✓ [======================================] 200 VUs  2m0s',
    );
    const half = { ...done, elapsedMs: 60_000, status: 'running' as const };
    expect(progressBar('default', half, 100, plain)).toBe(
      'default   [==================>-------------------] 200 VUs  1m00.0s/2m0s',
    );
  });
});
