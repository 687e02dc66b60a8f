import { expect, it } from 'vitest';
import { renderSummaryData, renderSummaryExport } from '../../../src/report/k6/summary-export.ts';
import { defaultTrendStats } from '../../../src/report/k6/summary-style.ts';
import { sampleDocument, trendOf } from '../sample-document.ts';

const document = sampleDocument();
const [cold] = document.phases;
if (cold === undefined) throw new Error('the sample has a cold phase');

const run = {
  ...document,
  metrics: { ...cold.metrics, http_req_duration: trendOf(100, 4833) },
};

it("has k6's shape for one phase, where true is a crossed threshold", () => {
  const text = renderSummaryExport(
    { ...document, phases: [cold], metrics: cold.metrics },
    defaultTrendStats,
  );
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
  const { metrics } = JSON.parse(renderSummaryExport(run, ['med']));
  expect(metrics['http_req_duration{phase:cold}']).toEqual({
    ...{ med: 120, thresholds: { 'p(95)<100': true } },
  });
  expect(metrics['http_req_duration{phase:warm}'].thresholds).toEqual({ 'p(95)<100': false });
  expect(metrics['http_req_duration{phase:cold,start:cold}']).toEqual({ med: 480 });
  // A threshold that one phase crosses is crossed.
  expect(metrics.http_req_duration).toEqual({ med: 100, thresholds: { 'p(95)<100': true } });
});

it("has the shape of handleSummary's data", () => {
  const text = renderSummaryData(run, {
    ...{ trendStats: ['avg', 'p(95)'], noColour: true, stdoutIsTTY: false, stderrIsTTY: true },
  });
  const { metrics, ...rest } = JSON.parse(text);
  expect(rest).toEqual({
    root_group: {
      ...{ name: '', path: '', id: 'd41d8cd98f00b204e9800998ecf8427e', groups: [], checks: [] },
    },
    options: { summaryTrendStats: ['avg', 'p(95)'], summaryTimeUnit: '', noColor: true },
    state: { isStdOutTTY: false, isStdErrTTY: true, testRunDurationMs: 20_100 },
  });
  expect(metrics.http_req_duration).toEqual({
    ...{ type: 'trend', contains: 'time', values: { avg: 110.00000000000001, 'p(95)': 170 } },
    thresholds: { 'p(95)<100': { ok: false } },
  });
  expect(metrics.http_reqs).toEqual({
    ...{ type: 'counter', contains: 'default', values: { count: 833, rate: 83.3 } },
  });
  expect(metrics.http_req_failed.values).toEqual({ rate: 3 / 833, passes: 3, fails: 830 });
  expect(metrics['http_req_duration{phase:warm}'].thresholds).toEqual({
    'p(95)<100': { ok: true },
  });
});
