import { flagOf } from '../../../config/declaration.ts';
import type { SystemRequest } from '../../command/system-request.ts';
import { isMemorySweep } from './choose-sweep.ts';
import { type BenchInput, benchOptions } from './options.ts';

const ofLocalLambda = ['concurrency', 'memory', 'functionTimeout', 'originLatency'] as const;
const ofStack = ['source', 'originUrl', 'originTimeout'] as const;
const ofFunction = ['coldMethod'] as const;

/** An option that cannot have an effect on this target would be taken for one that had. */
export const refuseUnused = (input: BenchInput, { kind }: SystemRequest): void => {
  const { problems } = input;
  const isSweep = (key: Key) => key === 'memory' && isMemorySweep(input);
  const local =
    kind === 'local' ? [] : ofLocalLambda.filter((key) => isGiven(input, key) && !isSweep(key));
  for (const key of local) {
    problems.add(`${flagOf(key, benchOptions[key])} is for the local Lambda`, 'leave it out');
  }
  const stack = kind === 'stack' ? [] : ofStack.filter((key) => isGiven(input, key));
  for (const key of stack) {
    problems.add(
      `${flagOf(key, benchOptions[key])} is for filling the store of a stack`,
      kind === 'local' ? 'the local Lambda has an image origin of its own' : '--stack NAME',
    );
  }
  const { maxCost, cleanUp } = input.options;
  const deployed = kind === 'stack' || kind === 'function';
  if (maxCost !== undefined && !deployed) {
    const hint = '--stack NAME or --function NAME';
    problems.add('--max-cost needs a target whose price is known', hint);
  }
  if (cleanUp && kind !== 'stack') {
    problems.add('--clean-up is for the store of a stack', '--stack NAME');
  }
  for (const key of deployed ? [] : ofFunction.filter((one) => isGiven(input, one))) {
    problems.add(`${flagOf(key, benchOptions[key])} is for deployed functions`, 'leave it out');
  }
};

type Key = (typeof ofLocalLambda | typeof ofStack | typeof ofFunction)[number];

/** Of this run: a variable or a configuration file speaks to other commands too. */
const isGiven = ({ origins }: BenchInput, key: Key): boolean => {
  const origin = origins[key];
  if (origin.kind === 'flag') return origin.name === flagOf(key, benchOptions[key]);
  return (
    origin.kind === 'scenario' && !('follows' in benchOptions[key] && benchOptions[key].follows)
  );
};
