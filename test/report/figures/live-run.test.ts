import { expect, it } from 'vitest';
import { createDetail } from '../../../src/bench/detail/detail-recorder.ts';
import type { Sample } from '../../../src/bench/engine/sample.ts';
import type { ClassCounts } from '../../../src/bench/record/document.ts';
import type { DetailPlace } from '../../../src/bench/record/phase-detail.ts';
import { figuresOf } from '../../../src/report/figures/figures.ts';
import { withLivePart } from '../../../src/report/figures/live-run.ts';
import { openRun } from '../../../src/report/figures/open-run.ts';
import type { PageRun } from '../../../src/report/figures/page-data.ts';
import { everything } from '../../../src/report/figures/selection.ts';
import { livePartOf } from '../../../src/report/page-data/live-part.ts';
import { pageRunOf } from '../../../src/report/page-data/page-run.ts';
import { simulatedRun } from '../../support/load/simulated-run.ts';

const none: ClassCounts = {
  ...{ ok: 0, http_error: 0, function_error: 0, throttled: 0, wrong_answer: 0 },
  ...{ network_error: 0, timeout: 0, interrupted: 0, started: 0, dropped: 0 },
};

const begun: PageRun = {
  ...{ name: 'live', title: '', startedAt: '', tainted: false, ongoing: true, findings: [] },
  ...{ parts: [], populations: [], openModel: false, cost: [], facts: [] },
};

const sampleAt = (second: number): Sample => ({
  ...{ class: 'ok', start: second < 3 ? 'cold' : 'warm', outcome: 'stored' },
  ...{ intendedUs: second * 1e6, startedUs: second * 1e6, endedUs: second * 1e6 + 20_000 },
  ...{ status: 200, bytesSent: 1, bytesReceived: 1, connectionRetries: 0, environmentId: 'a' },
});

it.each([10, 130, 500])(
  'a page that heard a phase of %i s bit by bit knows what the whole says',
  (seconds) => {
    const detail = createDetail();
    let run = begun;
    let place: DetailPlace | undefined;
    for (let second = 0; second < seconds; second += 1) {
      detail.sample(sampleAt(second), 0, 20_000 + second);
      if (second % 3 === 0) continue;
      const news = detail.news(place);
      place = news.place;
      const so = { elapsedMs: second * 1000, classes: { ...none, ok: second + 1 } };
      run = withLivePart(run, livePartOf('load', so, news));
    }
    run = withLivePart(
      run,
      livePartOf(
        'load',
        { elapsedMs: seconds * 1000, classes: { ...none, ok: seconds } },
        detail.news(place),
      ),
    );
    const saved = simulatedRun();
    const phases = saved.phases
      .slice(0, 1)
      .map((phase) => ({ ...phase, name: 'load', ...detail.summary() }));
    const [whole] = pageRunOf({ ...saved, phases }).parts;
    expect(run.parts[0]?.points).toEqual(whole?.points);
    expect(run.parts[0]?.marks).toEqual(whole?.marks);
    const { populations } = figuresOf(openRun(run), everything);
    expect(populations.map(({ key, values }) => [key, values['count']])).toEqual([
      ['load/cold/stored', 3],
      ['load/warm/stored', seconds - 3],
    ]);
  },
);

it('hears only of what has changed', () => {
  const detail = createDetail();
  for (let second = 0; second < 60; second += 1) detail.sample(sampleAt(second), 0, 20_000);
  const first = detail.news(undefined);
  expect(first.blocks).toHaveLength(60);
  detail.sample(sampleAt(60), 0, 20_000);
  const next = detail.news(first.place);
  expect([next.from, next.blocks.length, next.marks.coldStarts.length]).toEqual([59, 2, 0]);
});
