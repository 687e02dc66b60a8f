import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BenchDocument, ThresholdResult } from '../../../src/bench/record/document.ts';
import { renderPhase } from '../../../src/report/bench/bench-summary.ts';
import { defaultTrendStats, summaryModes } from '../../../src/report/k6/summary-style.ts';
import { textWidth } from '../../../src/report/text/ansi.ts';
import { sampleDocument, samplePhase } from '../sample-document.ts';

const threshold = (metric: string, expression: string): ThresholdResult => ({
  ...{ metric, expression, ok: false, value: 204.123, phase: 'cold' },
});

const crossed = [
  threshold('http_req_duration{start:warm,outcome:fetched}', 'p(99.99) < 1h2m3s'),
  threshold('http_req_duration', 'p(95)<200'),
];

const loads: readonly BenchDocument['scenario']['load'][] = [
  sampleDocument().scenario.load,
  {
    ...{ executor: 'ramping-arrival-rate', startRate: 5, preAllocatedVus: 50, maxVus: 1000 },
    stages: [{ durationMs: 7_200_000, target: 1000 }],
    ...{ gracefulStopMs: 30_000, thinkTimeMs: 0 },
  },
  {
    ...{ executor: 'shared-iterations', vus: 10, iterations: 1_000_000, maxDurationMs: 600_000 },
    ...{ gracefulStopMs: 30_000, thinkTimeMs: 0 },
  },
];

/** k6's part of a phase; what is ours stands behind its progress bar. */
const k6LinesOf = (text: string) => text.split('█ EVIDENCE')[0]?.split('\n').slice(0, -1) ?? [];

describe('lines in the layouts of k6', () => {
  it('are never wider than the terminal', () => {
    const wholeNumber = (most: number) => fc.integer({ min: 1, max: most });
    fc.assert(
      fc.property(
        fc.constantFrom(...summaryModes),
        fc.boolean(),
        fc.constantFrom(...loads),
        wholeNumber(200),
        wholeNumber(4_000_000),
        fc.constantFrom(defaultTrendStats, ['p(99.999)', 'count', 'min'], []),
        (mode, colour, load, width, ms, trendStats) => {
          const document = sampleDocument();
          const phase = { ...samplePhase('cold', ms / 7, 3), durationMs: ms };
          const scenario = { ...document.scenario, load };
          const style = { mode, colour, width, trendStats };
          const text = renderPhase(phase, { ...document, scenario, thresholds: crossed }, style);
          for (const line of k6LinesOf(stripVTControlCharacters(text))) {
            expect(textWidth(line), line).toBeLessThanOrEqual(Math.max(width, 17));
          }
        },
      ),
    );
  });

  it('put values that find no room under those before them', () => {
    const style = {
      mode: 'full',
      trendStats: defaultTrendStats,
      colour: false,
      width: 80,
    } as const;
    const text = renderPhase(samplePhase('cold', 120, 10), sampleDocument(), style);
    expect(text).toContain(
      [
        '    http_req_duration..............: avg=132ms    min=60ms   med=120ms',
        '                                     max=900ms p(90)=168ms    p(95)=204ms',
      ].join('\n'),
    );
    const narrow = renderPhase(samplePhase('cold', 120, 10), sampleDocument(), {
      ...style,
      width: 40,
    });
    expect(narrow).toContain(
      [
        '    http_req_duration..............:',
        '      avg=132ms    min=60ms   med=120ms',
        '      max=900ms p(90)=168ms',
        '      p(95)=204ms',
      ].join('\n'),
    );
  });
});
