import type { EngineReport, EngineSink } from '../engine/engine.ts';
import type { Sample } from '../engine/sample.ts';
import type { ClassCounts, MetricSummary, PhaseSummary, SeriesPoint } from './document.ts';
import { createErrorTally } from './error-tally.ts';
import { createGauge } from './gauge.ts';
import { metricsOf, summariseMetric } from './metrics.ts';
import type { DetailNews, DetailPlace } from './phase-detail.ts';
import { phaseNotes } from './phase-notes.ts';
import { createSeries } from './series.ts';
import { createTally, requestDurationUs, startedCount, tallySample } from './tally.ts';
import { percentileUs, type Trend } from './trend.ts';
import { encodeTrend } from './trend-codec.ts';

interface RecorderOptions {
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** The clock of the samples. */
  readonly nowUs: () => number;
  /** Whether the schedule sets instants, so that response time and service time differ. */
  readonly openModel: boolean;
  /** Of trends; 90, 95 and 99 by default. */
  readonly percentiles?: readonly number[];
  /** Takes in what the summary's blocks, marks and waterfall are made of. */
  readonly detail?: PhaseDetail;
}

export interface PhaseDetail {
  /** `us` is what the sample counts with in its population; absent where it is in none. */
  sample(sample: Sample, phaseStartUs: number, us: number | undefined): void;
  dropped(count: number, offsetUs: number): void;
  summary(): Pick<PhaseSummary, 'blocks' | 'marks' | 'waterfall'>;
  /** What is new since a place; without one, everything. */
  news(place: DetailPlace | undefined): DetailNews;
}

/** Takes in the samples of one phase and tells of it while it goes and when it is over, in bounded memory. */
export interface PhaseRecorder extends EngineSink {
  /** For a live view, some times a second. */
  snapshot(): PhaseSnapshot;
  /** What a live page has not heard yet; undefined where no detail is recorded. */
  news(place: DetailPlace | undefined): DetailNews | undefined;
  /** One metric so far, as the summary would have it; undefined while there is nothing of it. */
  metric(name: string): MetricSummary | undefined;
  /** The generator's own lateness in the open model: p99 in milliseconds, null without any slots. */
  slotErrorP99Ms(): number | null;
  /** The phase stands still until `resume`: another one runs, and its time is none of this one's. */
  pause(): void;
  resume(): void;
  /** Throws when the classes do not add up to the requests that the engine began: a bug, not a result. */
  summarise(report: EngineReport): PhaseSummary;
}

export interface PhaseSnapshot {
  readonly elapsedMs: number;
  readonly classes: ClassCounts;
  readonly coldStarts: number;
  readonly vus: number;
  readonly vusMax: number;
  /** Of http_req_duration so far, in milliseconds; null while nothing has ended. */
  readonly medMs: number | null;
  readonly p95Ms: number | null;
  /** The last whole seconds (or steps of seconds), oldest first. */
  readonly points: readonly SeriesPoint[];
}

/** As many as a wide terminal has columns for. */
const pointsInSnapshot = 120;

export const createPhaseRecorder = (options: RecorderOptions): PhaseRecorder => {
  const { detail } = options;
  let startUs = options.nowUs();
  let pausedUs = startUs;
  const tally = createTally();
  const metrics = metricsOf(tally, options.openModel);
  const errors = createErrorTally();
  const series = createSeries();
  const vus = createGauge();
  const vusMax = createGauge();
  let secondSeen = 0;

  const advance = (nowUs: number): void => {
    const second = Math.floor((nowUs - startUs) / 1e6);
    if (second <= secondSeen) return;
    secondSeen = second;
    vus.see();
    vusMax.see();
    series.advance(nowUs - startUs);
  };
  const metric = (name: string, seconds: number): MetricSummary | undefined => {
    if (name === 'vus') return vus.summary();
    if (name === 'vus_max') return vusMax.summary();
    const known = metrics.get(name);
    return known && summariseMetric(known, seconds, options.percentiles);
  };
  const classes = (): ClassCounts => ({
    started: startedCount(tally),
    ...tally.classes,
    dropped: tally.dropped,
  });

  return {
    sample(sample) {
      tallySample(tally, sample);
      errors.sample(sample);
      series.sample(sample, startUs);
      detail?.sample(sample, startUs, sampleUs(sample, options.openModel));
      advance(sample.endedUs);
    },
    dropped(count) {
      tally.dropped += count;
      series.dropped(count, options.nowUs() - startUs);
      detail?.dropped(count, options.nowUs() - startUs);
    },
    virtualUsers(active, initialised) {
      vus.set(active);
      vusMax.set(initialised);
      series.virtualUsers(active);
    },
    pause() {
      pausedUs = options.nowUs();
    },
    resume() {
      startUs += options.nowUs() - pausedUs;
    },
    news: (place) => detail?.news(place),
    metric: (name) => metric(name, (options.nowUs() - startUs) / 1e6),
    slotErrorP99Ms: () => {
      if (!options.openModel) return null;
      const us = percentileUs(tally.queueDelay, 99);
      return us === undefined ? null : us / 1000;
    },
    snapshot() {
      const nowUs = options.nowUs();
      advance(nowUs);
      const duration = durationTrend(metrics);
      return {
        elapsedMs: (nowUs - startUs) / 1000,
        classes: classes(),
        coldStarts: tally.coldStarts,
        vus: vus.current(),
        vusMax: vusMax.current(),
        medMs: milliseconds(duration && percentileUs(duration, 50)),
        p95Ms: milliseconds(duration && percentileUs(duration, 95)),
        points: series.lastComplete(pointsInSnapshot),
      };
    },
    summarise(report) {
      const counts = classes();
      assertComplete(counts, report);
      const durationMs = (report.endedUs - report.startedUs) / 1000;
      const names = [...metrics.keys(), 'vus', 'vus_max'];
      const found = names.map((name) => [name, metric(name, durationMs / 1000)] as const);
      const summaries = Object.fromEntries(found.filter(isPresent));
      return {
        name: options.name,
        startedAt: options.startedAt,
        durationMs,
        classes: counts,
        errors: errors.list(),
        metrics: summaries,
        series: series.points(),
        histograms: encodedTrends(metrics),
        notes: phaseNotes({
          ...tally,
          timed: tally.cells.reduce((sum, cell) => sum + (cell?.duration.count ?? 0), 0),
          secondsPerPoint: series.secondsPerPoint(),
        }),
        ...detail?.summary(),
      };
    },
  };
};

/** At an arrival rate the response time, else the service time; absent where neither counts. */
const sampleUs = (sample: Sample, openModel: boolean): number | undefined => {
  if (sample.class === 'interrupted') return undefined;
  return openModel ? sample.endedUs - sample.intendedUs : requestDurationUs(sample);
};

type Metrics = ReturnType<typeof metricsOf>;

const durationTrend = (metrics: Metrics) => {
  const metric = metrics.get('http_req_duration');
  return metric?.type === 'trend' ? metric.trend() : undefined;
};

/** Populations that are the whole share its trend and its text. */
const encodedTrends = (metrics: Metrics): Record<string, string> => {
  const texts = new Map<Trend, string>();
  const encoded: Record<string, string> = {};
  for (const [name, metric] of metrics) {
    const trend = metric.type === 'trend' ? metric.trend() : undefined;
    if (trend === undefined || trend.count === 0) continue;
    const text = texts.get(trend) ?? encodeTrend(trend);
    texts.set(trend, text);
    encoded[name] = text;
  }
  return encoded;
};

const isPresent = (
  entry: readonly [string, MetricSummary | undefined],
): entry is readonly [string, MetricSummary] => entry[1] !== undefined;

const milliseconds = (us: number | undefined): number | null =>
  us === undefined ? null : us / 1000;

const assertComplete = (counts: ClassCounts, { started, planned }: EngineReport): void => {
  if (counts.started !== started) {
    throw new Error(
      `the classes of the phase add up to ${counts.started} requests, but the engine began ${started}`,
    );
  }
  if (planned !== undefined && planned !== started + counts.dropped) {
    throw new Error(
      `the schedule called for ${planned} iterations, but ${started} were started and ${counts.dropped} dropped`,
    );
  }
};
