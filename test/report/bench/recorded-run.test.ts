import { beforeAll, describe, expect, it } from 'vitest';
import type { Sample } from '../../../src/bench/engine/sample.ts';
import type { Load } from '../../../src/bench/load/load.ts';
import type { BenchDocument } from '../../../src/bench/record/document.ts';
import { createPhaseRecorder } from '../../../src/bench/record/phase-recorder.ts';
import { createRoundRecorder } from '../../../src/bench/record/round-recorder.ts';
import { comparePhases } from '../../../src/bench/stats/comparison.ts';
import { effectsOf } from '../../../src/bench/stats/effects.ts';
import { populationsOf } from '../../../src/bench/stats/populations.ts';
import {
  evaluateThresholds,
  judgedPhase,
} from '../../../src/bench/threshold/threshold-evaluation.ts';
import { parseThresholds } from '../../../src/bench/threshold/threshold-parser.ts';
import { renderBench } from '../../../src/report/bench/bench-summary.ts';
import { defaultTrendStats } from '../../../src/report/k6/summary-style.ts';
import { seededRandom } from '../../bench/seeded-random.ts';
import { schemaErrors } from '../../support/cli/schema.ts';
import { runLoad } from '../../support/load/run-load.ts';
import { sampleDocument } from '../sample-document.ts';

const load: Load = {
  ...{ executor: 'constant-vus', vus: 10, durationMs: 5_000 },
  ...{ gracefulStopMs: 30_000, thinkTimeMs: 0 },
};

const noTimings = {
  ...{ blocked: 0, dns: 0, connecting: 0, tlsHandshaking: 0 },
  ...{ sending: 0, waiting: 0, receiving: 0, newConnection: true },
};

/** A phase as the recorder makes it of a load in virtual time: the first ten requests are cold. */
const runPhase = async (name: string, coldMs: number, warmMs: number) => {
  const { normal } = seededRandom(coldMs);
  const isCold = (index: number) => coldMs !== warmMs && index < 10;
  const { samples, report } = await runLoad(load, {
    latencyMs: ({ index }) => (isCold(index) ? coldMs : warmMs * Math.exp(0.2 * normal())),
    answer: ({ index }): Partial<Sample> => ({
      start: isCold(index) ? 'cold' : 'warm',
      outcome: isCold(index) || index % 3 === 0 ? 'fetched' : 'stored',
      ...(isCold(index) ? { initDurationMs: 180, billedDurationMs: 400 } : {}),
      ...(index === 50 ? { class: 'timeout', errorCode: 'ETIMEDOUT', start: 'unknown' } : {}),
    }),
  });
  let nowUs = report.startedUs;
  const startedAt = '2026-11-21T00:00:00.000Z';
  const recorder = createPhaseRecorder({ name, startedAt, nowUs: () => nowUs, openModel: false });
  const { startedUs: startUs } = report;
  const round = createRoundRecorder({
    round: 1,
    phase: name,
    startedAt,
    startUs,
    openModel: false,
  });
  recorder.virtualUsers(10, 10);
  for (const sample of samples) {
    nowUs = sample.endedUs;
    const waiting = sample.endedUs - sample.startedUs;
    const timed =
      sample.class === 'ok' ? { ...sample, timings: { ...noTimings, waiting } } : sample;
    recorder.sample(timed);
    round.sample(timed);
  }
  return { summary: recorder.summarise(report), rounds: [round.finish(report.endedUs)] };
};

describe('a run through the recorder', () => {
  let document: BenchDocument;
  beforeAll(async () => {
    const cold = await runPhase('cold', 900, 40);
    const warm = await runPhase('warm', 20, 20);
    const { thresholds } = parseThresholds([
      'http_req_duration{start:cold}: max<1s',
      'http_req_failed{phase:warm}: rate<1%',
      'http_reqs{phase:warm}: rate>1000000',
    ]);
    const phases = [cold.summary, warm.summary];
    const rounds = [...cold.rounds, ...warm.rounds];
    document = {
      ...sampleDocument(),
      scenario: { ...sampleDocument().scenario, load },
      phases,
      comparison: comparePhases(cold, warm, ['environment', 'store']),
      ...{ rounds, effects: effectsOf(rounds, undefined) },
      populations: populationsOf(rounds, undefined),
      thresholds: evaluateThresholds(thresholds, phases.map(judgedPhase)),
    };
  });

  const render = (changes: object = {}) =>
    renderBench(document, {
      ...{ mode: 'compact', trendStats: defaultTrendStats, colour: false, width: 80 },
      ...changes,
    });

  it('fits the schema', () => {
    expect(schemaErrors('bench', JSON.parse(JSON.stringify(document)))).toEqual([]);
  });

  it('is judged by thresholds on every metric that the recorder has', () => {
    expect(document.thresholds.map(({ phase, ok }) => `${phase} ${ok}`)).toEqual([
      ...['cold true', 'warm true', 'warm false'],
    ]);
    const recorded = document.phases.flatMap(({ metrics }) => Object.entries(metrics));
    expect(recorded.length).toBeGreaterThan(40);
    for (const [name, { type }] of recorded) {
      const aggregation = { counter: 'count', gauge: 'value', rate: 'rate', trend: 'avg' }[type];
      const { thresholds } = parseThresholds([`${name}: ${aggregation}>=0`]);
      expect(thresholds[0], name).toMatchObject({ metric: name, type });
    }
  });

  it('shows cold and warm apart, in k6 lines and ours', () => {
    const text = render({ mode: 'full' });
    expect(text).toMatch(/^ {4}\{ start:cold \}\.+: count=10 +med=900ms +p\(95\)=- +max=900ms$/m);
    expect(text).toMatch(/^ {4}\{ cold,fetched \}\.+: count=10 /m);
    expect(text).toMatch(/^ {4}init_duration\.+: count=10 +med=180ms/m);
    expect(text).toMatch(/^ {4}timeout 1 of \d+ \(0\.\d\d%\): ETIMEDOUT 1$/m);
    expect(text).toContain('    of { start:unknown } 1 of 1 (100.00%), { outcome:stored } 1 of ');
  });

  it('answers with populations and without an interval that one round cannot give', () => {
    const text = render();
    expect(text).toMatch(/^ {2}cold start, image fetched +10 +900 ms +- +- +900 ms +█$/m);
    expect(text).toMatch(
      /^cold phase: [\d,]+\/s, 10 cold starts, [\d,]+ misses, [\d,]+ hits; 1 of/m,
    );
    expect(text).toMatch(/✗ cold: 1 of [\d,]+ timed out \(ETIMEDOUT 1\)\./);
    expect(text.replaceAll('\n', ' ')).toMatch(
      /A cold start adds 8[5-7]\d ms \(too few for an interval: 1 round, 10 against [\d,]+ requests\); a missing image adds /,
    );
  });

  it('keeps our own lines to 80 columns', () => {
    const own = render().split('\n');
    const k6Lines = /^ {4}( {2}\{|http_req_duration|iteration_duration)|scenarios:/;
    for (const line of own)
      if (!k6Lines.test(line)) expect([...line].length, line).toBeLessThanOrEqual(80);
  });
});
