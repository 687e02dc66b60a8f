import { closest } from '../core/closest.ts';
import type { EnvironmentVariables } from '../process/io.ts';
import { variablesOf } from './declaration.ts';
import { settingOptions } from './settings.ts';

const ownPrefix = 'FIBIMG_';

/** Shows where a failure came from; no setting, for it has to hold before there are any. */
export const debugVariable = 'FIBIMG_DEBUG';

/** Into how many parts a load is cut, for `--shard auto` where no scheduler says it. */
export const shardsVariable = 'FIBIMG_SHARDS';

const known = [
  debugVariable,
  shardsVariable,
  ...Object.entries(settingOptions).flatMap(([key, option]) => variablesOf(key, option)),
];

/** A line for each variable that bears our prefix and sets nothing: most likely it is misspelt. */
export const unknownVariables = (env: EnvironmentVariables): readonly string[] =>
  Object.keys(env)
    .filter((name) => name.startsWith(ownPrefix) && env[name] && !known.includes(name))
    .map((name) => {
      const near = closest(name.slice(ownPrefix.length), ownNames);
      const guess = near === undefined ? '' : `; did you mean ${ownPrefix}${near}?`;
      return `the variable ${name} is not known, and sets nothing${guess}`;
    });

const ownNames = known
  .filter((name) => name.startsWith(ownPrefix))
  .map((name) => name.slice(ownPrefix.length));
