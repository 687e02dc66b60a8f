import { FibimgError } from '../error.ts';
import type { AliasState, FunctionState } from './function-control.ts';
import { markerName } from './marker.ts';

/** Throws where a version made of $LATEST would not be what the alias serves now. */
export const requireVersionOf = (
  name: string,
  alias: AliasState & { readonly isProvisioned: boolean },
  version: FunctionState,
  latest: FunctionState,
): void => {
  const refuse = (what: string, why: string): never => {
    throw new FibimgError('usage', `${what}, and nothing was changed`, {
      why,
      hint: 'leave environments as they are with --cold-method none',
    });
  };
  if (alias.isSplit) {
    refuse(
      `alias ${name} sends requests to two versions`,
      'a new version would take the place of both',
    );
  }
  if (alias.isProvisioned) {
    refuse(
      `alias ${name} has provisioned concurrency`,
      'its environments are started ahead of requests, on each version anew',
    );
  }
  const differing = differences(version, latest);
  if (differing.length > 0) {
    refuse(
      `$LATEST is not what alias ${name} serves`,
      `version ${alias.version} differs in ${differing.join(', ')}`,
    );
  }
};

/** A description is a version's own. */
const ofVersion = ['Description'];

const differences = (version: FunctionState, latest: FunctionState): readonly string[] => {
  const one = whole(version);
  const other = whole(latest);
  return [...new Set([...one.keys(), ...other.keys()])].filter(
    (key) => !ofVersion.includes(key) && one.get(key) !== other.get(key),
  );
};

const whole = ({ rest, variables, memoryMb }: FunctionState): ReadonlyMap<string, unknown> => {
  const { [markerName]: _, ...others } = variables;
  return new Map<string, unknown>([
    ...Object.entries(rest),
    ...Object.entries(others),
    ['MemorySize', memoryMb],
  ]);
};
