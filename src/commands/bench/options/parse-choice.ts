import type { PhaseChoice } from '../../../bench/phases/phase-plan.ts';
import type { CommandInput, Problems } from '../../command/input.ts';
import type { SystemOptions } from './parse-system.ts';

const phases = ['cold', 'warm', 'both'] as const;

/** The article's load: `--preset original` stands for these, and a flag that was given beats it. */
const originalLoad = new Map([
  ['vus', '200'],
  ['duration', '2m'],
]);

/** The command line with what a preset stands for behind it. */
export const withPreset = (input: CommandInput): CommandInput => {
  if (input.value('preset') !== 'original') return input;
  const shaped = ['rate', 'stage', 'iterations'].some((name) => input.values(name).length > 0);
  return shaped
    ? input
    : { ...input, value: (name) => input.value(name) ?? originalLoad.get(name) };
};

/** Which phases to run. A target that cannot be emptied has one, `load`. */
export const parseChoice = (
  input: CommandInput,
  system: SystemOptions | undefined,
  problems: Problems,
): PhaseChoice => {
  const preset = input.value('preset');
  const phase = input.value('phase');
  const chosen = [
    ...(input.flag('matrix') ? ['--matrix'] : []),
    ...(preset === undefined ? [] : ['--preset']),
    ...(phase === undefined ? [] : ['--phase']),
  ];
  if (chosen.length > 1)
    problems.add(`${chosen.join(' and ')} choose different phases`, 'give one');
  if (preset !== undefined && preset !== 'original') {
    problems.add(`there is no preset ${JSON.stringify(preset)}`, '--preset original');
  }
  const known = phases.find((name) => name === (phase ?? 'both'));
  if (known === undefined) {
    problems.add(`there is no phase ${JSON.stringify(phase)}`, '--phase cold, warm or both');
  }
  if (system?.kind === 'url' || system?.kind === 'function') {
    if (chosen.length > 0) {
      problems.add(
        `${chosen[0]} needs a store that can be emptied, and behind a ${system.kind === 'url' ? 'URL' : 'function'} there is none to be seen`,
        'name the stack with --stack, or no target for the local Lambda',
      );
    }
    return 'load';
  }
  if (input.flag('matrix')) return 'matrix';
  return preset === undefined ? (known ?? 'both') : 'original';
};
