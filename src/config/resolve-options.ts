import { closest } from '../core/closest.ts';
import { FibimgError } from '../core/error.ts';
import { isScalar } from '../core/json.ts';
import {
  type Declarations,
  flagOf,
  isInScenario,
  type Option,
  type Place,
  type ValueOf,
  variablesOf,
} from './declaration.ts';
import type { Problems } from './problems.ts';
import type { Setting, ValueOrigin } from './settings.ts';

/** The keys of a file with their values as they stand there. */
export interface FileValues {
  readonly path: string;
  readonly values: ReadonlyMap<string, unknown>;
  /** Where a key stands: `bench.yaml:3`. */
  readonly where: (key: string) => string;
}

export interface Sources {
  /** What the command line holds for a key, none where it is silent. */
  readonly given: (key: string) => readonly string[];
  readonly scenario?: FileValues | undefined;
  readonly place: Place;
  /** From strongest to weakest: the project's, then the user's. */
  readonly files: readonly FileValues[];
}

/** What every option is, and where that comes from. */
export type Resolved<D extends Declarations> = { readonly [K in keyof D]: Setting<ValueOf<D[K]>> };

/** The texts for one key, undefined for a file's value of another shape. */
interface Candidate {
  readonly rank: number;
  readonly origin: ValueOrigin;
  readonly where: string;
  readonly texts: readonly string[] | undefined;
  readonly got: unknown;
}

/**
 * The command line beats a scenario file beats variables beat the project's file beats the user's beats the default.
 * What is wrong is noted as a problem, and the default stands in for it.
 */
export const resolveOptions = async <D extends Declarations>(
  declared: D,
  sources: Sources,
  problems: Problems,
): Promise<Resolved<D>> => {
  const { scenario, files, place } = sources;
  if (scenario) noteUnknownKeys(scenario, keysOf(declared, isInScenario), 'usage', problems);
  for (const file of files) noteUnknownKeys(file, keysOf(declared, isSetting), 'config', problems);
  const found = hideReplaced(declared, findAll(declared, sources), problems);
  const resolved: Record<string, Setting<unknown>> = {};
  const resolve = async (key: string, option: Option, candidate: Candidate | undefined) => {
    const value = candidate && (await readValue(key, option, candidate, problems));
    resolved[key] = {
      value: value === undefined ? option.absent(place) : value,
      origin: candidate?.origin ?? { kind: 'default' },
    };
    if (candidate !== undefined && value === undefined) found.delete(key);
  };
  const all = Object.entries(declared);
  const [leading, following] = [all.filter(isLeader), all.filter((one) => !isLeader(one))];
  for (const [key, option] of leading) await resolve(key, option, found.get(key));
  for (const [key, option] of following) {
    await resolve(key, option, found.get(key) ?? found.get(option.follows ?? ''));
  }
  // Each value was made by the option of its key.
  return resolved as Resolved<D>;
};

const isLeader = ([, { follows }]: readonly [string, Option]): boolean => follows === undefined;

const isSetting = ({ setting = false }: Option): boolean => setting;

const keysOf = (declared: Declarations, holds: (option: Option) => boolean): readonly string[] =>
  Object.keys(declared).filter((key) => declared[key] && holds(declared[key]));

const noteUnknownKeys = (
  { path, values, where }: FileValues,
  known: readonly string[],
  kind: 'usage' | 'config',
  problems: Problems,
): void => {
  for (const key of [...values.keys()].filter((name) => !known.includes(name))) {
    const near = closest(key, known);
    const guess = near === undefined ? '' : ` (did you mean ${near}?)`;
    problems.add(`${where(key)}: unknown key ${key}${guess}`, undefined, kind, path);
  }
};

const findAll = (declared: Declarations, sources: Sources): Map<string, Candidate> => {
  const found = new Map<string, Candidate>();
  for (const [key, option] of Object.entries(declared)) {
    const candidate = strongest(key, option, sources);
    if (candidate !== undefined) found.set(key, candidate);
  }
  return found;
};

const strongest = (
  key: string,
  option: Option,
  { given, scenario, place, files }: Sources,
): Candidate | undefined => {
  const texts = given(key);
  if (texts.length > 0) {
    const name = flagOf(key, option);
    const got = option.kind === 'list' ? texts : texts[0];
    return {
      rank: 0,
      origin: { kind: 'flag', name },
      where: option.positional ?? name,
      texts,
      got,
    };
  }
  if (scenario?.values.has(key) && isInScenario(option)) {
    return inFile(key, option, scenario, 1, { kind: 'scenario', path: scenario.path });
  }
  // An empty variable counts as one that is not set, as most tools have it.
  const name = variablesOf(key, option).find((variable) => place.env[variable]);
  const got = name === undefined ? undefined : place.env[name];
  if (name !== undefined && got !== undefined) {
    return { rank: 2, origin: { kind: 'env', name }, where: name, texts: [got], got };
  }
  const at = isSetting(option) ? files.findIndex(({ values }) => values.has(key)) : -1;
  const file = files[at];
  return file && inFile(key, option, file, 3 + at, { kind: 'file', path: file.path });
};

const inFile = (
  key: string,
  option: Option,
  { values, where }: FileValues,
  rank: number,
  origin: ValueOrigin,
): Candidate => {
  const got = values.get(key);
  return { rank, origin, where: `${where(key)}: ${key}`, texts: textsOf(option, got), got };
};

const textsOf = ({ kind, textsOf: structured }: Option, value: unknown) => {
  if (kind === 'switch') return typeof value === 'boolean' ? [String(value)] : undefined;
  if (isScalar(value)) return [String(value)];
  if (Array.isArray(value) && value.every(isScalar)) {
    return kind === 'list' ? value.map(String) : [value.join(',')];
  }
  return structured?.(value);
};

/** What a stronger source takes the place of goes; of a choice of one, what the same source gives twice is a problem. */
const hideReplaced = (
  declared: Declarations,
  found: ReadonlyMap<string, Candidate>,
  problems: Problems,
): Map<string, Candidate> => {
  const left = new Map(found);
  const choices = new Map<string, string[]>();
  for (const [key, { rank, texts }] of found) {
    const { kind, oneOf, replaces = [] } = declared[key] ?? {};
    // A switch that a file leaves off chooses nothing.
    if (kind === 'switch' && texts?.[0] === 'false') continue;
    for (const other of replaces) if ((found.get(other)?.rank ?? 0) > rank) left.delete(other);
    if (oneOf !== undefined) choices.set(oneOf, [...(choices.get(oneOf) ?? []), key]);
  }
  for (const keys of choices.values()) {
    const rankOf = (key: string): number => found.get(key)?.rank ?? Number.POSITIVE_INFINITY;
    const best = Math.min(...keys.map(rankOf));
    const equals = keys.filter((key) => rankOf(key) === best);
    for (const key of keys) if (rankOf(key) > best) left.delete(key);
    if (equals.length > 1) {
      const names = equals.map((key) => found.get(key)?.where ?? key).join(' and ');
      problems.add(`${names} exclude each other`, 'give one');
    }
  }
  return left;
};

/** The value, undefined with a problem noted. */
const readValue = async (
  key: string,
  option: Option,
  { origin, where, texts, got }: Candidate,
  problems: Problems,
): Promise<unknown> => {
  const kind = origin.kind === 'env' || origin.kind === 'file' ? 'config' : 'usage';
  const note = (what: string, hint?: string): undefined => {
    problems.add(what, hint, kind, 'path' in origin ? origin.path : undefined);
  };
  const wrong = (value: unknown) => {
    const got = JSON.stringify(value);
    if (option.noun === undefined) return note(`${where} is ${got}, expected ${option.expected}`);
    const prefix = origin.kind === 'flag' ? '' : `${where}: `;
    const near = closest(String(value), option.words ?? []);
    const guess = near && `did you mean ${near}?`;
    return note(`${prefix}there is no ${option.noun} ${got}: ${option.expected}`, guess);
  };
  if (texts === undefined) return wrong(got);
  if (option.kind !== 'list' && texts.length > 1) {
    return note(
      `${option.positional ?? flagOf(key, option)} was given more than once`,
      'give it once',
    );
  }
  const read = async (text: string): Promise<unknown> => {
    try {
      return (await option.parse(text)) ?? wrong(text);
    } catch (thrown) {
      if (!(thrown instanceof FibimgError)) throw thrown;
      const why = thrown.why === undefined ? '' : `: ${thrown.why}`;
      return note(`${where}: ${thrown.message}${why}`, thrown.hint);
    }
  };
  const values: unknown[] = [];
  for (const text of texts) values.push(await read(text));
  if (option.kind !== 'list') return values[0];
  return values.filter((value) => value !== undefined);
};
