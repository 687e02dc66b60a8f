import { sampleClasses } from '../engine/sample.ts';
import type { BenchDocument, MetricSummary, PhaseSummary } from '../record/document.ts';
import { checkTimes } from './check-times.ts';
import { type Findings, sumOf } from './findings.ts';
import { type Histogram, joined, readHistogram } from './histogram.ts';

/** Whether all that a phase says of its requests adds up, and follows from its histograms. */
const checkPhase = (phase: PhaseSummary, at: string, findings: Findings): void => {
  const { classes, errors } = phase;
  findings.same(
    `${at}.classes.started`,
    classes.started,
    sumOf(sampleClasses.map((name) => classes[name])),
  );
  for (const name of sampleClasses) {
    if (name === 'ok') continue;
    const counts = errors.filter((error) => error.class === name).map(({ count }) => count);
    findings.same(`${at}.errors of ${name}`, sumOf(counts), classes[name]);
  }
  checkMetrics(phase, at, findings);
  checkSeries(phase, at, findings);
  checkBlocks(phase, at, findings);
};

const checkMetrics = (phase: PhaseSummary, at: string, findings: Findings): void => {
  const { metrics, classes, durationMs, histograms } = phase;
  const ended = classes.started - classes.interrupted;
  const seconds = durationMs / 1000;
  const durations = new Map<string, Histogram>();
  for (const [name, metric] of Object.entries(metrics)) {
    const here = `${at}.metrics.${name}`;
    switch (metric.type) {
      case 'counter': {
        const { count, rate } = metric.values;
        findings.same(`${here}.rate`, rate, seconds > 0 ? count / seconds : 0);
        break;
      }
      case 'rate': {
        const { passes, fails, rate } = metric.values;
        findings.same(`${here}.rate`, rate, passes / (passes + fails));
        break;
      }
      case 'gauge':
        findings.within(here, metric.values.value, [metric.values.min, metric.values.max]);
        break;
      case 'trend': {
        const histogram = checkTimes(here, metric.values, histograms[name], findings);
        if (histogram !== undefined) durations.set(name, histogram);
      }
    }
  }
  for (const name of ['http_reqs', 'iterations']) {
    findings.same(`${at}.metrics.${name}.count`, countIn(metrics[name]), ended);
  }
  // Each request that ended either failed or did not, in every kind.
  for (const [name, metric] of Object.entries(metrics)) {
    const requests = metrics[name.replace(/^http_req_failed/, 'http_reqs')];
    if (metric.type !== 'rate' || requests?.type !== 'counter') continue;
    const { passes, fails } = metric.values;
    findings.same(`${at}.metrics.${name}`, passes + fails, requests.values.count);
  }
  const failed = metrics['http_req_failed'];
  if (failed?.type === 'rate') {
    findings.same(`${at}.metrics.http_req_failed`, failed.values.passes, ended - classes.ok);
  }
  checkParts(phase, at, durations, findings);
};

/** The kinds of requests make up all of them. */
const checkParts = (
  { metrics }: PhaseSummary,
  at: string,
  durations: ReadonlyMap<string, Histogram>,
  findings: Findings,
): void => {
  const all = durations.get('http_req_duration');
  for (const axis of ['start', 'outcome']) {
    const words = axis === 'start' ? ['cold', 'warm', 'unknown'] : ['stored', 'fetched', 'unknown'];
    const selectors = words.map((word) => `{${axis}:${word}}`);
    const counts = selectors.map((selector) => countIn(metrics[`http_reqs${selector}`]));
    findings.same(
      `${at}.metrics.http_reqs by ${axis}`,
      sumOf(counts),
      countIn(metrics['http_reqs']),
    );
    const parts = selectors.flatMap((one) => durations.get(`http_req_duration${one}`) ?? []);
    const name = `${at}.histograms.http_req_duration by ${axis}`;
    if (all !== undefined) sameHistogram(name, joined(parts), all, findings);
  }
};

export const sameHistogram = (
  at: string,
  one: Histogram,
  other: Histogram,
  findings: Findings,
): void => {
  findings.same(at, one.total, other.total);
  const odd = one.buckets.find(
    ({ from, count }, index) =>
      other.buckets[index]?.from !== from || other.buckets[index]?.count !== count,
  );
  if (odd !== undefined && one.total === other.total) {
    findings.wrong(at, `${odd.count} of ${odd.from} to ${odd.to} µs`, 'another number');
  }
};

const countIn = (metric: MetricSummary | undefined): number =>
  metric?.type === 'counter' ? metric.values.count : 0;

const checkSeries = (
  { series, classes, metrics }: PhaseSummary,
  at: string,
  findings: Findings,
): void => {
  const ended = classes.started - classes.interrupted;
  const sums = {
    started: classes.started,
    ended,
    failed: ended - classes.ok,
    dropped: classes.dropped,
  } as const;
  for (const name of ['started', 'ended', 'failed', 'dropped'] as const) {
    findings.same(`${at}.series.${name}`, sumOf(series.map((point) => point[name])), sums[name]);
  }
  const cold = sumOf(series.map((point) => point.cold));
  findings.same(`${at}.series.cold`, cold, countIn(metrics['cold_starts']));
  for (const [index, { second, seconds = 1 }] of series.entries()) {
    findings.same(`${at}.series[${index}].second`, second, index * seconds);
  }
};

const checkBlocks = (phase: PhaseSummary, at: string, findings: Findings): void => {
  const { blocks, classes } = phase;
  if (blocks === undefined) return;
  for (const [index, { atMs, lengthMs }] of blocks.entries()) {
    findings.same(`${at}.blocks[${index}].atMs`, atMs, index * lengthMs);
    findings.same(`${at}.blocks[${index}].lengthMs`, lengthMs, blocks[0]?.lengthMs);
  }
  for (const name of [...sampleClasses, 'started', 'dropped'] as const) {
    const inBlocks = sumOf(blocks.map((block) => block.classes[name] ?? 0));
    findings.same(`${at}.blocks.${name}`, inBlocks, classes[name]);
  }
  const times = blocks.flatMap(({ populations }) => populations);
  const read = times.map(({ histogram }) => readHistogram(histogram)?.total);
  if (read.includes(undefined)) findings.wrong(`${at}.blocks`, 'text', 'no HDR histogram');
  const timed = sumOf(read.map((total) => total ?? 0));
  const told = sumOf((phase.waterfall ?? []).map(({ count }) => count));
  if (phase.waterfall !== undefined) findings.same(`${at}.waterfall`, told, classes.ok);
  findings.within(`${at}.blocks.populations`, timed, [0, classes.ok]);
};

/** The phases of a run, each under its name. */
export const checkPhases = ({ phases }: BenchDocument, findings: Findings): void => {
  for (const [index, phase] of phases.entries()) checkPhase(phase, `phases[${index}]`, findings);
};
