import { afterEach, expect, it, vi } from 'vitest';
import type { BenchDocument } from '../../../src/bench/record/document.ts';
import type { Effect } from '../../../src/bench/record/effect.ts';
import { medianOf } from '../../../src/bench/record/round-recorder.ts';
import { rigFunction, rigName } from '../../support/load/bench-function.ts';

afterEach(() => vi.unstubAllEnvs());

const added = { initMs: 200, missMs: 60 } as const;

/** What the machine adds to a wait of its own accord while others use it. */
const slackMs = 8;

it('says of a deployed function what a cold start and a missing image really add', {
  timeout: 60_000,
}, async () => {
  const pool = { initMs: added.initMs, misses: { everyNth: 3, ms: added.missMs } };
  const rig = await rigFunction(pool);
  const load = ['--rate', '40/s', '--duration', '4s', '--ints', '400-420', '--seed', '7'];
  const cold = ['--cold-starts', '24', '--burst', '2', '--yes'];
  const { code, out } = await rig.bench(['--function', rigName, ...load, ...cold, '--json']);
  expect(code).toBe(0);
  const document = JSON.parse(out) as BenchDocument;
  const { truths } = rig.environments;
  // What the stand-in really held requests for: its timers are late where the machine is.
  const waits = truths.filter(({ waited }) => waited).map(({ initMs }) => initMs);
  const handlers = (missed: boolean) =>
    medianOf(
      truths.filter((one) => one.missed === missed && !one.first).map((one) => one.handlerMs),
    );
  const really = {
    'cold-start': medianOf(waits),
    'missing-image': handlers(true) - handlers(false),
  } as const satisfies Record<Effect['of'], number>;
  expect(really['cold-start']).toBeGreaterThanOrEqual(added.initMs - 1);
  expect(really['missing-image']).toBeGreaterThanOrEqual(added.missMs - 5);
  for (const of of ['cold-start', 'missing-image'] as const) {
    const effect = document.effects.find((one) => one.of === of);
    const [from, to] = effect?.interval ?? [Number.NaN, Number.NaN];
    const told = `${of}: ${from} to ${to}, really ${really[of]}`;
    expect(from - slackMs, told).toBeLessThan(really[of]);
    expect(to + slackMs, told).toBeGreaterThan(really[of]);
  }
  expect(document.coldStarts).toMatchObject({ proven: 24, failed: 0 });
  expect([rig.record.remembered(), await rig.journals()]).toEqual([rig.original, []]);
});
