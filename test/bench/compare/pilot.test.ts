import { expect, it } from 'vitest';
import { armsInOrder } from '../../../src/bench/compare/duet-order.ts';
import { parseFailIf } from '../../../src/bench/compare/fail-if.ts';
import { planPairs, readPilot, visibleRatio } from '../../../src/bench/compare/pilot.ts';
import { parseArm } from '../../../src/commands/bench/options/duet-arm.ts';
import { duetRuns } from '../../support/compare/comparable-run.ts';

it('reads the noise of a pilot, and what pairs will show by it', () => {
  const runs = duetRuns(
    [
      [25, 26],
      [25, 25.5],
      [25, 25],
    ],
    { pilots: 3 },
  );
  const pilot = readPilot(runs, { percent: 50 });
  if (pilot === undefined) throw new Error('there is a pilot');
  expect(pilot).toMatchObject({ metric: 'warm stored p50', pairs: 3 });
  expect(pilot.deviation).toBeCloseTo(0.0196, 2);
  const eight = visibleRatio(pilot, 8);
  expect(visibleRatio(pilot, 20).ratio).toBeLessThan(eight.ratio);
  expect(eight.range[0]).toBeLessThan(eight.ratio);
  expect(eight.range[1]).toBeGreaterThan(eight.ratio);
  const pairs = planPairs({ pairs: undefined, detect: eight.ratio }, pilot);
  expect(Math.abs(pairs - 8)).toBeLessThanOrEqual(1);
  expect(planPairs({ pairs: 12, detect: undefined }, undefined)).toBe(12);
  expect(() => planPairs({ pairs: undefined, detect: 1.0001 }, pilot)).toThrow('too many pairs');
  expect(() => planPairs({ pairs: undefined, detect: 1.1 }, undefined)).toThrow('tells nothing');
  expect(readPilot(runs.slice(0, 2), { percent: 50 })).toBeUndefined();
  expect(readPilot(runs, { start: 'unknown', percent: 50 })).toBeUndefined();
});

it('draws the order of each pair by a coin of its own', () => {
  const orders = Array.from({ length: 1000 }, (_, pair) => armsInOrder(7, pair, false)[0]);
  const first = orders.filter((arm) => arm === 'A').length;
  expect(first).toBeGreaterThan(440);
  expect(first).toBeLessThan(560);
  expect(armsInOrder(7, 3, false)).toEqual(armsInOrder(7, 3, false));
});

it.each([
  ['stack:main', { kind: 'stack', stack: 'main' }],
  ['function:Images:live', { kind: 'function', functionName: 'Images:live' }],
  ['arn:aws:lambda:x', { kind: 'function', functionName: 'arn:aws:lambda:x' }],
  ['http://a/', { kind: 'url', url: 'http://a/' }],
  ['bundle:old', { kind: 'local', bundle: 'old' }],
  ['./old', { kind: 'local', bundle: './old' }],
  ['memory:512', { kind: 'local', memoryMb: 512 }],
  ['512MB', { kind: 'local', memoryMb: 512 }],
  ['local', { kind: 'local' }],
])('reads the arm %s', (text, arm) => expect(parseArm(text)).toEqual(arm));

it('reads a condition on a baseline, and nothing else', () => {
  const condition = parseFailIf('p(95)>+10%');
  expect(condition).toEqual({ text: 'p(95)>+10%', metric: { percent: 95 }, above: 0.1 });
  expect(parseFailIf('cold stored p50 > 5 %').metric).toMatchObject({ start: 'cold' });
  for (const wrong of ['p(95)', 'p(95)<10%', 'p(95)>10', '>10%', 'NaN>10%', 'p(95)>-10%']) {
    expect(() => parseFailIf(wrong)).toThrow('is no condition on a baseline');
  }
});
