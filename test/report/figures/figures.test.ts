import { describe, expect, it } from 'vitest';
import { quantileInterval } from '../../../src/bench/stats/quantile-interval.ts';
import { bucketMs, mergeCounts } from '../../../src/report/figures/counts.ts';
import { figuresOf } from '../../../src/report/figures/figures.ts';
import { heatOf } from '../../../src/report/figures/heat.ts';
import { countsIn, openRun } from '../../../src/report/figures/open-run.ts';
import { environmentsOf, failureRatesOf, ratesOf } from '../../../src/report/figures/over-time.ts';
import { quantileBand } from '../../../src/report/figures/quantile-band.ts';
import { everything } from '../../../src/report/figures/selection.ts';
import { shareText, spectrumOf } from '../../../src/report/figures/spectrum.ts';
import { pageRunOf } from '../../../src/report/page-data/page-run.ts';
import { coldAndWarm, simulatedRun } from '../../support/load/simulated-run.ts';

const document = simulatedRun();
const open = openRun(pageRunOf(document));

describe('the whole run', () => {
  const figures = figuresOf(open, everything);

  it('has the figures of the run file, and its intervals', () => {
    expect(figures.populations.map(({ values, intervals }) => ({ values, intervals }))).toEqual(
      document.populations.map(({ values, intervals }) => ({ values, intervals })),
    );
  });

  it('counts each class as the run does', () => {
    const started = document.phases.reduce((sum, { classes }) => sum + classes.started, 0);
    const { ok = 0, timeout = 0, throttled = 0 } = figures.classes;
    expect(figures.classes['started']).toBe(started);
    expect(ok + timeout + throttled).toBe(started);
  });

  it('has in its slots all that is in its populations', () => {
    for (const { key, counts, values } of figures.populations) {
      const sum = mergeCounts(open.slots.map((slot) => countsIn(slot, key)));
      expect(sum.total).toBe(values['count']);
      expect(counts.total).toBe(values['count']);
    }
  });
});

describe('a span of time', () => {
  const span = { from: 2, to: 6 };
  const figures = figuresOf(open, { ...everything, span });

  it('has what its slots have, and nothing else', () => {
    expect(figures.slots.map(({ from, to }) => [from, to])).toEqual([
      [2, 3],
      [3, 4],
      [4, 5],
      [5, 6],
    ]);
    expect(figures.seconds).toBe(4);
    for (const one of figures.populations) {
      const sum = mergeCounts(figures.slots.map((slot) => countsIn(slot, one.key)));
      expect(one.counts).toEqual(sum);
      expect(one.values['count']).toBe(sum.total);
    }
    const blocks = document.phases[0]?.blocks?.slice(2, 6) ?? [];
    const started = blocks.reduce((sum, { classes }) => sum + (classes.started ?? 0), 0);
    expect(figures.classes['started']).toBe(started);
  });

  it('leaves out a population that has nothing in it, and a percentile without samples', () => {
    expect(figures.populations.map(({ part }) => part)).not.toContain('warm');
    const cold = figures.populations.find(({ start }) => start === 'cold');
    expect(cold?.values['med']).toBeGreaterThan(200);
    expect(cold?.values['p(99)']).toBeUndefined();
  });

  it('tells of slots that its end cuts by their middle', () => {
    const cut = figuresOf(open, { ...everything, span: { from: 1.4, to: 2.6 } });
    expect(cut.slots.map(({ from }) => from)).toEqual([1, 2]);
  });
});

it('leaves out populations that are hidden, from heat too', () => {
  const hidden = ['cold/cold/fetched', 'cold/warm/fetched', 'cold/warm/stored'];
  expect(figuresOf(open, { ...everything, hidden }).populations.map(({ key }) => key)).toEqual([
    'warm/warm/stored',
  ]);
  const heat = heatOf(open, hidden);
  const cells = heat?.columns.filter(({ perSecond }) => perSecond.some((value) => value > 0));
  expect(new Set(cells?.map(({ part }) => part))).toEqual(new Set(['warm']));
});

it('has in the cells of the heat map as many requests as ended well', () => {
  const heat = heatOf(open, []);
  const sum = heat?.columns.reduce(
    (all, { from, to, perSecond }) => all + (to - from) * perSecond.reduce((a, b) => a + b, 0),
    0,
  );
  const ok = document.phases.reduce((all, { classes }) => all + classes.ok, 0);
  expect(sum).toBeCloseTo(ok, 3);
  expect(heat?.edgesMs.length).toBe((heat?.columns[0]?.perSecond.length ?? 0) + 1);
});

describe('the percentile spectrum', () => {
  it('ends at the last percentile that one sample lies beyond', () => {
    for (const one of figuresOf(open, everything).populations) {
      const last = spectrumOf(one.counts, one.slots).at(-1);
      expect(last?.x).toBeGreaterThan(one.counts.total * 0.99);
      expect(last?.x).toBeLessThanOrEqual(one.counts.total + 1e-6);
    }
  });

  it('ascends, within the reach of its samples', () => {
    const [first] = figuresOf(open, everything).populations;
    const points = spectrumOf(first?.counts ?? mergeCounts([]), first?.slots ?? []);
    const times = points.map(({ ms }) => ms);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times[0]).toBe(bucketMs(first?.counts.buckets[0] ?? 0));
  });

  it('is empty of nothing, and one point of one sample', () => {
    expect(spectrumOf({ buckets: [], counts: [], total: 0 }, [])).toEqual([]);
    expect(spectrumOf({ buckets: [300], counts: [1], total: 1 }, [])).toHaveLength(1);
  });

  it('names as many nines as there are', () => {
    const shares = [0, 0.5, 0.9, 0.95, 0.99, 0.999, 0.9999, 0.999999];
    expect(shares.map(shareText)).toEqual([
      ...['0 %', '50 %', '90 %', '95 %', '99 %', '99.9 %', '99.99 %', '99.9999 %'],
    ]);
  });
});

it('gives a quantile the band that the statistics of the run give it, with the slot as the unit', () => {
  const one = figuresOf(open, everything).populations[1];
  const groups = (one?.slots ?? []).map(({ buckets, counts }) =>
    buckets.map((bucket, at) => ({ us: bucketMs(bucket) * 1000, count: counts[at] ?? 0 })),
  );
  for (const share of [0.5, 0.9, 0.95]) {
    const [from = 0, to = 0] = quantileInterval(groups, share) ?? [];
    const [lower = 0, upper = 0] =
      quantileBand(one?.counts ?? mergeCounts([]), one?.slots ?? [], share) ?? [];
    expect(lower).toBeCloseTo(from, 6);
    expect(upper).toBeCloseTo(to, 6);
  }
});

it('gives no band where there are fewer than three slots', () => {
  const [first] = figuresOf(open, everything).populations;
  const slots = first?.slots.slice(0, 2) ?? [];
  expect(quantileBand(mergeCounts(slots), slots, 0.5)).toBeNull();
});

describe('over time', () => {
  it('has a rate that adds up to what ended well', () => {
    const { x, lines } = ratesOf(open);
    const values = lines[0]?.values ?? [];
    const sum = values.reduce<number>(
      (all, value, at) => all + (value ?? 0) * Math.max(0, (x[at + 1] ?? 0) - (x[at] ?? 0)),
      0,
    );
    const ok = document.phases.reduce((all, { classes }) => all + classes.ok, 0);
    expect(sum / ok).toBeCloseTo(1, 2);
  });

  it('has failures by reason, the most frequent first, and none where none failed', () => {
    expect(failureRatesOf(open)?.lines.map(({ name }) => name)).toEqual([
      'concurrency',
      'ETIMEDOUT',
    ]);
    const calm = simulatedRun({ phases: coldAndWarm(10, 50).slice(1) });
    expect(failureRatesOf(openRun(pageRunOf(calm)))).toBeUndefined();
  });

  it('draws the pace at which the service scales where it is near, and never a number at once', () => {
    const kinds = (kind: 'stack' | 'local-lambda', concurrencyLimit: number) =>
      environmentsOf(
        openRun(pageRunOf({ ...document, subject: { kind, name: 'x', concurrencyLimit } })),
      )?.lines.map((line) => line.kind);
    expect(kinds('stack', 12)).toEqual(['seen', 'fresh', 'limit']);
    expect(kinds('stack', 1000)).toEqual(['seen', 'fresh']);
    expect(kinds('local-lambda', 12)).toEqual(['seen', 'fresh']);
  });
});

it('shows a run of an older version, which knows no latencies over time', () => {
  const old = openRun(
    pageRunOf({
      ...document,
      phases: document.phases.map(({ blocks: _, marks: __, waterfall: ___, ...phase }) => ({
        ...phase,
        series: [{ second: 0, started: 10, ended: 9, failed: 1, dropped: 0, cold: 0, vus: 1 }],
      })),
    }),
  );
  expect(heatOf(old, [])).toBeUndefined();
  expect(environmentsOf(old)).toBeUndefined();
  const figures = figuresOf(old, { ...everything, span: { from: 0, to: 5 } });
  expect(figures.populations).toHaveLength(4);
  expect(figures.classes).toEqual({ started: 10, ok: 8, failed: 1 });
});

it('spreads what connecting takes over all requests of a population', () => {
  const [phase] = document.phases;
  const waterfall = [
    {
      ...({ start: 'warm', outcome: 'stored', count: 100 } as const),
      meanMs: { connect: 10, waiting: 5 },
      carriers: { connect: 2, waiting: 100 },
    },
  ];
  const run = pageRunOf({
    ...document,
    phases: phase === undefined ? [] : [{ ...phase, waterfall }],
  });
  expect(run.parts[0]?.waterfall[0]?.meanMs).toEqual({ connect: 0.2, waiting: 5 });
});

it('names the most frequent reasons of failures, whatever a target makes up', () => {
  const [phase] = document.phases;
  const many = Object.fromEntries(
    Array.from({ length: 100 }, (_, at) => [`${'x'.repeat(500)}${at}`, at + 1]),
  );
  const blocks = phase?.blocks?.map((block) => ({ ...block, errors: many })) ?? [];
  const phases = phase === undefined ? [] : [{ ...phase, blocks }];
  const [point] = pageRunOf({ ...document, phases }).parts[0]?.points ?? [];
  const reasons = Object.entries(point?.errors ?? {});
  expect(Math.max(...reasons.map(([reason]) => reason.length))).toBe(80);
  expect(reasons.length).toBeLessThanOrEqual(13);
  expect(reasons.reduce((sum, [, count]) => sum + count, 0)).toBe(5050);
});

it('shows no rate of the few milliseconds that a phase has left of its last slot', () => {
  const [phase] = document.phases;
  const [block] = phase?.blocks ?? [];
  if (phase === undefined || block === undefined) throw new Error('there is no block');
  const stub = { ...block, atMs: 10_000, classes: { started: 4, ok: 4 } };
  const cut = {
    ...phase,
    durationMs: 10_020,
    blocks: [...(phase.blocks ?? []), stub],
  };
  const { slots } = openRun(pageRunOf({ ...document, phases: [cut] }));
  expect(slots).toHaveLength(10);
  expect(slots.at(-1)?.to).toBeCloseTo(10.02, 6);
  const last = phase.blocks?.at(-1)?.classes.ok ?? 0;
  expect(slots.at(-1)?.classes['ok']).toBe(last + 4);
});
