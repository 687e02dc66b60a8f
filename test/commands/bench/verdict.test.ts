import { describe, expect, it } from 'vitest';
import { planPhases } from '../../../src/bench/phases/phase-plan.ts';
import type { ClassCounts } from '../../../src/bench/record/document.ts';
import {
  refuseTotalFailure,
  refuseUnfilled,
  verdictOf,
} from '../../../src/commands/bench/verdict.ts';
import { phaseOf } from '../../report/k6/k6-text.ts';
import { sampleDocument } from '../../report/sample-document.ts';
import { createTestIo } from '../../support/cli/test-io.ts';

const document = sampleDocument();

const phaseWith = (classes: Partial<ClassCounts>, code = 'ECONNREFUSED') => {
  const phase = phaseOf({});
  return {
    ...{ ...phase, classes: { ...phase.classes, ...classes } },
    errors: [{ class: 'network_error' as const, code, count: 5 }],
  };
};

describe('refuseTotalFailure', () => {
  const refuse = (...phases: readonly ReturnType<typeof phaseWith>[]) =>
    refuseTotalFailure(phases, 'service.example');

  it.each([
    [{ started: 5, network_error: 5 }],
    [{ started: 5, network_error: 2, timeout: 3 }],
    [{ started: 5, network_error: 4, interrupted: 1 }],
  ])('is a failure when nothing answered: %j', (classes) => {
    expect(() => refuse(phaseWith({ started: 3, ok: 3 }), phaseWith(classes))).toThrow(
      expect.objectContaining({
        ...{ kind: 'network', why: '5 times network_error ECONNREFUSED' },
        message: 'nothing at service.example answered any of 5 requests',
      }),
    );
  });

  it.each([
    ['ENOTFOUND', 'the name of the host'],
    ['SELF_SIGNED_CERT_IN_CHAIN', '--ca FILE'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'scheme'],
    ['ECONNRESET', 'can reach it'],
  ])('says what to look at: %s', (code, hint) => {
    expect(() => refuse(phaseWith({ started: 1, network_error: 1 }, code))).toThrow(
      expect.objectContaining({ hint: expect.stringContaining(hint) }),
    );
  });

  it('is a failure when no answer was one of the service', () => {
    expect(() => refuse(phaseWith({ started: 5, wrong_answer: 4, interrupted: 1 }))).toThrow(
      expect.objectContaining({
        kind: 'function_error',
        hint: expect.stringContaining('--no-check'),
      }),
    );
  });

  it.each([
    [{ started: 5, throttled: 5 }],
    [{ started: 5, function_error: 5 }],
    [{ started: 6, http_error: 3, wrong_answer: 2, interrupted: 1 }],
    [{ started: 5, network_error: 4, http_error: 1 }],
  ])('is a failure when nothing ended well: %j', (classes) => {
    expect(() => refuse(phaseWith(classes))).toThrow(
      expect.objectContaining({
        ...{ kind: 'function_error', message: 'none of 5 requests to service.example ended well' },
      }),
    );
  });

  it.each([
    [{ started: 5, ok: 1, network_error: 4 }],
    [{ started: 5, ok: 1, throttled: 4 }],
    [{ started: 2, interrupted: 2 }],
    [{}],
  ])('is none otherwise: %j', (classes) => {
    expect(() => refuse(phaseWith(classes))).not.toThrow();
  });
});

describe('refuseUnfilled', () => {
  const plans = planPhases('both');
  const fetched = {
    'http_reqs{outcome:fetched}': {
      ...({ type: 'counter', contains: 'default', values: { count: 2, rate: 1 } } as const),
    },
  };

  it('refuses a warm phase that met images which were not stored, and no other', () => {
    expect(() => refuseUnfilled(plans, [phaseOf(fetched, { name: 'warm' })])).toThrow(
      expect.objectContaining({
        message: 'the phase warm was not what its name says',
        why: 'every image had been stored, and yet 2 were fetched',
      }),
    );
    expect(() => refuseUnfilled(plans, [phaseOf(fetched, { name: 'cold' })])).not.toThrow();
    expect(() => refuseUnfilled(plans, [phaseOf({}, { name: 'warm' })])).not.toThrow();
  });
});

describe('verdictOf', () => {
  const judge = async (
    changes: Partial<typeof document>,
    { strict = false, answered = false } = {},
  ) => {
    const io = createTestIo();
    const code = await verdictOf(
      { ...document, thresholds: [], ...changes },
      { strict, answered },
      io.stderr,
    );
    return { code, err: io.err() };
  };
  const crossed = { metric: 'http_reqs', expression: 'rate>9', ok: false, value: 3, phase: 'cold' };
  const tainted = { ...document.selfCheck, tainted: true, reasons: ['the loop was late'] };

  it('is 0 without a threshold, and with one that held', async () => {
    expect(await judge({})).toEqual({ code: 0, err: '' });
    expect(await judge({ thresholds: [{ ...crossed, ok: true }] })).toEqual({ code: 0, err: '' });
  });

  it('is 99 with a crossed one, which it names', async () => {
    const { code, err } = await judge({ thresholds: [crossed] });
    expect(code).toBe(99);
    expect(err).toContain('✗ threshold crossed: cold: http_reqs: rate>9 (found 3/s)');
    // The answer has named it.
    expect((await judge({ thresholds: [crossed] }, { answered: true })).err).toBe(
      "thresholds on metrics 'http_reqs' have been crossed\n",
    );
  });

  it('minds a taint when told to', async () => {
    expect(await judge({ selfCheck: tainted })).toEqual({ code: 0, err: '' });
    expect(await judge({ selfCheck: tainted }, { strict: true })).toEqual({
      ...{ code: 99, err: 'tainted: the loop was late\n' },
    });
  });
});
