import { expect, it } from 'vitest';
import { renderSummaryExport } from '../../../src/report/k6/summary-export.ts';
import { defaultTrendStats } from '../../../src/report/k6/summary-style.ts';
import { sampleDocument } from '../sample-document.ts';

const document = sampleDocument();
const [cold] = document.phases;
if (cold === undefined) throw new Error('the sample has a cold phase');

it("has k6's shape for one phase, where true is a crossed threshold", () => {
  const text = renderSummaryExport({ ...document, phases: [cold] }, defaultTrendStats);
  const { root_group: root, metrics } = JSON.parse(text);
  expect(text.startsWith('{\n    "root_group": {\n        "name": ""')).toBe(true);
  expect(root).toEqual({
    ...{ name: '', path: '', id: 'd41d8cd98f00b204e9800998ecf8427e', groups: {}, checks: {} },
  });
  expect(Object.keys(metrics.http_req_duration)).toEqual([...defaultTrendStats, 'thresholds']);
  expect(metrics.http_req_duration.thresholds).toEqual({ 'p(95)<100': true });
  expect(metrics.http_req_failed).toEqual({ value: 3 / 833, passes: 3, fails: 830 });
  expect(metrics.iterations).toEqual({ count: 833, rate: 83.3 });
  expect(metrics.vus).toEqual({ value: 10, min: 10, max: 10 });
  expect(metrics['http_req_duration{start:cold}'].med).toBe(480);
});

it('keeps phases apart by a tag', () => {
  const { metrics } = JSON.parse(renderSummaryExport(document, ['med']));
  expect(metrics['http_req_duration{phase:cold}']).toEqual({
    ...{ med: 120, thresholds: { 'p(95)<100': true } },
  });
  expect(metrics['http_req_duration{phase:warm}'].thresholds).toEqual({ 'p(95)<100': false });
  expect(metrics['http_req_duration{phase:cold,start:cold}']).toEqual({ med: 480 });
  expect(metrics.http_req_duration).toBeUndefined();
});
