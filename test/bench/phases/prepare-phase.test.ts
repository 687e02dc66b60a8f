import { describe, expect, it } from 'vitest';
import { type PhaseChoice, planPhases } from '../../../src/bench/phases/phase-plan.ts';
import { preparePhase } from '../../../src/bench/phases/prepare-phase.ts';
import { createRecordedSystem } from '../../support/load/recorded-system.ts';

const prepare = async (choice: PhaseChoice, name: string, warm?: number) => {
  const { system, steps } = createRecordedSystem(warm);
  const plan = planPhases(choice).find((one) => one.name === name);
  if (plan === undefined) throw new Error(`no phase ${name}`);
  const told: string[] = [];
  const notes = await preparePhase(plan, {
    ...{ system, sizes: [400, 401], environments: 3, signal: new AbortController().signal },
    onStep: (what) => told.push(what),
  });
  return { steps, notes, told };
};

describe('preparePhase', () => {
  it.each<[PhaseChoice, string, readonly string[]]>([
    ['load', 'load', []],
    // Environments last: nothing after them may start one that the phase should start.
    ['both', 'cold', ['empty', 'fresh']],
    ['original', 'cold-filled', ['fill 400,401', 'fresh']],
    ['both', 'warm', ['fill 400,401', 'warm 3']],
    // Whatever warming might store is gone before the phase.
    ['matrix', 'warm-empty', ['warm 3', 'empty']],
  ])('%s, %s', async (choice, name, expected) => {
    const { steps, notes, told } = await prepare(choice, name);
    expect(steps).toEqual(expected);
    expect(notes).toEqual([]);
    expect(told).toHaveLength(expected.filter((step) => step !== 'fresh').length);
  });

  it('says when fewer environments were seen than the load can keep busy', async () => {
    expect((await prepare('both', 'warm', 2)).notes).toEqual([
      'Only 2 of 3 execution environments were seen to be warm.',
    ]);
  });
});
