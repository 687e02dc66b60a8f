import type { LoadPart } from '../../../bench/load/load-part.ts';
import type { Problems } from '../../../config/problems.ts';
import { shardsVariable } from '../../../config/unknown-variables.ts';
import type { EnvironmentVariables } from '../../../process/io.ts';
import { mostParts } from './shard-options.ts';

/** The variables by which a scheduler tells a task which of how many it is; both count from 0. */
const schedulers = [
  // Kubernetes tells an Indexed Job's pods no number of completions.
  { who: 'an Indexed Job', index: 'JOB_COMPLETION_INDEX', of: shardsVariable },
  {
    who: 'an array job of AWS Batch',
    index: 'AWS_BATCH_JOB_ARRAY_INDEX',
    of: 'AWS_BATCH_JOB_ARRAY_SIZE',
  },
] as const;

/** The part that a scheduler's variables say this is; notes where none do, or they contradict each other. */
export const autoShard = (env: EnvironmentVariables, problems: Problems): LoadPart | undefined => {
  const found = schedulers.filter(({ index }) => isSet(env[index]));
  const [scheduler, other] = found;
  if (scheduler === undefined) {
    const names = schedulers.map(({ who, index }) => `${index} (${who})`).join(' nor ');
    problems.add(`--shard auto finds neither ${names}`, '--shard 0/4 says the part itself');
    return undefined;
  }
  if (other !== undefined) {
    const said = found.map(({ index }) => `${index}=${env[index]}`).join(' and ');
    problems.add(`--shard auto finds ${said}`, 'unset one, or say the part as --shard 0/4');
    return undefined;
  }
  const { index: indexName, of: ofName } = scheduler;
  const [index, of] = [numberIn(env[indexName]), numberIn(env[ofName])];
  const own = env[shardsVariable];
  if (isSet(own) && own !== env[ofName]) {
    problems.add(`${shardsVariable} is ${own}, but ${ofName} is ${env[ofName]}`, 'unset the first');
  } else if (!isSet(env[ofName])) {
    problems.add(
      `--shard auto needs ${ofName}: of how many parts this is one`,
      ofName === shardsVariable ? "set it to the Job's completions" : undefined,
    );
  } else if (index === undefined || of === undefined || of > mostParts || index >= of) {
    problems.add(
      `${indexName}=${env[indexName]} and ${ofName}=${env[ofName]} name no part`,
      `an index from 0, of up to ${mostParts} parts`,
    );
  } else return { index, of };
  return undefined;
};

const isSet = (value: string | undefined): value is string => value !== undefined && value !== '';

const numberIn = (text = ''): number | undefined =>
  /^\d{1,4}$/.test(text) ? Number(text) : undefined;
