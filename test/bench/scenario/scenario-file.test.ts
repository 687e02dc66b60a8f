import { describe, expect, it } from 'vitest';
import { readScenarioFile } from '../../../src/bench/scenario/scenario-file.ts';
import { benchOptions } from '../../../src/commands/bench/options/options.ts';
import { createProblems } from '../../../src/config/problems.ts';
import { resolveOptions, type Sources } from '../../../src/config/resolve-options.ts';
import type { FibimgError } from '../../../src/core/error.ts';

const place = { env: {}, home: '/home/x', platform: 'linux' };

/** The options that a file and a command line give together, and all that is wrong with them. */
const read = async (text: string, flags: Readonly<Record<string, readonly string[]>> = {}) => {
  const problems = createProblems('bench');
  const scenario = readScenarioFile(text, 'bench.yaml', problems);
  const sources: Sources = { given: (key) => flags[key] ?? [], scenario, place, files: [] };
  const resolved = await resolveOptions(benchOptions, sources, problems);
  return { resolved, problems: problemsIn(() => problems.throwIfAny()) };
};

const problemsIn = (work: () => void): readonly string[] => {
  try {
    work();
    return [];
  } catch (thrown) {
    const { message, why } = thrown as FibimgError;
    return why?.split('\n') ?? [message];
  }
};

/** What is not the default. */
const given = (resolved: Readonly<Record<string, { value: unknown; origin: { kind: string } }>>) =>
  Object.fromEntries(
    Object.entries(resolved)
      .filter(([, { origin }]) => origin.kind !== 'default')
      .map(([key, { value }]) => [key, value]),
  );

describe('a scenario file', () => {
  const asYaml = `
# a comment
vus: 10
duration: 1m30s
thinkTime: 500ms
ints: [400, 500]
matrix: true
check: false
stages:
  - { duration: 10s, target: 50 }
  - 5s:0
headers: { x-team: images, x-run: 7 }
out: [json=a.json, csv=a.csv]
thresholds:
  http_req_failed: rate<1%
  'http_req_duration{start:warm}':
    - p(95)<200ms
    - { threshold: p(99)<1s, abortOnFail: true, delayAbortEval: 10s }
`;
  const asJson = JSON.stringify({
    ...{ $schema: 'x', vus: 10, duration: '1m30s', thinkTime: '500ms', ints: [400, 500] },
    ...{ matrix: true, check: false },
    stages: [{ duration: '10s', target: 50 }, '5s:0'],
    headers: ['x-team: images', 'x-run: 7'],
    out: ['json=a.json', 'csv=a.csv'],
    thresholds: [
      'http_req_failed: rate<1%',
      'http_req_duration{start:warm}: p(95)<200ms',
      'http_req_duration{start:warm}: p(99)<1s abortOnFail delayAbortEval=10s',
    ],
  });

  it.each([
    ['YAML', asYaml],
    ['JSON', asJson],
  ])('reads %s as the command line would have it', async (_, text) => {
    const { resolved, problems } = await read(text);
    expect(problems).toEqual([]);
    expect(given(resolved)).toEqual({
      vus: 10,
      duration: 90_000,
      thinkTime: 500,
      ints: [400, 500],
      matrix: true,
      check: false,
      stages: [
        { kind: 'vus', durationMs: 10_000, target: 50 },
        { kind: 'vus', durationMs: 5000, target: 0 },
      ],
      headers: [
        ['x-team', 'images'],
        ['x-run', '7'],
      ],
      out: [
        expect.objectContaining({ path: 'a.json' }),
        expect.objectContaining({ path: 'a.csv' }),
      ],
      thresholds: [
        expect.objectContaining({ expression: 'rate<1%' }),
        expect.objectContaining({ expression: 'p(95)<200ms', abortOnFail: false }),
        expect.objectContaining({ abortOnFail: true, delayAbortEvalMs: 10_000 }),
      ],
    });
    expect(resolved.vus.origin).toEqual({ kind: 'scenario', path: 'bench.yaml' });
  });

  it('tells all that is wrong, with lines and what was meant', async () => {
    const text = [
      ...['vuss: 10', 'duration: { a: 1 }', 'matrix: yes', 'stages: 10s', 'zebra: 1'],
      ...['thresholds:', '  http_reqs: { treshold: count>1 }', 'headers: 5', 'url: [[1]]'],
      ...['summaryMode: short', 'yes: true'],
    ];
    expect((await read(text.join('\n'))).problems).toEqual([
      'bench.yaml:1: unknown key vuss (did you mean vus?)',
      'bench.yaml:5: unknown key zebra',
      'bench.yaml:11: unknown key yes',
      'bench.yaml:9: url is [[1]], expected an http or https URL',
      'bench.yaml:2: duration is {"a":1}, expected a duration such as 10s or 500ms, 1ms to 24h',
      expect.stringMatching(/^bench\.yaml:4: stages: "10s" is not a stage/),
      'bench.yaml:8: headers: "5" is not a header: it has no colon (--header \'Name: value\')',
      'bench.yaml:3: matrix is "yes", expected true or false',
      expect.stringMatching(/^bench\.yaml:6: thresholds is \{"http_reqs":.*, expected conditions/),
      'bench.yaml:10: summaryMode: there is no summary mode "short": compact, full or legacy',
    ]);
  });

  it.each([
    ['', 'bench.yaml: a scenario is a map of keys to values'],
    ['[1, 2]', 'bench.yaml: a scenario is a map of keys to values'],
    ['vus: 1\nvus: 2', 'bench.yaml:2: Map keys must be unique'],
    ['{"vus": 1,\n "duration": }}', 'bench.yaml:2: '],
    ['vus: "1', 'bench.yaml:1: '],
    ['vus: *nobody', 'bench.yaml:1: '],
    ['vus: 1\nheaders: { a: *b }', 'bench.yaml:2: '],
  ])('that is %j is refused', async (text, what) => {
    expect((await read(text)).problems[0]?.startsWith(what)).toBe(true);
  });

  it('of a few lines that stand for a billion values is refused, not expanded', async () => {
    const levels = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].map((name, level, all) => {
      const part = level === 0 ? 'lol' : `*${all[level - 1]}`;
      return `  ${name}: &${name} [${Array(9).fill(part).join(',')}]`;
    });
    const { problems } = await read(['headers:', ...levels].join('\n'));
    expect(problems[0]).toMatch(/^bench\.yaml:1: headers cannot be read: Excessive alias count/);
  });
});

describe('a scenario file that would hold up the reader', () => {
  const many = (line: (nth: number) => string) =>
    Array.from({ length: 5_000 }, (_, nth) => line(nth)).join('\n');

  it.each([
    ['keys', many((nth) => `k${nth}: 0`)],
    ['anchors', many((nth) => `- &a${nth} 0`)],
    ['characters', `url: ${'a'.repeat(1_000_000)}`],
    ['brackets', `url: ${'['.repeat(900)}${']'.repeat(900)}`],
    ['dashes', `url:\n ${'- '.repeat(900)}`],
  ])('by its many %s is refused', async (_, text) => {
    const why = 'bench.yaml: it is too long or too deep for a scenario';
    expect((await read(text)).problems).toContain(why);
  });
});

describe('a flag beats the file, siblings too:', () => {
  it.each<[string, Readonly<Record<string, readonly string[]>>, object]>([
    ['ints: 400-500', { int: ['7'] }, { int: 7 }],
    ['int: 7', { ints: ['400-500'] }, { ints: { from: 400, to: 500 } }],
    ['stages: [10s:5]', { duration: ['3s'] }, { duration: 3000 }],
    ['duration: 3s', { stages: ['10s:5'] }, { stages: [expect.anything()] }],
    ['duration: 3s\nrate: 5', { iterations: ['4'] }, { iterations: 4 }],
    ['iterations: 4', { rate: ['5/s'] }, { rate: 5 }],
    ['duration: 3s\niterations: 4', {}, { duration: 3000, iterations: 4 }],
    ['rate: 5\nstages: [10s:5/s]', { duration: ['3s'] }, { rate: 5, duration: 3000 }],
    ['matrix: true', { phase: ['cold'] }, { phase: 'cold' }],
    ['matrix: false\nphase: warm', {}, { matrix: false, phase: 'warm' }],
    ['vus: 3', { vus: ['4'] }, { vus: 4 }],
  ])('%j with %j', async (text, flags, left) => {
    const { resolved, problems } = await read(text, flags);
    expect([given(resolved), problems]).toEqual([left, []]);
  });

  it('but two of one choice in one place exclude each other', async () => {
    expect((await read('', { int: ['7'], ints: ['8'] })).problems).toContain(
      '--int and --ints exclude each other (give one)',
    );
    expect((await read('int: 7\nints: 8')).problems).toEqual([
      'bench.yaml:1: int and bench.yaml:2: ints exclude each other',
    ]);
  });
});
