import { FibimgError } from '../error.ts';
import { isObject, parseJson } from '../json.ts';

/**
 * What a run changes of a function, as it was before: written to disk before the first change, so that a run that was
 * killed can be repaired. It holds no value of any variable but the marker's own.
 */
export interface RenewalJournal {
  readonly journalVersion: 1;
  /** Of one run: its marker's values and its versions' descriptions begin with it. */
  readonly run: string;
  /** ISO 8601, UTC. */
  readonly since: string;
  /** Of $LATEST. */
  readonly functionArn: string;
  /** Where Lambda was reached, unless at AWS itself. */
  readonly endpoint: string | null;
  /** The marker's value; null where there was none. */
  readonly marker: string | null;
  readonly alias: AliasBefore | null;
  /** Where the run changes the memory size too: as it was, and all that it gives it. */
  readonly memory?: MemoryBefore;
}

interface MemoryBefore {
  readonly beforeMb: number;
  readonly sizesMb: readonly number[];
}

interface AliasBefore {
  readonly name: string;
  readonly version: string;
}

/** Where the journal of one function, or of another thing that runs change, lies. */
export interface JournalSlot<J = RenewalJournal> {
  /** Writes it so that it outlives a loss of power; `refused` where another run has its own there. */
  take(journal: J): Promise<void>;
  /** Removes it: nothing is changed any more. */
  clear(): Promise<void>;
}

/** Throws `corrupt` for anything that this version does not write: nothing is restored from what is only half understood. */
const decodeJournal = (text: string, path: string): RenewalJournal => {
  const value = parseJson(text);
  if (isJournal(value)) return value;
  throw new FibimgError('corrupt', `the journal ${path} cannot be read`, {
    why: 'it is damaged, or from another version of fibimg',
    hint: 'look at the function that it names, and delete the file when its configuration is as it should be',
  });
};

/** Journals of functions among others. */
export const renewalJournals = {
  decode: decodeJournal,
  subject: ({ functionArn }: RenewalJournal): string => functionArn,
};

const isJournal = (value: unknown): value is RenewalJournal =>
  isObject(value) &&
  value['journalVersion'] === 1 &&
  isText(value['run']) &&
  isText(value['since']) &&
  isText(value['functionArn']) &&
  arnParts(value['functionArn']) !== undefined &&
  isTextOrNull(value['endpoint']) &&
  isTextOrNull(value['marker']) &&
  isAlias(value['alias']) &&
  isMemory(value['memory']);

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isTextOrNull = (value: unknown): boolean => value === null || typeof value === 'string';

const isAlias = (value: unknown): boolean =>
  value === null || (isObject(value) && isText(value['name']) && isText(value['version']));

const isMemory = (value: unknown): boolean =>
  value === undefined ||
  (isObject(value) &&
    isSize(value['beforeMb']) &&
    Array.isArray(value['sizesMb']) &&
    value['sizesMb'].every(isSize));

const isSize = (value: unknown): boolean => Number.isInteger(value) && Number(value) > 0;

interface ArnParts {
  readonly region: string;
  readonly account: string;
  readonly name: string;
}

export const arnParts = (arn: string): ArnParts | undefined => {
  const [, region, account, name] =
    /^arn:[^:]+:lambda:([^:]+):([^:]+):function:([^:]+)$/.exec(arn) ?? [];
  return region && account && name ? { region, account, name } : undefined;
};
