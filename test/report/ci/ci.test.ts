import { describe, expect, it } from 'vitest';
import { annotations } from '../../../src/report/ci/annotations.ts';
import { type Check, checksOfBench } from '../../../src/report/ci/check.ts';
import { benchCsv } from '../../../src/report/ci/csv.ts';
import { renderJunit } from '../../../src/report/ci/junit.ts';
import { benchMarkdown } from '../../../src/report/ci/markdown.ts';
import { sampleDocument } from '../sample-document.ts';

const failing = (count: number): readonly Check[] =>
  Array.from({ length: count }, (_, at) => ({
    ...{ suite: 'thresholds', name: `check ${at}`, result: 'failed', message: `50 % of\n${at}` },
  }));

describe('annotations', () => {
  it('are ten at most, the last of which says how many more there are', () => {
    expect(annotations(failing(10))).toHaveLength(10);
    const lines = annotations(failing(25));
    expect(lines).toHaveLength(10);
    expect(lines.at(-1)).toBe('::error title=fibimg::and 16 more: see the step summary or the log');
  });

  it('are one line each, escaped as the runner reads them, errors first', () => {
    const open: Check = { suite: 'comparison', name: 'a: b, c', result: 'open', message: 'x' };
    expect(annotations([open, ...failing(1)])).toEqual([
      '::error title=check 0::50 %25 of%0A0',
      '::warning title=a%3A b%2C c::x',
    ]);
    expect(annotations([{ ...open, result: 'passed' }])).toEqual([]);
  });
});

describe('JUnit', () => {
  it('has a case for each threshold, and escapes what XML cannot hold', () => {
    const xml = renderJunit(checksOfBench(sampleDocument()), 20_000);
    expect(xml).toContain(
      '<testsuites name="fibimg" tests="2" failures="1" skipped="0" time="20.000">',
    );
    expect(xml).toContain('name="cold: http_req_duration: p(95)&lt;100"');
    const wild: Check = {
      ...{ suite: 'comparison', name: 'a"<&\u0000\ud800', result: 'open', message: 'm\n' },
    };
    const text = renderJunit([wild], 0);
    expect(text).toContain('name="a&quot;&lt;&amp;\\u0000\ufffd"');
    expect(text).toContain('<skipped message="m&#10;"/>');
  });
});

it('Markdown has a row for each population and check, and no foreign markup', () => {
  const document = sampleDocument();
  const scenario = { ...document.scenario, target: '<b>[x](y)|@you\u0007' };
  const text = benchMarkdown({ ...document, scenario }, checksOfBench(document));
  expect(text).toContain('&#60;b&#62;&#91;x&#93;(y)&#124;&#64;you&#92;u0007');
  expect(text.match(/^\| warm \| warm \| stored \|/gm)).toHaveLength(1);
  expect(text).toContain('| **failed** |');
});

it('CSV has a line for each population, times in milliseconds', () => {
  const lines = benchCsv(sampleDocument()).trimEnd().split('\n');
  expect(lines).toHaveLength(1 + sampleDocument().populations.length);
  expect(lines.find((line) => line.startsWith('warm,warm,stored,'))).toMatch(
    /^warm,warm,stored,4000,2\d/,
  );
});
