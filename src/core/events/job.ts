import { FibimgError } from '../error.ts';
import { isObject, type JsonObject } from '../json.ts';
import { distinctInts, intsExpected, parseInts } from '../service/ints.ts';

/** What a schedule has the function do. */
export type Job = SeedJob | WarmJob;

/** Store what is missing of these. */
interface SeedJob {
  readonly job: 'seed';
  readonly ints: readonly number[];
}

/** Keep so many environments warm. */
interface WarmJob {
  readonly job: 'warm';
  readonly environments: number;
  /** Names the run that this invocation is to be part of; the one that starts the run has none. */
  readonly run?: string;
}

/** Ten times what a new account may run at once; a thousand would take all of an older one's. */
export const mostWarmEnvironments = 100;

/** The job that an event names: as a schedule's whole input, or as the detail of its event. Undefined for any other event. */
export const readJob = (event: unknown): Job | undefined => {
  if (!isObject(event)) return undefined;
  if (event['job'] !== undefined) return requireJob(event);
  if (event['source'] !== 'aws.events' && event['source'] !== 'aws.scheduler') return undefined;
  return requireJob(isObject(event['detail']) ? event['detail'] : {});
};

/** @throws FibimgError `invalid_input` that says what is wrong with it. */
const requireJob = ({ job, ints, environments, run }: JsonObject): Job => {
  if (job === 'seed') return { job, ints: intsOf(ints) };
  if (job !== 'warm') {
    throw wrong('the job must be seed or warm', job === undefined ? 'there is none' : undefined);
  }
  const most = mostWarmEnvironments;
  if (!Number.isInteger(environments) || Number(environments) < 1 || Number(environments) > most) {
    throw wrong(`environments must be a whole number from 1 to ${most}`);
  }
  const warm = { job, environments: Number(environments) } as const;
  if (run === undefined) return warm;
  if (typeof run === 'string' && /^[\w-]{1,64}$/.test(run)) return { ...warm, run };
  throw wrong('run must be letters, digits, - and _');
};

const intsOf = (ints: unknown): readonly number[] => {
  if (typeof ints !== 'string') throw wrong(`ints must be text: ${intsExpected}`);
  try {
    return distinctInts(parseInts(ints));
  } catch (thrown) {
    if (!(thrown instanceof FibimgError)) throw thrown;
    throw wrong(thrown.message, thrown.why);
  }
};

const wrong = (what: string, why?: string): FibimgError =>
  new FibimgError('invalid_input', what, why === undefined ? {} : { why });

/** Numbers as a job's `ints` has them: neighbours as ranges. In ascending order. */
export const writeInts = (ints: readonly number[]): string => {
  const parts: { from: number; to: number }[] = [];
  for (const int of ints) {
    const last = parts.at(-1);
    if (last !== undefined && last.to + 1 === int) last.to = int;
    else parts.push({ from: int, to: int });
  }
  return parts.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
};

/** The event that a schedule of our stack sends. */
export const makeJobEvent = (job: Job): JsonObject =>
  job.job === 'seed' ? { job: 'seed', ints: writeInts(job.ints) } : { ...job };
