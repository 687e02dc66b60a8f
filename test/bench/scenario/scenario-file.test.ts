import { describe, expect, it } from 'vitest';
import { readScenarioFile } from '../../../src/bench/scenario/scenario-file.ts';
import { type ScenarioFlag, scenarioKey } from '../../../src/bench/scenario/scenario-keys.ts';
import { parseThresholds } from '../../../src/bench/threshold/threshold-parser.ts';

const valued = (name: string, repeatable = false): ScenarioFlag => ({
  ...{ name, takesValue: true, repeatable },
});
const switched = (name: string): ScenarioFlag => ({ name, takesValue: false, repeatable: false });
const flags = [
  ...['vus', 'duration', 'think-time', 'ints', 'url'].map((name) => valued(name)),
  ...['stage', 'header', 'threshold', 'out'].map((name) => valued(name, true)),
  ...['matrix', 'no-check'].map(switched),
];

const read = (text: string, path = 'bench.yaml') => {
  const { values, problems } = readScenarioFile(text, path, flags);
  return { values: Object.fromEntries(values), problems };
};

it('names keys after flags', () => {
  expect(flags.map(scenarioKey)).toEqual([
    ...['vus', 'duration', 'thinkTime', 'ints', 'url', 'stages', 'headers', 'thresholds', 'out'],
    ...['matrix', 'check'],
  ]);
});

describe('readScenarioFile', () => {
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
  ])('reads %s as the command line would have it', (_, text) => {
    const { values, problems } = read(text);
    expect(problems).toEqual([]);
    expect(values).toEqual({
      vus: ['10'],
      duration: ['1m30s'],
      'think-time': ['500ms'],
      ints: ['400,500'],
      matrix: [''],
      'no-check': [''],
      stage: ['10s:50', '5s:0'],
      header: ['x-team: images', 'x-run: 7'],
      out: ['json=a.json', 'csv=a.csv'],
      threshold: [
        'http_req_failed: rate<1%',
        'http_req_duration{start:warm}: p(95)<200ms',
        'http_req_duration{start:warm}: p(99)<1s abortOnFail delayAbortEval=10s',
      ],
    });
    expect(parseThresholds(values['threshold'] ?? []).problems).toEqual([]);
  });

  it('leaves a switch alone that is not to be turned', () => {
    expect(read('matrix: false\ncheck: true')).toEqual({ values: {}, problems: [] });
  });

  it('tells all that is wrong, with lines and what was meant', () => {
    const text = [
      ...['vuss: 10', 'duration: { a: 1 }', 'matrix: yes', 'stages: 10s:5', 'zebra: 1'],
      ...['thresholds:', '  http_reqs: { treshold: count>1 }', 'headers: 5', 'url: [[1]]'],
    ];
    const { values, problems } = read(text.join('\n'));
    expect(values).toEqual({});
    expect(problems.map(({ what, hint }) => (hint ? `${what} (${hint})` : what))).toEqual([
      'bench.yaml:1: unknown key "vuss" (did you mean vus?)',
      'bench.yaml:2: duration is not a text or a number',
      'bench.yaml:3: matrix is not true or false',
      'bench.yaml:4: stages is not a list of {duration: 10s, target: 50}',
      expect.stringMatching(/^bench\.yaml:5: unknown key "zebra" \(one of vus, duration, /),
      'bench.yaml:6: thresholds is not {threshold: expression, abortOnFail: true, delayAbortEval: 10s}',
      'bench.yaml:8: headers is not a map of texts, or a list of "name: value"',
      'bench.yaml:9: url is not a text or a number',
    ]);
  });

  it.each([
    ['', 'bench.yaml: a scenario is a map of keys to values'],
    ['[1, 2]', 'bench.yaml: a scenario is a map of keys to values'],
    ['vus: 1\nvus: 2', 'bench.yaml:2: Map keys must be unique'],
    ['{"vus": 1,\n "duration": }}', 'bench.yaml:2: '],
    ['vus: "1', 'bench.yaml:1: '],
  ])('refuses %j', (text, what) => {
    const { values, problems } = read(text);
    expect(values).toEqual({});
    expect(problems[0]?.what.startsWith(what)).toBe(true);
  });
});
