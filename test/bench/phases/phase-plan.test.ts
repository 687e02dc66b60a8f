import { describe, expect, it } from 'vitest';
import {
  comparedFactors,
  fitPlans,
  type PhaseChoice,
  type PhasePlan,
  planPhases,
  type SystemCapabilities,
} from '../../../src/bench/phases/phase-plan.ts';

const can = { can: true } as const;
const cannot = (why: string) => ({ can: false, why }) as const;
const all: SystemCapabilities = { freshEnvironments: can, warmEnvironments: can, emptyStore: can };

const inShort = (plans: readonly PhasePlan[]) =>
  plans.map(
    ({ name, environments, store, exhaustive }) =>
      `${name}: ${environments}, ${store}${exhaustive ? ', each once' : ''}`,
  );

describe('planPhases', () => {
  it.each<[PhaseChoice, readonly string[]]>([
    ['load', ['load: as-is, as-is']],
    ['cold', ['cold: fresh, empty']],
    ['warm', ['warm: warm, filled']],
    ['both', ['cold: fresh, empty', 'warm: warm, filled']],
    ['original', ['cold-empty: fresh, empty', 'cold-filled: fresh, filled']],
    [
      'matrix',
      [
        'cold-empty: fresh, empty, each once',
        'cold-filled: fresh, filled',
        'warm-empty: warm, empty, each once',
        'warm-filled: warm, filled',
      ],
    ],
  ])('%s', (choice, expected) => {
    expect(inShort(planPhases(choice))).toEqual(expected);
    expect(fitPlans(choice, all)).toEqual({ plans: planPhases(choice), notes: new Map() });
  });
});

describe('fitPlans', () => {
  const noFresh = { ...all, freshEnvironments: cannot('AWS decides when they end') };

  it('leaves environments as they are where they cannot be renewed, and says so', () => {
    const { plans, notes } = fitPlans('both', noFresh);
    expect(inShort(plans)).toEqual(['cold: as-is, empty', 'warm: warm, filled']);
    expect([...notes]).toEqual([
      ['cold', 'Execution environments were left as they were: AWS decides when they end.'],
    ]);
    expect([...fitPlans('original', noFresh).notes.keys()]).toEqual(['cold-empty', 'cold-filled']);
  });

  it('likewise where they cannot be warmed', () => {
    const { plans, notes } = fitPlans('warm', { ...all, warmEnvironments: cannot('no ids') });
    expect(inShort(plans)).toEqual(['warm: as-is, filled']);
    expect(notes.get('warm')).toContain('no ids');
  });

  it('refuses a matrix with a cell that it cannot give', () => {
    expect(() => fitPlans('matrix', noFresh)).toThrow(
      expect.objectContaining({
        ...{ kind: 'usage', message: 'this target cannot give the phase cold-empty' },
        why: 'AWS decides when they end',
      }),
    );
  });

  it.each<PhaseChoice>(['cold', 'warm', 'both', 'original', 'matrix'])(
    'refuses %s where the store cannot be emptied',
    (choice) => {
      const capabilities = { ...all, emptyStore: cannot('it is not ours') };
      expect(() => fitPlans(choice, capabilities)).toThrow(
        expect.objectContaining({ kind: 'usage', why: 'it is not ours' }),
      );
    },
  );

  it('loads as it is what it can do nothing to', () => {
    const none = cannot('behind a URL');
    const capabilities = { freshEnvironments: none, warmEnvironments: none, emptyStore: none };
    expect(fitPlans('load', capabilities)).toEqual({ plans: planPhases('load'), notes: new Map() });
  });
});

describe('comparedFactors', () => {
  it('are those that were made to differ', () => {
    expect(comparedFactors(planPhases('both'))).toEqual(['environment', 'store']);
    expect(comparedFactors(planPhases('original'))).toEqual(['store']);
    expect(comparedFactors(planPhases('cold'))).toEqual([]);
  });

  it('are not what was left as it was', () => {
    const { plans } = fitPlans('both', { ...all, freshEnvironments: cannot('no') });
    expect(comparedFactors(plans)).toEqual(['store']);
  });
});
