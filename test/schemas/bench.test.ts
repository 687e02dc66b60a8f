import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { writtenSchemas } from '../../scripts/write-schemas.ts';
import type { Load } from '../../src/bench/load/load.ts';
import type { BenchDocument, PhaseSummary } from '../../src/bench/record/document.ts';
import { matrixEffects } from '../../src/bench/stats/comparison-matrix.ts';
import { sampleDocument, samplePhase } from '../report/sample-document.ts';
import { schemaErrors } from '../support/cli/schema.ts';
import { roundOf } from '../support/load/rounds.ts';

const asRead = (document: unknown): unknown => JSON.parse(JSON.stringify(document));

describe('bench.schema.json', () => {
  const document = sampleDocument();
  const check = (changes: Partial<Record<keyof BenchDocument, unknown>>) =>
    schemaErrors('bench', asRead({ ...document, ...changes }));

  it('fits a document', () => expect(check({})).toEqual([]));

  it('fits one with a matrix, and one that was interrupted before any phase', () => {
    const cells = ['cold-empty', 'cold-filled', 'warm-empty', 'warm-filled'];
    const phases = cells.map((name) => samplePhase(name, 100, 1));
    const rounds = cells.map((name) => {
      const start = name.startsWith('cold') ? 'cold' : 'warm';
      const outcome = name.endsWith('empty') ? 'fetched' : 'stored';
      return roundOf(1, name, [{ start, outcome, timesMs: [100] }]);
    });
    expect(check({ phases, comparison: null, matrix: matrixEffects(rounds) })).toEqual([]);
    expect(check({ phases: [], comparison: null, thresholds: [], interrupted: true })).toEqual([]);
  });

  it('fits one that says where it comes from, and a phase in detail', () => {
    const detail: Pick<PhaseSummary, 'blocks' | 'marks' | 'waterfall'> = {
      blocks: [
        {
          ...{ atMs: 0, lengthMs: 1000, classes: { started: 3, ok: 1, throttled: 2 } },
          ...{ errors: { 'Rate Exceeded': 2 }, environments: { seen: 1, fresh: 1 } },
          populations: [{ start: 'cold', outcome: 'stored', histogram: 'HISTFAAA' }],
        },
      ],
      marks: { coldStarts: [{ atMs: 1, ms: 300, outcome: 'stored' }], timeouts: [], omitted: 0 },
      waterfall: [{ start: 'cold', outcome: 'stored', count: 1, meanMs: { init: 90, waiting: 1 } }],
    };
    const provenance: Partial<BenchDocument> = {
      ...{ runId: 'r', command: ['bench'], digest: 'a'.repeat(64), shard: { index: 0, of: 2 } },
      subject: { kind: 'stack', name: 'my-stack', region: 'us-east-1', memoryMb: 1024 },
      clock: { offsetMs: null, boundMs: null, source: 'none' },
      duet: {
        ...{ id: 'd', pair: 1, arm: 'A', position: 2, planned: 8, seed: 1, pilot: false },
        primary: 'http_req_duration',
      },
      merged: {
        parts: [
          {
            ...{ index: 0, runId: 'r', startedAt: document.phases[0]?.startedAt ?? '' },
            ...{ offsetMs: null, tainted: false },
          },
        ],
        ...{ missing: [1], startSpreadMs: 0 },
      },
      environment: { ...document.environment, memoryBytes: 1, gitCommit: 'b'.repeat(40) },
      phases: document.phases.map((phase) => ({ ...phase, ...detail })),
    };
    expect(check(provenance)).toEqual([]);
  });

  const common = { gracefulStopMs: 0, thinkTimeMs: 0 };
  const stages = [{ durationMs: 1000, target: 5 }];
  const loads: readonly Load[] = [
    { executor: 'constant-vus', vus: 1, durationMs: 1, maxRequests: 3, ...common },
    { executor: 'ramping-vus', startVus: 0, stages, ...common },
    { executor: 'shared-iterations', vus: 1, iterations: 9, maxDurationMs: 1, ...common },
    ...[{ preAllocatedVus: 1, maxVus: 2, ...common }].flatMap((vus): Load[] => [
      { executor: 'constant-arrival-rate', rate: 0.5, durationMs: 1, ...vus },
      { executor: 'ramping-arrival-rate', startRate: 0, stages, ...vus },
    ]),
  ];
  it.each(loads)('fits $executor', (load) => {
    expect(check({ scenario: { ...document.scenario, load, ints: null } })).toEqual([]);
  });

  it.each([
    ['schemaVersion', 2],
    ['phases', [{}]],
    ['thresholds', [{ metric: 'x' }]],
    ['comparison', undefined],
    ['selfCheck', { tainted: 'no' }],
  ])('refuses a wrong %s', (key, value) => expect(check({ [key]: value })).not.toEqual([]));
});

describe('scenario.schema.json', () => {
  it('fits a scenario with every structured key', () => {
    const text = `
vus: 10
duration: 1m30s
ints: [400, 500]
check: false
stages: [{ duration: 10s, target: 50 }, '5s:0']
headers: { x-team: images, x-run: 7 }
thresholds:
  http_req_failed: rate<1%
  'http_req_duration{start:warm}':
    - p(95)<200ms
    - { threshold: p(99)<1s, abortOnFail: true, delayAbortEval: 10s }
`;
    expect(schemaErrors('scenario', parse(text))).toEqual([]);
  });

  it.each([{ vuss: 1 }, { duration: 10 }, { matrix: 'yes' }, { stages: [{ duration: '1s' }] }])(
    'refuses %j',
    (scenario) => expect(schemaErrors('scenario', scenario)).not.toEqual([]),
  );

  it('says what each key is for', () => {
    const { properties } = JSON.parse(readFileSync('schemas/scenario.schema.json', 'utf8'));
    const { $schema: _, ...keys } = properties;
    for (const [key, { description }] of Object.entries<{ description?: string }>(keys)) {
      expect(description, key).toMatch(/\.$/);
    }
  });
});

it.each(Object.entries(writtenSchemas))(
  '%s.schema.json is what the options say',
  (name, schema) => {
    const file = JSON.parse(readFileSync(`schemas/${name}.schema.json`, 'utf8'));
    // npm run schemas writes them anew.
    expect(file).toEqual(JSON.parse(JSON.stringify(schema)));
  },
);
