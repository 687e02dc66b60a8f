import { describe, expect, it } from 'vitest';
import { judgeInit } from '../../../src/core/invocation/init-kind.ts';

const report = (fields: object) => ({ requestId: 'r', durationMs: 10, ...fields });

describe('what is told of an init', () => {
  it.each([
    [
      'the caller waited for it',
      'cold',
      'on-demand',
      { initDurationMs: 200 },
      215,
      { start: 'cold', kind: 'on-demand' },
    ],
    [
      'by a header alone',
      'cold',
      'on-demand',
      undefined,
      215,
      { start: 'cold', kind: 'on-demand' },
    ],
    [
      'it was over before',
      'cold',
      'on-demand',
      { initDurationMs: 200 },
      30,
      { start: 'warm', kind: 'proactive' },
    ],
    [
      'of a function that tells no type',
      'cold',
      undefined,
      { initDurationMs: 200 },
      30,
      { start: 'warm', kind: 'proactive' },
    ],
    [
      'from a snapshot',
      'cold',
      undefined,
      { restoreDurationMs: 150 },
      190,
      { start: 'cold', kind: 'snap-start' },
    ],
    [
      'provisioned',
      'cold',
      'provisioned-concurrency',
      { initDurationMs: 200 },
      14,
      { start: 'warm', kind: 'provisioned-concurrency' },
    ],
    ['provisioned, a later one', 'warm', 'provisioned-concurrency', {}, 14, { start: 'warm' }],
    [
      'many requests at once',
      'cold',
      'lambda-managed-instances',
      { initDurationMs: 200 },
      240,
      { start: 'unknown', kind: 'unknown' },
    ],
    ['none', 'warm', 'on-demand', {}, 14, { start: 'warm' }],
    ['nothing', 'unknown', undefined, undefined, 14, { start: 'unknown' }],
  ] as const)('%s', (_, start, initType, fields, latencyMs, judged) => {
    expect(judgeInit({ start, initType, report: fields && report(fields), latencyMs })).toEqual(
      judged,
    );
  });
});
